import type { Verifier } from '@munova/auth'
import { openDatabaseProbe } from '@munova/database'
import { type Log, type Metrics, PeriodicJob } from '@munova/service'
import type { ChatConfig } from './config.ts'
import type { RoomLog } from './log/room-log.ts'
import type { Projection } from './projection/projection.ts'

export interface Readiness {
  /** For /readyz: whether this node, with its own connections and keys, can serve; else why not. */
  checks(): Record<string, true | string>
  close(): Promise<void>
}

/**
 * What a balancer needs to know. A node that is up and cannot serve is worse than one that is down: with few connections it
 * attracts all new ones. Resolves after the first check of the database.
 */
export async function openReadiness(
  config: ChatConfig,
  {
    verifier,
    projection,
    roomLog,
    log,
    metrics,
  }: { verifier: Verifier; projection: Projection; roomLog: RoomLog; log: Log; metrics: Metrics },
): Promise<Readiness> {
  const keys = new PeriodicJob({
    name: 'keys-probe',
    everyMs: config.PROBE_INTERVAL_MS,
    log,
    run: () => verifier.loadKeys(),
  })
  keys.start()
  void keys.trigger()
  const database = await openDatabaseProbe(config.DATABASE_URL, {
    name: 'chat-server',
    everyMs: config.PROBE_INTERVAL_MS,
    timeoutMs: config.DATABASE_PROBE_TIMEOUT_MS,
    graceMs: config.READINESS_DATABASE_GRACE_MS,
    log,
    metrics,
  })
  return {
    checks: () => ({
      projection: projection.isComplete || 'members and products have not arrived from commerce-api yet',
      keys: verifier.hasKeys || 'the keys of access tokens could not be read yet',
      database: database.state(),
      // A database that does not respond keeps the statements of every node: that is what the check above is for.
      append:
        roomLog.oldestAppendMs < config.LANE_STUCK_MS ||
        !database.responds() ||
        'an append statement does not end',
    }),
    async close() {
      await Promise.all([keys.close(), database.close()])
    },
  }
}
