import { cte, emitEvent, type Cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { OrderDelivered } from '@munova/event-contract'
import {
  linesWith,
  ofOrders,
  orderState,
  type ItemColumns,
  type OrderColumns,
} from '../../outbox/order-events.ts'

/** A parcel that has arrived and was not delivered before, when, and the revision of its order at which the statement finds it. */
export interface ArrivedParcel {
  id: number
  order_id: number
  seller_id: number
  revision: number
  at: Date
}

/** CTEs of a statement, and the one of them that has the orders whose parcels were not delivered before. */
export interface DeliveredParcels {
  definitions: Fragment
  orders: Cte<OrderColumns>
}

/**
 * Marks parcels as delivered, one of each order at most: the time to return their items begins. The orders are locked in the order
 * of their ids, with `skip` without those that others have locked. One that was changed while its lock was waited for is left as
 * it is: the statement does not see items that the other one has divided.
 */
export function deliveredParcels(
  sql: Sql,
  arrived: Rows<ArrivedParcel>,
  { skip }: { skip: boolean },
): DeliveredParcels {
  const held = cte<{ id: number }>(
    sql,
    'held',
    sql`
      select orders.id from orders join ${arrived.name} as arrived on arrived.order_id = orders.id
      where orders.revision = arrived.revision
      order by orders.id for no key update of orders ${skip ? sql`skip locked` : sql``}`,
    { materialized: true },
  )
  const orders = cte<OrderColumns & { seller_id: number; parcel_id: number; at: Date }>(
    sql,
    'changed',
    sql`
      update orders set revision = orders.revision + 1
      from ${held.name} as held join ${arrived.name} as arrived on arrived.order_id = held.id
      where orders.id = held.id
      returning orders.*, arrived.seller_id, arrived.id as parcel_id, arrived.at`,
  )
  const parcels = cte(
    sql,
    'parcel',
    sql`
      update shipments set delivered_at = changed.at
      from ${orders.name} as changed where shipments.id = changed.parcel_id`,
  )
  const items = cte<ItemColumns>(
    sql,
    'item',
    sql`
      update order_items set status = 'DELIVERED', delivered_at = changed.at
      from ${orders.name} as changed
      where order_items.order_id = changed.id and shipment_id = changed.parcel_id and order_items.status = 'SHIPPED'
      returning order_items.*`,
  )
  // Of a parcel whose items were all refunded nothing arrives that concerns the buyer.
  const event = emitEvent(sql, OrderDelivered, {
    ...ofOrders(sql, orders),
    data: {
      ...orderState(sql, orders),
      sellerId: sql`${orders.name}.seller_id`,
      itemIds: linesWith(sql, items, orders),
    },
    where: sql`exists (select from ${items.name} as item where item.order_id = ${orders.name}.id)`,
  })
  const definitions = sql`
    ${held.definition}, ${orders.definition}, ${parcels.definition}, ${items.definition}, event as (${event})`
  return { definitions, orders }
}
