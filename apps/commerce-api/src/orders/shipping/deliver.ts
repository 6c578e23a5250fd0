import { cte, emitEvent, retryOnConnectionLoss } from '@munova/database'
import { OrderDelivered } from '@munova/event-contract'
import type { Actor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import {
  linesWith,
  ofOrders,
  orderState,
  type ItemColumns,
  type OrderColumns,
} from '../../outbox/order-events.ts'
import { problem } from '../../problems.ts'

/**
 * A parcel has arrived: the time to return it begins. Idempotent. Without `sellerId` any seller's parcel. Throws
 * NOT_IN_DELIVERY, also for another seller's parcel.
 */
export async function deliver(
  context: Context,
  { shipmentId, actor, sellerId = null }: { shipmentId: number; actor: Actor; sellerId?: number | null },
): Promise<void> {
  const { sql } = context
  const [parcel] = await retryOnConnectionLoss(
    () => sql<{ orderId: number; isDelivered: boolean; sellerId: number }[]>`
      select order_id as "orderId", delivered_at is not null as "isDelivered", seller_id as "sellerId"
      from shipments where id = ${shipmentId} and (${sellerId}::bigint is null or seller_id = ${sellerId})`,
  )
  if (!parcel) throw problem('NOT_IN_DELIVERY')
  if (parcel.isDelivered) return

  const items = cte<ItemColumns>(
    sql,
    'item',
    sql`
      update order_items set status = 'DELIVERED', delivered_at = now()
      from held, parcel where order_id = held.id and shipment_id = parcel.id and status = 'SHIPPED'
      returning order_items.*`,
  )
  const changed = cte<OrderColumns>(
    sql,
    'changed',
    sql`update orders set revision = revision + 1 from held, parcel where orders.id = held.id returning orders.*`,
  )
  const event = emitEvent(sql, OrderDelivered, {
    ...ofOrders(sql, changed),
    data: {
      ...orderState(sql, changed),
      sellerId: parcel.sellerId,
      itemIds: linesWith(sql, items, changed),
    },
  })
  const entry = auditEntry(sql, actor, {
    action: 'shipment.deliver',
    thing: 'shipment',
    thingId: sql`${shipmentId}::bigint`,
    from: changed,
  })
  await sql`
    with held as materialized (
      select id from orders where id = ${parcel.orderId} for no key update
    ), parcel as (
      update shipments set delivered_at = now()
      from held where shipments.id = ${shipmentId} and order_id = held.id and delivered_at is null
      returning shipments.id
    ), ${items.definition}, ${changed.definition}, event as (${event}), audit as (${entry})
    select id from ${changed.name}`
  context.outbox.wake()
}
