import type { Log, Metrics } from '@munova/service'
import { PeriodicJob } from '@munova/service/work'
import { connect } from './connect.ts'
import { isAway, retryOnConnectionLoss } from './failures.ts'

export interface DatabaseProbe {
  /** For /readyz: true, or why this process is not ready. */
  state(): true | string
  close(): Promise<void>
}

export interface DatabaseProbeOptions {
  /** The service, for pg_stat_activity. */
  name: string
  everyMs: number
  /** The server cancels the statement after so long; a connection that is silent for 2 s longer is considered dead. */
  timeoutMs: number
  log: Pick<Log, 'warn'>
  metrics: Pick<Metrics, 'gauge'>
}

/**
 * Checks at an interval that the database responds to this process, on a connection of its own, so that a busy pool does not
 * look like a database that is away. A database that refuses connections is away for every process: this one stays ready,
 * since a balancer has no better one, and answers UNAVAILABLE by itself. Resolves after the first check.
 */
export async function openDatabaseProbe(
  url: string,
  { name, everyMs, timeoutMs, log, metrics }: DatabaseProbeOptions,
): Promise<DatabaseProbe> {
  const sql = connect(url, { max: 1, name: `${name} probe`, statementTimeoutMs: timeoutMs })
  let state: true | string = true
  let isUp = false
  let hasFailed = false
  metrics.gauge('database_up', '1 while the database responds', { value: () => Number(isUp) })
  const job = new PeriodicJob({
    name: 'database-probe',
    everyMs,
    log,
    async run() {
      try {
        // A connection that was lost says nothing: the next one shows whether the database is there.
        await retryOnConnectionLoss(() => sql`select 1`)
        isUp = true
        hasFailed = false
        state = true
      } catch (error) {
        isUp = false
        // Connections that are lost one after the other may be those of a server that is stopping: the next check shows it.
        if (isAway(error)) state = true
        else if (hasFailed) state = 'the database does not respond to this process'
        hasFailed = true
      }
    },
  })
  await job.trigger()
  job.start()
  return {
    state: () => state,
    async close() {
      // The statement under way ends with its connection.
      await Promise.all([job.close(), sql.end({ timeout: 0 })])
    },
  }
}
