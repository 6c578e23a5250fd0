import type { Shipment, ShipItems } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { changeOrder } from '../change/change.ts'
import { orderEvent } from '../../outbox/order-event.ts'
import { findItem } from '../change/parts.ts'
import { readSoldOrder, type CurrentOrder } from '../read/read.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { moveStock } from '../../catalogue/stock/move.ts'

export interface Shipping {
  sellerId: number
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
  { sellerId, itemIds, courier, trackingNumber, idempotency }: Shipping & ShipItems,
): Promise<true | undefined> {
  const own = order.items.filter((item) => item.sellerId === sellerId)
  const items = itemIds?.map((id) => findItem(own, id)) ?? own.filter(({ status }) => status === 'PAID')
  if (items.length === 0 || items.some(({ status }) => status !== 'PAID')) throw problem('NOT_SHIPPABLE')
  const shipped = await sql`
    with changed as (
      update orders set revision = revision + 1
      where id = ${order.id} and revision = ${revision} and status = 'PAID'
      returning *
    ), parcel as (
      insert into shipments (order_id, seller_id, courier, tracking_number)
      select id, ${sellerId}, ${courier}, ${trackingNumber} from changed
      returning id
    ), item as (
      update order_items set status = 'SHIPPED', shipment_id = parcel.id
      from changed, parcel
      where order_id = changed.id and order_items.id = any(${items.map(({ id }) => id)}::bigint[])
      returning order_items.*
    ), ${moveStock(sql, {
      pairs: sql`select sku_id, quantity from item`,
      by: { stock: -1, allocated: -1 },
      after: sql`select from changed`,
    })},
    event as (${orderEvent(sql, 'order.shipped', {
      more: sql`jsonb_build_object('sellerId', ${sellerId}::bigint, 'courier', ${courier}::text,
        'trackingNumber', ${trackingNumber}::text,
        'itemIds', (select jsonb_agg(item.id order by item.id) from item))`,
    })}),
    committed as (${idempotency.markCommitted(sql)})
    select id from changed`
  return shipped.length > 0 || undefined
}

async function newestShipment(sql: Sql, { sellerId, orderId }: Shipping): Promise<Shipment> {
  const [shipment] = await retryOnConnectionLoss(
    () => sql<
      (Omit<Shipment, 'shippedAt' | 'deliveredAt'> & { shippedAt: Date; deliveredAt: Date | null })[]
    >`
      select id, seller_id as "sellerId", courier, tracking_number as "trackingNumber", shipped_at as "shippedAt",
        delivered_at as "deliveredAt"
      from shipments where order_id = ${orderId} and seller_id = ${sellerId} order by id desc limit 1`,
  )
  if (!shipment) throw problem('ORDER_NOT_FOUND')
  const { shippedAt, deliveredAt } = shipment
  return { ...shipment, shippedAt: shippedAt.toISOString(), deliveredAt: deliveredAt?.toISOString() ?? null }
}
