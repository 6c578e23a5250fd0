import type { Sql } from '@munova/database'
import { type Log, type Metrics, PeriodicJob } from '@munova/service'

const HOUR_MS = 3_600_000
/** Rows of one statement; when there are more, the rest follows at once. */
const BATCH = 5_000

/** Deletes the ends of memberships that no inbox can ask for any more: no cursor is older than `resumeMs`. */
export function departuresCleanup(options: {
  sql: Sql
  log: Log
  metrics: Metrics
  resumeMs: number
}): PeriodicJob {
  const { sql, log, metrics, resumeMs } = options
  return new PeriodicJob({
    name: 'departures-cleanup',
    everyMs: HOUR_MS,
    log,
    metrics,
    async run() {
      const { count } = await sql`
        delete from departures where (member_id, room_id) in (
          select member_id, room_id from departures
          where departed_at < now() - ${resumeMs} * interval '1 millisecond'
          limit ${BATCH} for update skip locked
        )`
      return count === BATCH ? 'more' : undefined
    },
  })
}
