import type { Log, Metrics } from '@munova/service'
import { PeriodicJob } from '@munova/service/work'
import { connect } from './connect.ts'
import { isAway, retryOnConnectionLoss } from './failures.ts'

export interface DatabaseProbe {
  /** For /readyz: true, or why this process is not ready. */
  state(): true | string
  /** Whether the last check succeeded. */
  responds(): boolean
  close(): Promise<void>
}

export interface DatabaseProbeOptions {
  /** The service, for pg_stat_activity. */
  name: string
  everyMs: number
  /** The server cancels the statement after so long; a connection that is silent for 2 s longer is considered dead. */
  timeoutMs: number
  /** How long checks fail before this process is not ready. */
  graceMs: number
  log: Pick<Log, 'warn'>
  metrics: Pick<Metrics, 'gauge'>
}

/**
 * Checks at an interval that the database responds to this process, on a connection of its own, so that a busy pool does not
 * look like a database that is away. A database that refuses connections is away for every process: this one stays ready,
 * since a balancer has no better one, and answers UNAVAILABLE by itself. So does one that responds to nobody for a while: all
 * processes would leave at the same moment, and only checks that fail for `graceMs` say that it is this process. Resolves after the
 * first check.
 */
export async function openDatabaseProbe(
  url: string,
  { name, everyMs, timeoutMs, graceMs, log, metrics }: DatabaseProbeOptions,
): Promise<DatabaseProbe> {
  const sql = connect(url, { max: 1, name: `${name} probe`, statementTimeoutMs: timeoutMs })
  let state: true | string = true
  let isUp = false
  let failsSince: number | undefined
  metrics.gauge('database_up', '1 while the database responds', {
    value: () => Number(isUp),
    ofWorkers: 'min',
  })
  const job = new PeriodicJob({
    name: 'database-probe',
    everyMs,
    log,
    async run() {
      try {
        // A connection that was lost says nothing: the next one shows whether the database is there.
        await retryOnConnectionLoss(() => sql`select 1`)
        isUp = true
        failsSince = undefined
        state = true
      } catch (error) {
        isUp = false
        // Connections that are lost one after the other may be those of a server that is stopping: the next check shows it.
        if (isAway(error)) state = true
        else if (failsSince !== undefined && performance.now() - failsSince >= graceMs)
          state = 'the database does not respond to this process'
        failsSince ??= performance.now()
      }
    },
  })
  await job.trigger()
  job.start()
  return {
    state: () => state,
    responds: () => isUp,
    async close() {
      // The statement under way ends with its connection.
      await Promise.all([job.close(), sql.end({ timeout: 0 })])
    },
  }
}
