import type { Shipment, ShipItems } from '@munova/commerce-contract'
import { cte, emitEvent, retryOnConnectionLoss, type Sql } from '@munova/database'
import { OrderShipped } from '@munova/event-contract'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import type { Actor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import {
  linesWith,
  ofOrders,
  orderState,
  type ItemColumns,
  type OrderColumns,
} from '../../outbox/order-events.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { findItem } from '../change/item-parts.ts'
import { shipmentColumns } from '../read/columns.ts'
import { toShipment, type ShipmentRow } from '../read/order.ts'
import { readSoldOrder, type CurrentOrder } from '../read/read.ts'

export interface Shipping {
  sellerId: number
  /** The same seller, for the audit log. */
  actor: Actor
  orderId: number
  idempotency: IdempotencyContext
}

/**
 * A seller's parcel leaves: the pairs in it are not on hand any more. Throws ORDER_NOT_FOUND, ITEM_NOT_FOUND for
 * another seller's item, NOT_SHIPPABLE, ORDER_CHANGED.
 */
export async function shipItems(context: Context, shipping: Shipping, input: ShipItems): Promise<Shipment> {
  const { sql } = context
  const { sellerId, orderId, idempotency } = shipping
  if (!idempotency.isCommitted) {
    await changeOrder(
      () => readSoldOrder(sql, sellerId, orderId),
      (current) => ship(context, current, { ...shipping, ...input }),
    )
    context.outbox.wake()
  }
  return newestShipment(sql, shipping)
}

async function ship(
  { sql }: Context,
  { order, revision }: CurrentOrder,
  { sellerId, actor, itemIds, courier, trackingNumber, idempotency }: Shipping & ShipItems,
): Promise<true | undefined> {
  const own = order.items.filter((item) => item.sellerId === sellerId)
  const wanted = itemIds?.map((id) => findItem(own, id)) ?? own.filter(({ status }) => status === 'PAID')
  if (wanted.length === 0 || wanted.some(({ status }) => status !== 'PAID')) throw problem('NOT_SHIPPABLE')

  const changed = cte<OrderColumns>(
    sql,
    'changed',
    sql`
      update orders set revision = revision + 1
      where id = ${order.id} and revision = ${revision} and status = 'PAID'
      returning *`,
  )
  const items = cte<ItemColumns & Pairs>(
    sql,
    'item',
    sql`
      update order_items set status = 'SHIPPED', shipment_id = parcel.id
      from changed, parcel
      where order_id = changed.id and order_items.id = any(${wanted.map(({ id }) => id)}::bigint[])
      returning order_items.*`,
  )
  const event = emitEvent(sql, OrderShipped, {
    ...ofOrders(sql, changed),
    data: {
      ...orderState(sql, changed),
      sellerId,
      courier,
      trackingNumber,
      itemIds: linesWith(sql, items, changed),
    },
  })
  const entry = auditEntry(sql, actor, {
    action: 'order.ship',
    thing: 'order',
    thingId: sql`id`,
    details: sql`jsonb_build_object('items', (select count(*) from ${items.name}))`,
    from: changed,
  })
  const shipped = await sql`
    with ${changed.definition}, parcel as (
      insert into shipments (order_id, seller_id, courier, tracking_number)
      select id, ${sellerId}, ${courier}, ${trackingNumber} from changed
      returning id
    ), ${items.definition},
    ${moveStock(sql, { pairs: items, by: { stock: -1, allocated: -1 }, after: changed })},
    event as (${event}), audit as (${entry}), committed as (${idempotency.markCommitted(sql, changed)})
    select id from ${changed.name}`
  return shipped.length > 0 || undefined
}

async function newestShipment(sql: Sql, { sellerId, orderId }: Shipping): Promise<Shipment> {
  const [shipment] = await retryOnConnectionLoss(
    () => sql<ShipmentRow[]>`
      select ${shipmentColumns(sql)}
      from shipments where order_id = ${orderId} and seller_id = ${sellerId} order by id desc limit 1`,
  )
  if (!shipment) throw problem('ORDER_NOT_FOUND')
  return toShipment(shipment)
}
