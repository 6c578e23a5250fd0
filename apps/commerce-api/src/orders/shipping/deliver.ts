import { retryOnConnectionLoss } from '@munova/database'
import { orderEvent } from '../../outbox/order-event.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'

/**
 * A parcel has arrived: the buyer's days to return it begin. Twice is the same as once. `sellerId` absent: whoever may
 * do it for all. Throws NOT_IN_DELIVERY, also for another seller's parcel.
 */
export async function deliver(
  context: Context,
  { shipmentId, sellerId = null }: { shipmentId: number; sellerId?: number | null },
): Promise<void> {
  const { sql } = context
  const [parcel] = await retryOnConnectionLoss(
    () => sql<{ orderId: number; isDelivered: boolean; sellerId: number }[]>`
      select order_id as "orderId", delivered_at is not null as "isDelivered", seller_id as "sellerId"
      from shipments where id = ${shipmentId} and (${sellerId}::bigint is null or seller_id = ${sellerId})`,
  )
  if (!parcel) throw problem('NOT_IN_DELIVERY')
  if (parcel.isDelivered) return
  await sql`
    with held as materialized (
      select id from orders where id = ${parcel.orderId} for no key update
    ), parcel as (
      update shipments set delivered_at = now()
      from held where shipments.id = ${shipmentId} and order_id = held.id and delivered_at is null
      returning shipments.id
    ), item as (
      update order_items set status = 'DELIVERED', delivered_at = now()
      from held, parcel where order_id = held.id and shipment_id = parcel.id and status = 'SHIPPED'
      returning order_items.id
    ), changed as (
      update orders set revision = revision + 1 from held, parcel where orders.id = held.id returning orders.*
    ), event as (${orderEvent(sql, 'order.delivered', {
      more: sql`jsonb_build_object('sellerId', ${parcel.sellerId}::bigint,
        'itemIds', (select coalesce(jsonb_agg(item.id order by item.id), '[]') from item))`,
    })})
    select id from changed`
  context.outbox.wake()
}
