import { cte, type Cte, type Fragment, type Sql } from '@munova/database'
import { moveStock } from '../../catalogue/stock/move.ts'
import type { OrderColumns } from '../../outbox/order-events.ts'
import { releaseCoupons } from '../../promotions/coupons/order-coupons.ts'
import { closeOrders, type Ending } from '../change/close-orders.ts'

/** CTEs of a statement, and the one of them that has the orders that it closed. */
export interface ClosedUnpaid {
  definitions: Fragment
  orders: Cte<OrderColumns>
}

/**
 * Closes orders that are PENDING, among those whose ids `locked` gives, SQL that locks them: their stock and coupons are
 * available again.
 */
export function closeUnpaidOrders(sql: Sql, locked: Fragment, ending: Ending): ClosedUnpaid {
  const candidates = cte<{ id: number }>(sql, 'candidate', locked, { materialized: true })
  const { definitions, orders, items } = closeOrders(sql, candidates, ending)
  const coupons = cte(sql, 'coupon', releaseCoupons(sql, sql`select id from ${orders.name}`))
  const stock = moveStock(sql, { pairs: items, by: { reserved: -1 }, after: coupons })
  return {
    definitions: sql`${candidates.definition}, ${definitions}, ${coupons.definition}, ${stock}`,
    orders,
  }
}

/** Closes orders that have expired, at most a batch; resolves to how many. */
export async function expireOrders(sql: Sql, batch: number): Promise<number> {
  // Index orders_waiting. An order that is being confirmed is not PENDING, or is locked and left for the next pass.
  const expired = sql`
    select id from orders where status = 'PENDING' and expires_at <= now()
    order by expires_at limit ${batch} for no key update skip locked`
  const closed = closeUnpaidOrders(sql, expired, { status: 'EXPIRED', reason: 'EXPIRED' })
  const rows = await sql`with ${closed.definitions} select id from ${closed.orders.name}`
  return rows.length
}
