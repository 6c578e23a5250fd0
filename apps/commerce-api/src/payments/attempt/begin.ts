import type { ConfirmPayment, ConfirmedPayment, OrderStatus } from '@munova/commerce-contract'
import { retryOnConnectionLoss, violates } from '@munova/database'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import type { Attempt } from './gateway-outcome.ts'
import { paymentColumns, toConfirmed, type PaymentRow } from './payment-row.ts'

/** `begun`: the gateway is to be called. `known`: this payment has succeeded before. */
export type Beginning = { begun: Attempt } | { known: ConfirmedPayment }

/** How long a client waits before it repeats a request about a payment under way. */
const RETRY_AFTER_MS = 1_000

/**
 * Stores that the order is about to be paid, before any money moves: from now on it does not expire. Throws
 * ORDER_NOT_FOUND, AMOUNT_MISMATCH, ORDER_ENDED, ALREADY_PAID, PAYMENT_IN_PROGRESS, PAYMENT_DECLINED for a payment
 * that was declined before, and PAYMENT_KEY_USED.
 */
export async function beginPayment(
  context: Context,
  memberId: number,
  { paymentKey, orderId: number, amount }: ConfirmPayment,
): Promise<Beginning> {
  const { sql, config } = context
  // Index orders_number_key.
  const [begun] = await sql<{ id: number; orderId: number }[]>`
    with changed as (
      update orders set status = 'CONFIRMING', revision = revision + 1
      where number = ${number} and member_id = ${memberId} and total = ${amount}
        and status = 'PENDING' and expires_at > now()
      returning id
    )
    insert into payments (order_id, payment_key, amount, check_at)
    select id, ${paymentKey}, ${amount}, now() + ${config.RECONCILE_AFTER_MS} * interval '1 millisecond' from changed
    returning id, order_id as "orderId"`.catch((error: unknown) => {
    if (violates(error, 'payments_key')) return []
    throw error
  })
  if (begun) return { begun: { ...begun, number, paymentKey, amount } }
  return { known: await knownPayment(context, memberId, { paymentKey, number, amount }) }
}

interface OrderRow {
  orderId: number
  number: string
  orderStatus: OrderStatus
  total: number
  isLate: boolean
  isOver: boolean
}

/** A payment that has succeeded or waits for its deposit; throws why the order cannot be paid by any other. */
export async function knownPayment(
  { sql }: Context,
  memberId: number,
  { paymentKey, number, amount }: { paymentKey: string; number: string; amount: number },
): Promise<ConfirmedPayment> {
  const [row] = await retryOnConnectionLoss(
    () => sql<(OrderRow & (PaymentRow | { paymentKey: null }))[]>`
      select orders.id as "orderId", number, orders.status as "orderStatus", total,
        payment_id is distinct from payments.id as "isLate", expires_at <= now() as "isOver", ${paymentColumns(sql)}
      from orders left join payments on order_id = orders.id and payment_key = ${paymentKey}
      where number = ${number} and member_id = ${memberId}`,
  )
  if (!row) throw problem('ORDER_NOT_FOUND')
  if (row.total !== amount) throw problem('AMOUNT_MISMATCH', { detail: 'total', total: row.total })
  if (row.paymentKey !== null) return confirmedBy(row)
  switch (row.orderStatus) {
    case 'PAID':
      throw problem('ALREADY_PAID')
    case 'CONFIRMING':
    case 'AWAITING_DEPOSIT':
      throw inProgress()
    case 'PENDING':
      throw row.isOver ? problem('ORDER_ENDED') : problem('PAYMENT_KEY_USED')
    case 'EXPIRED':
    case 'CANCELLED':
      throw problem('ORDER_ENDED')
  }
}

function confirmedBy(row: OrderRow & PaymentRow): ConfirmedPayment {
  switch (row.status) {
    case 'CONFIRMING':
      throw inProgress()
    case 'FAILED':
      throw row.failure === null
        ? problem('PAYMENT_DECLINED')
        : problem('PAYMENT_DECLINED', { detail: 'gateway', code: row.failure })
    case 'WAITING_FOR_DEPOSIT':
      return toConfirmed(row, row)
    case 'DONE':
    case 'PARTIAL_CANCELED':
    case 'CANCELED':
      if (row.isLate) throw cameLate()
      return toConfirmed(row, row)
  }
}

/** The money has arrived after the order ended, and its refund is requested. */
export function cameLate() {
  return problem('ORDER_ENDED', { detail: 'refunded' })
}

function inProgress() {
  return problem('PAYMENT_IN_PROGRESS', { retryAfterMs: RETRY_AFTER_MS })
}
