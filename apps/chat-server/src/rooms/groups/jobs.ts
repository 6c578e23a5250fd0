import type { RoomsContext } from '../room/context.ts'
import { DeletedGroups } from './deleted-groups.ts'
import { Withdrawals } from './withdrawals.ts'

/** Starts what happens to groups without a request: withdrawn members leave, and what is left of deleted groups goes. */
export function startGroupJobs(context: RoomsContext): { close(): Promise<void> } {
  const { config, inboxSignals } = context
  const limits = {
    everyMs: config.DELETED_GROUP_PURGE_MS,
    batch: config.DELETED_GROUP_PURGE_BATCH,
    retentionMs: config.DELETED_GROUP_RETENTION_MS,
  }
  const jobs = [
    new Withdrawals({ ...context, everyMs: config.WITHDRAWAL_CLEANUP_MS }),
    new DeletedGroups({
      ...context,
      limits,
      onMembersGone: (roomId) => inboxSignals.roomChanged(roomId),
    }),
  ]
  for (const job of jobs) job.start()
  return {
    async close() {
      await Promise.all(jobs.map((job) => job.close()))
    },
  }
}
