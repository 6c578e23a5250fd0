import type { PaymentHint } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'

/** The gateway is asked about this payment at once instead of when its turn comes. */
export async function checkSoon(context: Context, paymentId: number): Promise<void> {
  const { sql } = context
  await retryOnConnectionLoss(
    () => sql`
      update payments set check_at = now() where id = ${paymentId} and status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT')`,
  )
  context.reconcile()
}

/**
 * Somebody, perhaps the gateway, says that a payment changed. Nothing that is said is believed: if it is a payment of
 * ours that may still change, the reconciler asks the gateway itself. However often it is said, one look is made.
 */
export async function takeHint(context: Context, hint: PaymentHint): Promise<void> {
  const { sql } = context
  const paymentKey = hint.data?.paymentKey ?? null
  const number = hint.data?.orderId ?? hint.orderId ?? null
  if (paymentKey === null && number === null) return
  // Indexes payments_key, or orders_number_key and payments_order.
  const named =
    paymentKey === null
      ? sql`order_id = (select id from orders where number = ${number})`
      : sql`payment_key = ${paymentKey}`
  const hinted = await retryOnConnectionLoss(
    () => sql`
      update payments set check_at = now()
      where ${named} and status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT', 'FAILED')
        and (check_at is null or check_at > now())
      returning id`,
  )
  if (hinted.length > 0) context.reconcile()
}
