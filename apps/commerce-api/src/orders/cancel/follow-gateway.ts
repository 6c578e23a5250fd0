import { texts } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import { moveStock } from '../../catalogue/stock/move.ts'
import { finishCheck } from '../../payments/attempt/check-schedule.ts'
import { readPayment } from '../../payments/attempt/gateway-outcome.ts'
import type { DuePayment } from '../../payments/finish/reconcile.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { GatewayRejected, GatewayUncertain, type GatewayPayment } from '../../payments/gateway/gateway.ts'
import {
  bookGatewayRefund,
  completedCancels,
  planGatewayRefund,
  type CapturedPayment,
  type GatewayRefund,
} from '../../payments/refund/gateway-refund.ts'
import { pendingRefunds } from '../../payments/refund/pending.ts'
import { completeRefund, isCancelOf } from '../../payments/refund/process.ts'
import { refundedEvent, type DoneRefund } from '../../payments/refund/refunded-event.ts'
import { releaseCoupons } from '../../promotions/coupons/order-coupons.ts'
import { changeOrder } from '../change/change-order.ts'
import { partOf } from '../change/item-parts.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { splitItems } from '../change/split-items.ts'
import { readAnyOrder, type CurrentOrder } from '../read/read.ts'
import { goneSellersOf } from './cancel-paid.ts'
import { partsEvent } from './cancelled-parts.ts'

type Cancel = ReturnType<typeof completedCancels>[number]

/**
 * Compares a captured payment with the gateway, and settles what happened only there: staff cancelled all or a part of it
 * in the gateway's back office, or the bank took its deposit back. Each cancellation counts once. Resolves to the payment as it
 * was looked up. Rejects with GatewayUncertain: the next check retries.
 */
export async function followPayment(context: PaymentsContext, due: DuePayment): Promise<GatewayPayment> {
  const payment = await readClosed(context, due)
  for (const cancel of completedCancels(payment)) await settle(context, due, cancel)
  if (payment.cancels.every(({ cancelStatus }) => cancelStatus !== 'IN_PROGRESS'))
    await finishCheck(context, due)
  return payment
}

/**
 * The payment at the gateway. If the bank took the deposit back its account is closed first: nobody may pay again for
 * goods that are about to be sold to somebody else.
 */
async function readClosed(context: PaymentsContext, due: DuePayment): Promise<GatewayPayment> {
  const { gateway } = context
  const payment = await readPayment(gateway, due)
  if (payment.status !== 'WAITING_FOR_DEPOSIT') return payment
  const closed = await gateway
    .cancel({
      paymentKey: due.paymentKey,
      reason: texts.depositTakenBack,
      idempotencyKey: `take-back:${due.number}:${due.id}`,
    })
    .catch((error: unknown) => {
      if (!(error instanceof GatewayRejected)) throw error
      return readPayment(gateway, due)
    })
  if (closed.status === 'WAITING_FOR_DEPOSIT') throw new GatewayUncertain('the account cannot be closed')
  return closed
}

async function settle(context: PaymentsContext, due: DuePayment, cancel: Cancel): Promise<void> {
  const { sql } = context
  await changeOrder(
    async () => {
      const current = await readAnyOrder(sql, due.orderId)
      const pending = await pendingRefunds(sql, due.orderId)
      return {
        current,
        payment: await readCaptured(sql, due.id),
        pending: pending.filter(({ paymentId }) => paymentId === due.id),
      }
    },
    async ({ current, payment, pending }) => {
      if (payment.known.includes(cancel.transactionKey)) return true
      const sent = pending.find(({ id }) => isCancelOf(cancel, id))
      // Requested here, or made by hand by staff since it is rejected or lacks an account.
      const requested =
        sent ??
        pending.find(
          ({ amount, rejections, needsAccount }) =>
            (rejections > 0 || needsAccount) && amount === cancel.cancelAmount,
        )
      if (requested?.amount === cancel.cancelAmount) return completeRefund(context, requested, cancel)
      return apply(context, current, payment, planGatewayRefund(payment, pending, { ...cancel, sent }))
    },
  )
  context.outbox.wake()
}

async function readCaptured(sql: Sql, paymentId: number): Promise<CapturedPayment> {
  // Indexes payments_pkey, orders_pkey and ledger_once.
  const [payment] = await retryOnConnectionLoss(
    () => sql<CapturedPayment[]>`
      select payments.id, payment_key as "paymentKey", amount, payments.refunded,
        refund_requested as "refundRequested", orders.payment_id is not distinct from payments.id as "isOfOrder",
        array(
          select transaction_key from ledger where ledger.payment_id = payments.id and kind = 'CANCEL'
        ) as known
      from payments join orders on orders.id = order_id
      where payments.id = ${paymentId}`,
  )
  if (!payment) throw new Error(`payment ${paymentId} is gone`)
  return payment
}

/**
 * Books the refund. Once all money is back, nothing more is shipped: what is left to ship is cancelled, its stock and, when
 * nothing is left of the order, its coupon are available again. Undefined after a version conflict.
 */
async function apply(
  { sql, log }: PaymentsContext,
  current: CurrentOrder,
  { paymentKey, isOfOrder }: CapturedPayment,
  refund: GatewayRefund,
): Promise<true | undefined> {
  const { order } = current
  const stops = refund.isWhole && isOfOrder && order.status === 'PAID'
  const parts = stops ? order.items.filter(({ status }) => status === 'PAID').map((item) => partOf(item)) : []
  const goneSellerIds = goneSellersOf(order, parts)
  const isOver = parts.length > 0 && order.items.every(({ sellerId }) => goneSellerIds.includes(sellerId))

  const changed = reviseOrder(sql, current, {
    set: sql`refunded = refunded + ${refund.amount}${isOver ? sql`, status = 'CANCELLED'` : sql``}`,
  })
  const cancelled = splitItems(sql, changed, parts, 'CANCELLED')
  const booked = bookGatewayRefund(sql, changed, refund)
  const done = cte<DoneRefund>(
    sql,
    'done_of_order',
    sql`
      select changed.id, number, member_id, refund.id as refund_id, refund.amount, refund.cause
      from ${changed.name} as changed, ${booked.refunds.name} as refund`,
  )
  const stopped = partsEvent(sql, changed, cancelled.items, {
    reason: 'GATEWAY',
    refund: sql`${refund.amount}::bigint`,
    goneSellerIds,
    where: sql`${parts.length > 0}`,
  })
  const kind = refund.isWhole ? 'REFUNDED_AFTER_SHIPPING' : 'PART_REFUNDED'
  const rows = await sql`
    with ${changed.definition}, ${cancelled.definitions},
    coupon as (${releaseCoupons(sql, sql`select id from ${changed.name} where ${isOver}`)}),
    ${booked.definitions}, ${done.definition},
    ${moveStock(sql, { pairs: cancelled.items, by: { allocated: -1 }, after: booked.payment })},
    refunded_event as (${refundedEvent(sql, done)}), cancelled_event as (${stopped}),
    difference as (
      insert into payment_differences (kind, payment_key, transaction_key, order_id, amount)
      select ${kind}, ${paymentKey}, ${refund.transactionKey}, id, ${refund.own}
      from ${changed.name} where ${!isOver && refund.own > 0}
      on conflict do nothing
    )
    select id from ${changed.name}`
  if (rows.length === 0) return undefined
  log.warn(
    { order: order.number, amount: refund.amount, isOver },
    'a payment was refunded at the gateway, not by the shop',
  )
  return true
}
