import { cte, emitEvent, type Cte, type Fragment, type Sql } from '@munova/database'
import { OrderCancelled } from '@munova/event-contract'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import {
  linesWith,
  ofOrders,
  orderState,
  type ItemColumns,
  type OrderColumns,
} from '../../outbox/order-events.ts'
import { releaseCoupons } from '../../promotions/coupons/order-coupons.ts'

/** The final status of an unpaid order, and the reason that its event names. */
export interface Ending {
  status: 'EXPIRED' | 'CANCELLED'
  reason: string
}

/** CTEs of a statement, and the one of them that has the orders that it closed. */
export interface ClosedOrders {
  definitions: Fragment
  orders: Cte<OrderColumns>
}

/**
 * Closes orders that are PENDING, among those whose ids `locked` gives, SQL that locks them: their stock and coupons are
 * available again.
 */
export function closeUnpaidOrders(sql: Sql, locked: Fragment, { status, reason }: Ending): ClosedOrders {
  const candidates = cte<{ id: number }>(sql, 'candidate', locked, { materialized: true })
  const orders = cte<OrderColumns>(
    sql,
    'closed',
    sql`
      update orders set status = ${status}, revision = revision + 1
      from ${candidates.name} as candidate where orders.id = candidate.id and orders.status = 'PENDING'
      returning orders.*`,
  )
  const items = cte<ItemColumns & Pairs>(
    sql,
    'item',
    sql`
      update order_items set status = 'CANCELLED'
      from ${orders.name} as closed where order_id = closed.id and order_items.status = 'PENDING'
      returning order_items.*`,
  )
  const coupons = cte(sql, 'coupon', releaseCoupons(sql, sql`select id from ${orders.name}`))
  const event = emitEvent(sql, OrderCancelled, {
    ...ofOrders(sql, orders),
    data: { ...orderState(sql, orders), refund: 0, reason, itemIds: linesWith(sql, items, orders) },
  })
  const definitions = sql`
    ${candidates.definition}, ${orders.definition}, ${items.definition}, ${coupons.definition},
    ${moveStock(sql, { pairs: items, by: { reserved: -1 }, after: coupons })}, event as (${event})`
  return { definitions, orders }
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
