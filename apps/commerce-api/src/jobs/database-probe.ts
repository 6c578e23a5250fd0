import type { Sql } from '@munova/database'
import { PeriodicJob, type Log } from '@munova/service'

export interface DatabaseProbe {
  /** For /readyz: true, or why not. */
  state(): true | string
  close(): Promise<void>
}

/** Checks the database at an interval, so that /readyz responds at once. Resolves after the first check. */
export async function probeDatabase(sql: Sql, everyMs: number, log: Log): Promise<DatabaseProbe> {
  let state: true | string = true
  const job = new PeriodicJob({
    name: 'database-probe',
    everyMs,
    log,
    async run() {
      try {
        await sql`select 1`
        state = true
      } catch {
        state = 'the database does not answer'
      }
    },
  })
  await job.trigger()
  job.start()
  return { state: () => state, close: () => job.close() }
}
