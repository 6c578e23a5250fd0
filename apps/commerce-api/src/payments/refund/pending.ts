import type { Refund, RefundAccount } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import { nextCheckAt } from '../attempt/check-schedule.ts'
import { refundAccount } from './account.ts'

/** A row of `refunds` that is REQUESTED: the gateway has not done it yet, as far as we know. */
export interface PendingRefund {
  id: number
  orderId: number
  paymentId: number
  number: string
  paymentKey: string
  amount: number
  cause: Refund['cause']
  reason: string
  rejections: number
  account: RefundAccount | null
}

/** The columns of PendingRefund, for statements on refunds, orders and payments. */
const columns = (sql: Sql) => sql`
  refunds.id, refunds.order_id as "orderId", refunds.payment_id as "paymentId", number, payment_key as "paymentKey", refunds.amount, cause, reason,
  rejections, ${refundAccount(sql, 'refunds')} as account`

/** Pending refunds of an order, oldest first. */
export function pendingRefunds(sql: Sql, orderId: number): Promise<PendingRefund[]> {
  return retryOnConnectionLoss(
    () => sql<PendingRefund[]>`
      select ${columns(sql)}
      from refunds join orders on orders.id = refunds.order_id join payments on payments.id = refunds.payment_id
      where refunds.order_id = ${orderId} and refunds.status = 'REQUESTED'
      order by refunds.id`,
  )
}

/** Takes refunds that are due, as takeDuePayments() does. */
export async function takeDueRefunds({ sql, config }: Context): Promise<PendingRefund[]> {
  // Index refunds_check.
  return sql<PendingRefund[]>`
    with due as (
      select id from refunds where status = 'REQUESTED' and check_at <= now()
      order by check_at limit ${config.RECONCILE_BATCH} for no key update skip locked
    )
    update refunds
    set checks = refunds.checks + 1, check_at = ${nextCheckAt(sql, sql`refunds.checks`, config)}
    from due, orders, payments
    where refunds.id = due.id and orders.id = refunds.order_id and payments.id = refunds.payment_id
    returning ${columns(sql)}`
}

/** Pending refunds that an operator has to look into: the gateway has rejected them, or they are not done in time. */
export async function countProblemRefunds({ sql }: Context): Promise<{ rejected: number; overdue: number }> {
  // Index refunds_due.
  const [count] = await retryOnConnectionLoss(
    () => sql<[{ rejected: number; overdue: number }]>`
      select count(*) filter (where rejections > 0) as rejected, count(*) filter (where due_at < now()) as overdue
      from refunds where status = 'REQUESTED'`,
  )
  return count
}
