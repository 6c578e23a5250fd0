import { cte, type Cte, type Fragment, type Sql } from '@munova/database'
import type { OrderColumns } from '../../outbox/order-events.ts'

/**
 * The order with its next revision, if it is still at the revision at which it was read: the CTE on which the rest of a
 * statement that changes an order depends, for changeOrder(). `set` are further assignments, `status` what the order must have.
 */
export function reviseOrder(
  sql: Sql,
  { order, revision }: { order: { id: number }; revision: number },
  { set, status }: { set?: Fragment; status?: 'PENDING' | 'PAID' } = {},
): Cte<OrderColumns & { payment_id: number | null }> {
  return cte(
    sql,
    'changed',
    sql`
      update orders set revision = revision + 1 ${set ? sql`, ${set}` : sql``}
      where id = ${order.id} and revision = ${revision} ${status ? sql`and status = ${status}` : sql``}
      returning *`,
  )
}
