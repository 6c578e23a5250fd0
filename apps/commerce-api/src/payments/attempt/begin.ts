import type { ConfirmPayment, ConfirmedPayment, Order } from '@munova/commerce-contract'
import { retryOnConnectionLoss, violates } from '@munova/database'
import { instant } from '../../orders/read/read.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import type { Attempt } from './attempt.ts'

/** `begun`: the gateway is to be called. `known`: this payment has succeeded before. */
export type Beginning = { begun: Attempt } | { known: ConfirmedPayment }

/** How long a client waits before it asks again about a payment under way. */
const RETRY_MS = 1_000

/**
 * Writes down that the order is about to be paid, before any money moves: from now on it does not expire. Throws
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

interface Found {
  id: number
  status: Order['status']
  total: number
  isLate: boolean
  isOver: boolean
  payment: NonNullable<Order['payment']> | null
}

/** What has become of a payment, or why the order cannot be paid by it. */
export async function knownPayment(
  { sql }: Context,
  memberId: number,
  wanted: { paymentKey: string; number: string; amount: number },
): Promise<ConfirmedPayment> {
  const { number, paymentKey, amount } = wanted
  const [order] = await retryOnConnectionLoss(
    () => sql<Found[]>`
      select orders.id, orders.status, total, payment_id is distinct from payments.id as "isLate",
        expires_at <= now() as "isOver",
        case when payments.id is not null then json_build_object(
          'paymentKey', payment_key, 'status', payments.status, 'amount', amount, 'method', method,
          'approvedAt', ${instant(sql, sql`approved_at`)},
          'account', case when payments.status = 'WAITING_FOR_DEPOSIT' then json_build_object(
            'bankCode', bank_code, 'accountNumber', account_number,
            'dueDate', ${instant(sql, sql`due_date`)}) end) end as payment
      from orders left join payments on order_id = orders.id and payment_key = ${paymentKey}
      where number = ${number} and member_id = ${memberId}`,
  )
  if (!order) throw problem('ORDER_NOT_FOUND')
  if (order.total !== amount) throw problem('AMOUNT_MISMATCH', { detail: 'total', total: order.total })
  const { payment } = order
  if (payment) return outcomeOf(order, payment, number)
  switch (order.status) {
    case 'PAID':
      throw problem('ALREADY_PAID')
    case 'CONFIRMING':
    case 'AWAITING_DEPOSIT':
      throw inProgress()
    case 'PENDING':
      throw order.isOver ? problem('ORDER_ENDED') : problem('PAYMENT_KEY_USED')
    case 'EXPIRED':
    case 'CANCELLED':
      throw problem('ORDER_ENDED')
  }
}

function outcomeOf(
  order: Found,
  payment: NonNullable<Order['payment']>,
  orderNumber: string,
): ConfirmedPayment {
  switch (payment.status) {
    case 'CONFIRMING':
      throw inProgress()
    case 'FAILED':
      throw problem('PAYMENT_DECLINED')
    case 'WAITING_FOR_DEPOSIT':
      return { orderId: order.id, orderNumber, orderStatus: 'AWAITING_DEPOSIT', payment }
    case 'DONE':
    case 'PARTIAL_CANCELED':
    case 'CANCELED':
      if (order.isLate) throw cameLate()
      return { orderId: order.id, orderNumber, orderStatus: 'PAID', payment }
  }
}

/** The money is there, and so is its refund. */
export function cameLate() {
  return problem('ORDER_ENDED', { detail: 'refunded' })
}

function inProgress() {
  return problem('PAYMENT_IN_PROGRESS', { retryAfterMs: RETRY_MS })
}
