import type { Sql } from '@munova/database'
import { PeriodicJob, type Log } from '@munova/service'

export interface DatabaseProbe {
  /** For /readyz: true, or why the database is not ready. */
  state(): true | string
  close(): Promise<void>
}

/**
 * Checks at an interval that the database responds, so that /readyz answers without waiting for it. Resolves after the
 * first check.
 */
export async function probeDatabase(
  sql: Sql,
  { everyMs, log }: { everyMs: number; log: Log },
): Promise<DatabaseProbe> {
  let state: true | string = true
  const job = new PeriodicJob({
    name: 'database-probe',
    everyMs,
    log,
    run: async () => {
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
