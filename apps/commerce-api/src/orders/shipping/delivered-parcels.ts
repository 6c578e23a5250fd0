import { cte, emitEvent, type Cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { OrderDelivered } from '@munova/event-contract'
import {
  linesWith,
  ofOrders,
  orderState,
  type ItemColumns,
  type OrderColumns,
} from '../../outbox/order-events.ts'

/** A parcel that has arrived, and when. */
export interface ArrivedParcel {
  id: number
  order_id: number
  at: Date
}

/** CTEs of a statement, and the one of them that has the orders whose parcels were not delivered before. */
export interface DeliveredParcels {
  definitions: Fragment
  orders: Cte<OrderColumns>
}

/**
 * Marks parcels as delivered, one of each order at most: the time to return their items begins. `locked` is SQL that locks
 * the orders of `arrived` and gives their ids.
 */
export function deliveredParcels(sql: Sql, arrived: Rows<ArrivedParcel>, locked: Fragment): DeliveredParcels {
  const held = cte<{ id: number }>(sql, 'held', locked, { materialized: true })
  const parcels = cte<ArrivedParcel & { seller_id: number }>(
    sql,
    'parcel',
    sql`
      update shipments set delivered_at = arrived.at
      from ${held.name} as held join ${arrived.name} as arrived on arrived.order_id = held.id
      where shipments.id = arrived.id and shipments.order_id = held.id and shipments.delivered_at is null
      returning shipments.id, shipments.order_id, shipments.seller_id, arrived.at`,
  )
  const items = cte<ItemColumns>(
    sql,
    'item',
    sql`
      update order_items set status = 'DELIVERED', delivered_at = parcel.at
      from ${parcels.name} as parcel
      where order_items.order_id = parcel.order_id and shipment_id = parcel.id and status = 'SHIPPED'
      returning order_items.*`,
  )
  const orders = cte<OrderColumns & { seller_id: number }>(
    sql,
    'changed',
    sql`
      update orders set revision = revision + 1
      from ${parcels.name} as parcel where orders.id = parcel.order_id
      returning orders.*, parcel.seller_id`,
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
    ${held.definition}, ${parcels.definition}, ${items.definition}, ${orders.definition}, event as (${event})`
  return { definitions, orders }
}
