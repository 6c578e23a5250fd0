import type { DeliverShipment } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import type { CommerceConfig } from '../../config.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { auditOf, ofSeller, type Party } from '../read/party.ts'
import { deliveredParcels, type ArrivedParcel } from './delivered-parcels.ts'

interface Parcel {
  isDelivered: boolean
  shippedAt: Date
  now: Date
}

/**
 * A parcel has arrived: the time to return it begins. Idempotent. A seller only own ones. Throws NOT_IN_DELIVERY, also for
 * another seller's parcel, DELIVERY_TIME_IMPLAUSIBLE and ORDER_CHANGED.
 */
export async function deliver(
  context: Context,
  delivering: { party: Party; shipmentId: number },
  input: DeliverShipment,
): Promise<void> {
  await changeOrder(
    () => readParcel(context.sql, delivering),
    (parcel) => arrive(context, parcel, { ...delivering, ...input }),
  )
  context.outbox.wake()
}

async function readParcel(
  sql: Sql,
  { party, shipmentId }: { party: Party; shipmentId: number },
): Promise<Parcel> {
  const [parcel] = await retryOnConnectionLoss(
    () => sql<Parcel[]>`
      select delivered_at is not null as "isDelivered", shipped_at as "shippedAt", now()::timestamptz(3) as now
      from shipments where id = ${shipmentId} and ${ofSeller(sql, party)}`,
  )
  if (!parcel) throw problem('NOT_IN_DELIVERY')
  return parcel
}

/** Undefined when the order was changed meanwhile. */
async function arrive(
  { sql, config }: Context,
  parcel: Parcel,
  { party, shipmentId, deliveredAt }: { party: Party; shipmentId: number } & DeliverShipment,
): Promise<true | undefined> {
  if (parcel.isDelivered) return true
  const at = deliveredAt === undefined ? parcel.now : new Date(deliveredAt)
  requirePlausible(at, { ...parcel, from: earliestDelivery(party, parcel, config) })

  const arrived = cte<ArrivedParcel>(
    sql,
    'arrived',
    sql`
      select shipments.id, order_id, seller_id, revision, ${at}::timestamptz(3) as at
      from shipments join orders on orders.id = order_id
      where shipments.id = ${shipmentId} and delivered_at is null`,
  )
  const delivered = deliveredParcels(sql, arrived, { skip: false })
  const audit = auditOf(sql, party, {
    action: 'shipment.deliver',
    thing: 'shipment',
    thingId: sql`${shipmentId}::bigint`,
    from: delivered.orders,
  })
  const orders = await sql`
    with ${arrived.definition}, ${delivered.definitions} ${audit}
    select id from ${delivered.orders.name}`
  return orders.length > 0 || undefined
}

/**
 * A seller's word moves the buyer's time to return, so it is believed within limits: no parcel arrives right after shipping,
 * and no delivery is reported when most of that time is over.
 */
function earliestDelivery({ role }: Party, { shippedAt, now }: Parcel, config: CommerceConfig): Date {
  if (role !== 'SELLER') return shippedAt
  const { DELIVERY_MIN_MS, DELIVERY_REPORT_MS } = config
  return new Date(Math.max(shippedAt.getTime() + DELIVERY_MIN_MS, now.getTime() - DELIVERY_REPORT_MS))
}

function requirePlausible(at: Date, { from, now }: { from: Date; now: Date }): void {
  if (at < from) throw problem('DELIVERY_TIME_IMPLAUSIBLE', { detail: 'from', from })
  if (at > now) throw problem('DELIVERY_TIME_IMPLAUSIBLE', { detail: 'future' })
}

/** Delivers parcels that were shipped AUTO_DELIVER_DAYS ago, at most a batch; resolves to how many. */
export async function deliverOverdueParcels({ sql, config, outbox }: Context): Promise<number> {
  // Index shipments_in_transit.
  const arrived = cte<ArrivedParcel>(
    sql,
    'arrived',
    sql`
      select distinct on (order_id) overdue.id, order_id, seller_id, revision, now() as at
      from (
        select id, order_id, seller_id from shipments
        where delivered_at is null and shipped_at <= now() - ${config.AUTO_DELIVER_DAYS} * interval '1 day'
        order by shipped_at limit ${config.RECONCILE_BATCH}
      ) as overdue join orders on orders.id = order_id
      order by order_id, overdue.id`,
  )
  const delivered = deliveredParcels(sql, arrived, { skip: true })
  const orders = await sql`
    with ${arrived.definition}, ${delivered.definitions} select id from ${delivered.orders.name}`
  if (orders.length > 0) outbox.wake()
  return orders.length
}
