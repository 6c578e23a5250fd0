import type { PaymentWebhook } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { PaymentsContext } from '../gateway/context.ts'

/**
 * The gateway reports, unsigned, that a payment changed: it only makes the payment due, and the reconciler asks the
 * gateway itself. Anybody can send them, so they cause one look-up in WEBHOOK_LOOK_UP_MS; one that comes sooner is followed
 * by a look-up at the end of this time. A payment that is unknown is ignored.
 */
export async function handlePaymentWebhook(context: PaymentsContext, webhook: PaymentWebhook): Promise<void> {
  const { sql, config } = context
  const paymentKey = webhook.data?.paymentKey ?? null
  const number = webhook.data?.orderId ?? webhook.orderId ?? null
  if (paymentKey === null && number === null) return
  // Indexes payments_key, or orders_number_key and payments_order.
  const isNamed =
    paymentKey === null
      ? sql`order_id = (select id from orders where number = ${number})`
      : sql`payment_key = ${paymentKey}`
  const due = await retryOnConnectionLoss(
    () => sql<{ isDue: boolean }[]>`
      with due as (
        select id, greatest(now(), looked_up_at + ${config.WEBHOOK_LOOK_UP_MS} * interval '1 millisecond') as at
        from payments where ${isNamed}
      )
      update payments set hinted_at = now(), check_at = least(check_at, due.at)
      from due where payments.id = due.id
      returning check_at <= now() as "isDue"`,
  )
  if (due.some(({ isDue }) => isDue)) context.reconcile()
}
