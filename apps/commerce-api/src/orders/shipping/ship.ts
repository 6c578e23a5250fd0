import type { Order, OrderItem, Shipment, ShipItems } from '@munova/commerce-contract'
import { cte, emitEvent, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { OrderShipped } from '@munova/event-contract'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import type { Actor, RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { linesWith, ofOrders, orderState, type ItemColumns } from '../../outbox/order-events.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { findItem } from '../change/item-parts.ts'
import { reviseOrder } from '../change/revise-order.ts'
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

export interface ShippedParcel {
  shipmentId: number
  isRepeated: boolean
}

/**
 * As shipItems(), but for the parcel that the order has with this courier and tracking number: it is not shipped a second time,
 * nor are its items.
 */
export async function shipOnce(
  context: Context,
  { seller, orderId }: { seller: RequestActor; orderId: number },
  input: ShipItems,
): Promise<ShippedParcel> {
  const { memberId: sellerId } = seller
  return changeOrder(
    () => readSoldOrder(context.sql, sellerId, orderId),
    async (current) => {
      const { same, rest } = notInParcel(current.order, sellerId, input)
      const isRepeated = same !== undefined && (rest === undefined || rest.length === 0)
      if (isRepeated) return { shipmentId: same, isRepeated }
      const shipmentId = await ship(context, current, { sellerId, actor: seller, ...input, itemIds: rest })
      return shipmentId === undefined ? undefined : { shipmentId, isRepeated }
    },
  )
}

/** The seller's shipment with this courier and tracking number, and which of the named items are not in such a one. */
function notInParcel(
  { shipments, items }: Order,
  sellerId: number,
  { courier, trackingNumber, itemIds }: ShipItems,
): { same: number | undefined; rest: number[] | undefined } {
  const same = shipments
    .filter((parcel) => parcel.sellerId === sellerId)
    .filter((parcel) => parcel.courier === courier && parcel.trackingNumber === trackingNumber)
    .map(({ id }) => id)
  const isIn = ({ shipmentId }: OrderItem) => shipmentId !== null && same.includes(shipmentId)
  const rest = itemIds?.filter((itemId) => !items.some((item) => item.id === itemId && isIn(item)))
  return { same: same[0], rest }
}

type Shipper = Omit<Shipping, 'orderId' | 'idempotency'> & Partial<Pick<Shipping, 'idempotency'>>

/** Resolves to the id of the shipment; undefined after a version conflict. */
async function ship(
  { sql }: Context,
  current: CurrentOrder,
  { sellerId, actor, itemIds, courier, trackingNumber, idempotency }: Shipper & ShipItems,
): Promise<number | undefined> {
  const own = current.order.items.filter((item) => item.sellerId === sellerId)
  const wanted = itemIds?.map((id) => findItem(own, id)) ?? own.filter(({ status }) => status === 'PAID')
  if (current.order.payment?.status === 'CANCELED') throw problem('NOT_SHIPPABLE', { detail: 'refunded' })
  if (wanted.length === 0 || wanted.some(({ status }) => status !== 'PAID')) throw problem('NOT_SHIPPABLE')

  const changed = reviseOrder(sql, current, { status: 'PAID' })
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
  const [shipped] = await sql<{ id: number }[]>`
    with ${changed.definition}, parcel as (
      insert into shipments (order_id, seller_id, courier, tracking_number)
      select id, ${sellerId}, ${courier}, ${trackingNumber} from changed
      returning id
    ), ${items.definition},
    ${moveStock(sql, { pairs: items, by: { stock: -1, allocated: -1 }, after: changed })},
    event as (${event}), audit as (${entry})
    ${idempotency ? sql`, committed as (${idempotency.markCommitted(sql, changed)})` : sql``}
    select id from parcel`
  return shipped?.id
}

function newestShipment(sql: Sql, { sellerId, orderId }: Shipping): Promise<Shipment> {
  return readShipment(sql, sql`order_id = ${orderId} and seller_id = ${sellerId} order by id desc limit 1`)
}

/** A seller's shipment. Throws SHIPMENT_NOT_FOUND, for another seller's too. */
export function readSoldShipment(sql: Sql, sellerId: number, id: number): Promise<Shipment> {
  return readShipment(sql, sql`id = ${id} and seller_id = ${sellerId}`)
}

/** Indexes shipments_pkey and shipments_order. */
async function readShipment(sql: Sql, which: Fragment): Promise<Shipment> {
  const [shipment] = await retryOnConnectionLoss(
    () => sql<ShipmentRow[]>`select ${shipmentColumns(sql)} from shipments where ${which}`,
  )
  if (!shipment) throw problem('SHIPMENT_NOT_FOUND')
  return toShipment(shipment)
}
