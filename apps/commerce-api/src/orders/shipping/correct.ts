import type { CorrectShipment, Shipment } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { readSoldOrder, type CurrentOrder } from '../read/read.ts'

/**
 * Replaces courier and tracking number of a seller's shipment that has not arrived; the same ones have no effect. Throws
 * NOT_IN_DELIVERY, also for another seller's shipment, and ORDER_CHANGED.
 */
export async function correctShipment(
  context: Context,
  { seller, shipmentId }: { seller: RequestActor; shipmentId: number },
  parcel: CorrectShipment,
): Promise<Shipment> {
  const { sql } = context
  const [shipment] = await retryOnConnectionLoss(
    () => sql<{ orderId: number }[]>`
      select order_id as "orderId" from shipments where id = ${shipmentId} and seller_id = ${seller.memberId}`,
  )
  if (!shipment) throw problem('NOT_IN_DELIVERY')
  return changeOrder(
    () => readSoldOrder(sql, seller.memberId, shipment.orderId),
    (current) => correct(context, seller, { current, shipmentId, parcel }),
  )
}

async function correct(
  { sql }: Context,
  seller: RequestActor,
  { current, shipmentId, parcel }: { current: CurrentOrder; shipmentId: number; parcel: CorrectShipment },
): Promise<Shipment | undefined> {
  const { courier, trackingNumber } = parcel
  const known = current.order.shipments.find(({ id }) => id === shipmentId)
  if (!known || known.deliveredAt !== null) throw problem('NOT_IN_DELIVERY')
  if (known.courier === courier && known.trackingNumber === trackingNumber) return known
  const changed = reviseOrder(sql, current)
  const details = {
    from: { courier: known.courier, trackingNumber: known.trackingNumber },
    to: { courier, trackingNumber },
  }
  const entry = auditEntry(sql, seller, {
    action: 'shipment.correct',
    thing: 'shipment',
    thingId: sql`${shipmentId}::bigint`,
    details: sql`${sql.json(details)}`,
    from: changed,
  })
  const corrected = await sql`
    with ${changed.definition}, parcel as (
      update shipments set courier = ${courier}, tracking_number = ${trackingNumber}
      from ${changed.name} where shipments.id = ${shipmentId}
    ), audit as (${entry})
    select id from ${changed.name}`
  return corrected.length > 0 ? { ...known, ...parcel } : undefined
}
