import type { PaymentWebhook } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { PaymentsContext } from '../gateway/context.ts'

/**
 * The gateway reports, unsigned, that a payment changed: it only makes the payment due, and the reconciler asks the
 * gateway itself. Repeated webhooks cause one check. A payment that is unknown or final is ignored.
 */
export async function handlePaymentWebhook(context: PaymentsContext, webhook: PaymentWebhook): Promise<void> {
  const { sql } = context
  const paymentKey = webhook.data?.paymentKey ?? null
  const number = webhook.data?.orderId ?? webhook.orderId ?? null
  if (paymentKey === null && number === null) return
  // Indexes payments_key, or orders_number_key and payments_order.
  const isNamed =
    paymentKey === null
      ? sql`order_id = (select id from orders where number = ${number})`
      : sql`payment_key = ${paymentKey}`
  const due = await retryOnConnectionLoss(
    () => sql`
      update payments set check_at = now()
      where ${isNamed} and status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT', 'FAILED')
        and (check_at is null or check_at > now())
      returning id`,
  )
  if (due.length > 0) context.reconcile()
}
