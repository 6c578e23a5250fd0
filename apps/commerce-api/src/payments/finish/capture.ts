import { texts } from '@munova/commerce-contract'
import { cte, emitEvent, perPool } from '@munova/database'
import { OrderPaid } from '@munova/event-contract'
import { removeBoughtLines } from '../../cart/remove-bought.ts'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { ofOrders, orderState, type OrderColumns } from '../../outbox/order-events.ts'
import { redeemCoupons } from '../../promotions/coupons/order-coupons.ts'
import { hintedCheckAt } from '../attempt/check-schedule.ts'
import type { Attempt } from '../attempt/gateway-outcome.ts'
import { refundDueAt } from '../refund/due.ts'
import type { PaymentsContext } from '../gateway/context.ts'
import type { GatewayPayment } from '../gateway/gateway.ts'

/** `late`: the order had ended or was paid by another payment; the money is refunded. `known`: it was captured before. */
export type CaptureResult = 'paid' | 'late' | 'known'

/** What the statement does to an order that becomes PAID; the CTE `payment` is the captured payment. */
const paid = perPool((sql) => {
  const changed = cte<OrderColumns>(
    sql,
    'changed',
    sql`
      update orders set status = 'PAID', paid = paid + payment.amount, paid_at = now(), payment_id = payment.id,
        revision = revision + 1
      from payment where orders.id = payment.order_id and payment.awaits_payment
      returning orders.*`,
  )
  const items = cte<Pairs>(
    sql,
    'item',
    sql`
      update order_items set status = 'PAID'
      from changed where order_id = changed.id and order_items.status = 'PENDING'
      returning sku_id, quantity`,
  )
  const coupons = cte(sql, 'coupon', redeemCoupons(sql, sql`select id from changed`))
  const event = emitEvent(sql, OrderPaid, {
    ...ofOrders(sql, changed),
    data: { ...orderState(sql, changed), method: sql`(select method from payment)` },
  })
  const definitions = sql`
    ${changed.definition}, ${items.definition}, ${coupons.definition},
    ${moveStock(sql, { pairs: items, by: { reserved: -1, allocated: 1 }, after: coupons })},
    bought as (${removeBoughtLines(sql, changed, items)}), event as (${event})`
  return { changed, definitions }
})

/**
 * The gateway has the money: the order becomes PAID and its stock allocated, or else a refund is requested, decided by
 * the order's state under its lock, in one statement. `response` is stored with it if the order becomes PAID.
 */
export async function capture(
  context: PaymentsContext,
  { id, orderId }: Attempt,
  { method, approvedAt, cancels }: Pick<GatewayPayment, 'method' | 'approvedAt' | 'cancels'>,
  response?: { idempotency: IdempotencyContext; text: string },
): Promise<CaptureResult> {
  // Planning it takes four times as long as running it.
  const { genericPlanSql: sql } = context
  const { changed, definitions } = paid(sql)
  const stored = response
    ? sql`, response as (${response.idempotency.storeResponse(sql, changed, { status: 200, body: response.text })})`
    : sql``
  const [captured] = await sql<{ isPaid: boolean }[]>`
    with held as materialized (
      select id, status in ('CONFIRMING', 'AWAITING_DEPOSIT') as awaits_payment from orders where id = ${orderId}
      for no key update
    ), payment as (
      update payments set status = 'DONE', method = ${method}, approved_at = coalesce(${approvedAt}, now()),
        -- What was cancelled at the gateway already is settled by the next check.
        check_at = ${cancels.length > 0 ? sql`now()` : hintedCheckAt(sql, context.config)},
        refund_requested = case when held.awaits_payment then 0 else amount end
      from held
      where payments.id = ${id} and payments.order_id = held.id
        and payments.status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT', 'FAILED')
      returning payments.*, held.awaits_payment
    ), ${definitions}, late as (
      update orders set paid = paid + payment.amount, revision = revision + 1
      from payment where orders.id = payment.order_id and not payment.awaits_payment
      returning orders.id
    ), refund as (
      insert into refunds (order_id, payment_id, amount, cause, reason, due_at)
      select order_id, payment.id, amount, 'LATE', ${texts.paidTooLate}::text, ${refundDueAt(new Date())}::timestamptz
      from payment join late on late.id = order_id
    ), entry as (
      insert into ledger (order_id, payment_id, kind, amount, transaction_key)
      select order_id, id, 'CAPTURE', amount, payment_key from payment
    ) ${stored}
    select awaits_payment as "isPaid" from payment`
  context.outbox.wake()
  if (!captured) return 'known'
  if (captured.isPaid) return 'paid'
  context.reconcile()
  return 'late'
}
