import { cte, emitEvent, type Cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { OrderCancelled } from '@munova/event-contract'
import type { Pairs } from '../../catalogue/stock/move.ts'
import {
  linesWith,
  ofOrders,
  orderState,
  type ItemColumns,
  type OrderColumns,
} from '../../outbox/order-events.ts'

/** The final status of an unpaid order, and the reason that its event names. */
export interface Ending {
  status: 'EXPIRED' | 'CANCELLED'
  reason: string
}

/** CTEs of a statement, and those of them that have the orders that it closed and their items. */
export interface ClosedOrders {
  definitions: Fragment
  orders: Cte<OrderColumns>
  items: Cte<ItemColumns & Pairs>
}

/**
 * Closes the orders among `candidates` that are PENDING, rows that the statement has locked, and publishes it. The
 * statement gives back what they hold.
 */
export function closeOrders(
  sql: Sql,
  candidates: Rows<{ id: number }>,
  { status, reason }: Ending,
): ClosedOrders {
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
    'closed_item',
    sql`
      update order_items set status = 'CANCELLED'
      from ${orders.name} as closed where order_id = closed.id and order_items.status = 'PENDING'
      returning order_items.*`,
  )
  const event = emitEvent(sql, OrderCancelled, {
    ...ofOrders(sql, orders),
    data: { ...orderState(sql, orders), refund: 0, reason, itemIds: linesWith(sql, items, orders) },
  })
  const definitions = sql`${orders.definition}, ${items.definition}, closed_event as (${event})`
  return { definitions, orders, items }
}
