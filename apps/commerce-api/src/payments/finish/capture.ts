import { texts } from '@munova/commerce-contract'
import { useCoupons } from '../../promotions/coupons/of-order.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { orderEvent } from '../../outbox/order-event.ts'
import type { Context } from '../../context.ts'
import { moveStock } from '../../catalogue/stock/move.ts'
import type { Attempt } from '../attempt/attempt.ts'
import type { GatewayPayment } from '../gateway/gateway.ts'

/** `late`: the order had ended or was paid by another payment; the money goes back. `known`: it was captured before. */
export type Capture = 'paid' | 'late' | 'known'

/**
 * The gateway has the money: the order is PAID and its stock sold, or else a refund is owed, decided by the order's
 * state under its lock, in one statement. `answer` is stored with it if the order becomes PAID.
 */
export async function capture(
  context: Context,
  { id, orderId }: Attempt,
  { method, approvedAt }: Pick<GatewayPayment, 'method' | 'approvedAt'>,
  answer?: { once: IdempotencyContext; text: string },
): Promise<Capture> {
  const { sql } = context
  const [outcome] = await sql<{ isPaid: boolean }[]>`
    with held as materialized (
      select id, status in ('CONFIRMING', 'AWAITING_DEPOSIT') as waits from orders where id = ${orderId}
      for no key update
    ), payment as (
      update payments set status = 'DONE', method = ${method}, approved_at = coalesce(${approvedAt}, now()),
        check_at = null, promised = case when held.waits then 0 else amount end
      from held
      where payments.id = ${id} and payments.order_id = held.id
        and payments.status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT', 'FAILED')
      returning payments.*, held.waits
    ), changed as (
      update orders set status = 'PAID', paid = paid + payment.amount, paid_at = now(), payment_id = payment.id,
        revision = revision + 1
      from payment where orders.id = payment.order_id and payment.waits
      returning orders.*
    ), late as (
      update orders set paid = paid + payment.amount, revision = revision + 1
      from payment where orders.id = payment.order_id and not payment.waits
      returning orders.id
    ), refund as (
      insert into refunds (order_id, payment_id, amount, cause, reason)
      select order_id, payment.id, amount, 'LATE', ${texts.paidTooLate}::text
      from payment join late on late.id = order_id
    ), entry as (
      insert into ledger (order_id, payment_id, kind, amount, transaction_key)
      select order_id, id, 'CAPTURE', amount, payment_key from payment
    ), item as (
      update order_items set status = 'PAID'
      from changed where order_id = changed.id and order_items.status = 'PENDING'
      returning sku_id, quantity
    ), coupon as (${useCoupons(sql, sql`select id from changed`)}),
    ${moveStock(sql, {
      pairs: sql`select sku_id, quantity from item`,
      by: { reserved: -1, allocated: 1 },
      after: sql`select from coupon`,
    })},
    bought as (
      delete from cart_lines using carts, changed, order_items
      where changed.from_cart and carts.member_id = changed.member_id and cart_id = carts.id
        and order_items.order_id = changed.id and order_items.sku_id = cart_lines.sku_id
    ), event as (${orderEvent(sql, 'order.paid', {
      more: sql`jsonb_build_object('method', ${method}::text)`,
    })})
    ${answer ? sql`, answer as (${answer.once.storeResponse(sql, 200, answer.text)})` : sql``}
    select waits as "isPaid" from payment`
  context.outbox.wake()
  if (!outcome) return 'known'
  if (outcome.isPaid) return 'paid'
  context.reconcile()
  return 'late'
}
