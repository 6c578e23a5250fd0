import type { Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { ChatConfig } from '../../config.ts'
import type { RoomLog } from '../../log/room-log.ts'
import { DeletedGroups } from './deleted-groups.ts'
import { Withdrawals } from './withdrawals.ts'

/** Starts what happens to groups without a request: withdrawn members leave, and what is left of deleted groups goes. */
export function startGroupJobs(
  config: ChatConfig,
  parts: { sql: Sql; roomLog: RoomLog; log: Log; metrics: Metrics },
): { close(): Promise<void> } {
  const limits = {
    everyMs: config.DELETED_GROUP_PURGE_MS,
    batch: config.DELETED_GROUP_PURGE_BATCH,
    retentionMs: config.DELETED_GROUP_RETENTION_MS,
  }
  const jobs = [
    new Withdrawals({ ...parts, everyMs: config.WITHDRAWAL_CLEANUP_MS }),
    new DeletedGroups({ ...parts, limits }),
  ]
  for (const job of jobs) job.start()
  return {
    async close() {
      await Promise.all(jobs.map((job) => job.close()))
    },
  }
}
