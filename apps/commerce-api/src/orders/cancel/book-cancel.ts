import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { differenceEntry } from '../../payments/refund/differences.ts'
import {
  bookGatewayRefund,
  isCancelOf,
  planGatewayRefund,
  type CapturedPayment,
  type completedCancels,
  type GatewayRefund,
} from '../../payments/refund/gateway-refund.ts'
import { pendingRefunds } from '../../payments/refund/pending.ts'
import { refundedEvent, type DoneRefund } from '../../payments/refund/refunded-event.ts'
import { changeOrder } from '../change/change-order.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { readAnyOrder, type CurrentOrder } from '../read/read.ts'
import { endingOf, endRefunded, noEnding } from './end-refunded.ts'

/**
 * Books a cancellation that the gateway has completed, once, whether the shop asked for it or staff made it in the gateway's
 * back office. Throws ORDER_CHANGED after too many version conflicts: the next comparison with the gateway books it.
 */
export async function bookCancel(
  context: PaymentsContext,
  { orderId, paymentId }: { orderId: number; paymentId: number },
  cancel: ReturnType<typeof completedCancels>[number],
): Promise<void> {
  const { sql } = context
  await changeOrder(
    async () => {
      const current = await readAnyOrder(sql, orderId)
      const pending = await pendingRefunds(sql, orderId)
      return {
        current,
        payment: await readCaptured(sql, paymentId),
        pending: pending.filter((refund) => refund.paymentId === paymentId),
      }
    },
    async ({ current, payment, pending }) => {
      if (payment.known.includes(cancel.transactionKey)) return true
      const sent =
        pending.find(({ id }) => isCancelOf(cancel, id)) ??
        // Made by hand by staff, since it is rejected or lacks an account.
        pending.find(
          ({ amount, rejections, needsAccount }) =>
            (rejections > 0 || needsAccount) && amount === cancel.cancelAmount,
        )
      return book(context, current, payment, planGatewayRefund(payment, pending, { ...cancel, sent }))
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

/** Also ends the order if no money of its payment is left. Undefined after a version conflict. */
async function book(
  { sql, log }: PaymentsContext,
  current: CurrentOrder,
  { paymentKey, isOfOrder }: CapturedPayment,
  refund: GatewayRefund,
): Promise<true | undefined> {
  const ending = refund.isWhole && isOfOrder ? endingOf(current.order) : noEnding
  const changed = reviseOrder(sql, current, {
    set: sql`refunded = refunded + ${refund.amount}${ending.isOver ? sql`, status = 'CANCELLED'` : sql``}`,
  })
  const booked = bookGatewayRefund(sql, changed, refund)
  const done = cte<DoneRefund>(
    sql,
    'done_of_order',
    sql`
      select changed.id, number, member_id, refund.id as refund_id, refund.amount, refund.cause
      from ${changed.name} as changed, ${booked.refunds.name} as refund`,
  )
  const difference = differenceEntry(sql, {
    kind: refund.isWhole ? 'REFUNDED_AFTER_SHIPPING' : 'PART_REFUNDED',
    paymentKey,
    transactionKey: refund.transactionKey,
    orderId: current.order.id,
    amount: refund.own,
    where: sql`exists (select from ${changed.name}) and ${!ending.isOver && refund.own > 0}`,
  })
  const rows = await sql`
    with ${changed.definition}, ${booked.definitions}, ${done.definition},
    ${endRefunded(sql, changed, ending, { refund: refund.own, after: booked.payment })},
    refunded_event as (${refundedEvent(sql, done)}), difference as (${difference})
    select id from ${changed.name}`
  if (rows.length === 0) return undefined
  if (refund.own > 0)
    log.warn(
      { order: current.order.number, amount: refund.own, isOver: ending.isOver },
      'a payment was refunded at the gateway, not by the shop',
    )
  return true
}
