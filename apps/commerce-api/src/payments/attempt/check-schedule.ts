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
  return sql`now() + ${pauseAfter(sql, checks, RECONCILE_AFTER_MS, RECONCILE_BACKOFF_MAX_MS)}`
}

/** An interval as SQL: the pause after so many checks. */
export function pauseAfter(sql: Sql, checks: ReturnType<Sql>, firstMs: number, maxMs: number) {
  return sql`
    least(${maxMs}, ${firstMs} * power(2, least(${checks}, ${MAX_DOUBLINGS}))) * interval '1 millisecond'`
}

/** Makes a payment due, and the reconciler look at once. */
export async function checkNow(context: PaymentsContext, paymentId: number): Promise<void> {
  const { sql } = context
  await retryOnConnectionLoss(() => sql`update payments set check_at = now() where id = ${paymentId}`)
  context.reconcile()
}

/** A payment that was taken for a check, and when its next check would be. */
export interface Checked {
  id: number
  /** Absent: it was not due. */
  checkAt?: Date
}

/** Nothing is open. A check that was asked for since this one began remains. */
export async function finishCheck({ sql, config }: PaymentsContext, { id, checkAt }: Checked): Promise<void> {
  await sql`
    update payments set check_at = ${hintedCheckAt(sql, config)}, checks = 0
    where id = ${id} and check_at = ${checkAt ?? null}`
}

/**
 * For a row of `payments` on which nothing is open: null, or when it is looked up again, since a hint arrived after its last
 * look-up began.
 */
export const hintedCheckAt = (
  sql: Sql,
  { WEBHOOK_LOOK_UP_MS }: Pick<CommerceConfig, 'WEBHOOK_LOOK_UP_MS'>,
) => sql`
  case when looked_up_at is null or hinted_at >= looked_up_at
    then greatest(hinted_at, looked_up_at + ${WEBHOOK_LOOK_UP_MS} * interval '1 millisecond') end`
