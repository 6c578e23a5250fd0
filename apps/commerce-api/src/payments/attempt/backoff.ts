import type { Sql } from '@munova/database'
import type { CommerceConfig } from '../../config.ts'

/** More would overflow, and the longest pause is reached long before. */
const MOST_DOUBLINGS = 20

/** When a row is looked at next that was looked at `checks` times: ever later, up to CHECK_LONGEST_MS. */
export function againAt(
  sql: Sql,
  checks: ReturnType<Sql>,
  { CHECK_AFTER_MS, CHECK_LONGEST_MS }: CommerceConfig,
) {
  return sql`
    now() + least(${CHECK_LONGEST_MS}, ${CHECK_AFTER_MS} * power(2, least(${checks}, ${MOST_DOUBLINGS})))
      * interval '1 millisecond'`
}
