import type { Refund } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import { nextCheckAt } from '../attempt/check-schedule.ts'
import { storedAccount, VIRTUAL_ACCOUNT, type StoredAccount } from './account.ts'

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
  account: StoredAccount | null
  /** It goes to an account that nobody has named. */
  needsAccount: boolean
}

/** The columns of PendingRefund, for statements on refunds, orders and payments. */
const columns = (sql: Sql) => sql`
  refunds.id, refunds.order_id as "orderId", refunds.payment_id as "paymentId", number, payment_key as "paymentKey", refunds.amount, cause, reason,
  rejections, ${storedAccount(sql, 'refunds')} as account,
  coalesce(method = ${VIRTUAL_ACCOUNT}, false) and sealed_account is null and bank is null as "needsAccount"`

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

interface ProblemRefunds {
  open: number
  rejected: number
  overdue: number
  withoutAccount: number
}

/** Pending refunds, and how many of them an operator has to look into: the gateway has rejected them, they are not done in time, or the buyer does not name an account. */
export async function countProblemRefunds({ sql }: Context): Promise<ProblemRefunds> {
  // Index refunds_due.
  const [count] = await retryOnConnectionLoss(
    () => sql<[ProblemRefunds]>`
      select count(*) as open, count(*) filter (where rejections > 0) as rejected, count(*) filter (where due_at < now()) as overdue,
        count(*) filter (where account_asked_at is not null) as "withoutAccount"
      from refunds where status = 'REQUESTED'`,
  )
  return count
}
