import type { Sql } from '@munova/database'
import type { CommerceConfig } from '../../config.ts'

/** More would overflow, and the longest pause is reached long before. */
const MOST_DOUBLINGS = 20

/** When a row is looked at next that was looked at `checks` times: ever later, up to RECONCILE_BACKOFF_MAX_MS. */
export function againAt(
  sql: Sql,
  checks: ReturnType<Sql>,
  { RECONCILE_AFTER_MS, RECONCILE_BACKOFF_MAX_MS }: CommerceConfig,
) {
  return sql`
    now() + least(${RECONCILE_BACKOFF_MAX_MS}, ${RECONCILE_AFTER_MS} * power(2, least(${checks}, ${MOST_DOUBLINGS})))
      * interval '1 millisecond'`
}
