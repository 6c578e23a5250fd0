import { retryOnConnectionLoss } from '@munova/database'
import { owedColumns, type OwedRefund } from './refund.ts'
import type { Context } from '../../context.ts'
import { againAt } from '../attempt/backoff.ts'

/** Takes refunds whose turn it is, as takeDuePayments does. */
export async function takeDueRefunds({ sql, config }: Context): Promise<OwedRefund[]> {
  // Index refunds_check.
  return sql<OwedRefund[]>`
    with due as (
      select id from refunds where status = 'REQUESTED' and check_at <= now()
      order by check_at limit ${config.RECONCILE_BATCH} for no key update skip locked
    )
    update refunds set checks = refunds.checks + 1, check_at = ${againAt(sql, sql`refunds.checks`, config)}
    from due, orders, payments
    where refunds.id = due.id and orders.id = refunds.order_id and payments.id = refunds.payment_id
    returning ${owedColumns(sql)}`
}

/** Owed, and refused when they were sent: without a person who looks into it they may stay so. */
export async function countRefused({ sql }: Context): Promise<number> {
  // Index refunds_check.
  const [count] = await retryOnConnectionLoss(
    () => sql<[{ refused: number }]>`
      select count(*) as refused from refunds where status = 'REQUESTED' and refusals > 0`,
  )
  return count.refused
}
