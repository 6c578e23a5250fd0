import type { Sql } from '@munova/database'
import type { CommerceConfig } from '../../config.ts'

/** A higher power would overflow, and RECONCILE_BACKOFF_MAX_MS is reached long before. */
const MAX_DOUBLINGS = 20

/** When the reconciler checks a row again after `checks` checks: the pause doubles up to RECONCILE_BACKOFF_MAX_MS. */
export function nextCheckAt(
  sql: Sql,
  checks: ReturnType<Sql>,
  { RECONCILE_AFTER_MS, RECONCILE_BACKOFF_MAX_MS }: CommerceConfig,
) {
  return sql`
    now() + least(${RECONCILE_BACKOFF_MAX_MS}, ${RECONCILE_AFTER_MS} * power(2, least(${checks}, ${MAX_DOUBLINGS})))
      * interval '1 millisecond'`
}
