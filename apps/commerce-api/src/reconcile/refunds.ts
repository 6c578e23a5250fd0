import { owedColumns, type OwedRefund } from '../payments/refund.ts'
import type { Shop } from '../shop.ts'
import { againAt } from './again.ts'

/** Takes refunds whose turn it is, as takeDuePayments does. */
export async function takeDueRefunds({ sql, config }: Shop): Promise<OwedRefund[]> {
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
