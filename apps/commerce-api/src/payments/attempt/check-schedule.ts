import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { CommerceConfig } from '../../config.ts'
import type { PaymentsContext } from '../gateway/context.ts'

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

/** Makes a payment without an outcome due, and the reconciler look at once. */
export async function checkNow(context: PaymentsContext, paymentId: number): Promise<void> {
  const { sql } = context
  await retryOnConnectionLoss(
    () => sql`
      update payments set check_at = now() where id = ${paymentId} and status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT')`,
  )
  context.reconcile()
}
