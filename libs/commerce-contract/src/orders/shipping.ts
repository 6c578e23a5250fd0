import * as z from 'zod'
import { KnownAddress } from '../accounts/addresses.ts'
import { Cursor, Limit, page } from '../page.ts'
import { Id, Instant } from '../primitives.ts'

export const Courier = z.enum(['CJ', 'HANJIN', 'LOTTE', 'LOGEN', 'EPOST', 'OTHER'])
export type Courier = z.infer<typeof Courier>

const TrackingNumber = z
  .string()
  .transform((text) => text.replaceAll(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^[0-9A-Z]{8,30}$/, 'must be 8 to 30 digits or letters'))

/** Without `itemIds` all items of the seller that are paid and not shipped are shipped. */
export const ShipItems = z.strictObject({
  courier: Courier,
  trackingNumber: TrackingNumber,
  itemIds: z.array(Id).min(1).max(200).optional(),
})
export type ShipItems = z.infer<typeof ShipItems>

/** One parcel of one seller. */
export const Shipment = z.object({
  id: Id,
  sellerId: Id,
  courier: Courier,
  trackingNumber: z.string(),
  shippedAt: Instant,
  deliveredAt: Instant.nullable(),
})
export type Shipment = z.infer<typeof Shipment>

/** An item that its seller has to ship. */
export const ItemToShip = z.object({
  id: Id,
  orderId: Id,
  orderNumber: z.string(),
  skuId: Id,
  productName: z.string(),
  colorName: z.string(),
  sizeMm: z.int(),
  quantity: z.int().positive(),
  address: KnownAddress,
  note: z.string(),
  paidAt: Instant,
})
export type ItemToShip = z.infer<typeof ItemToShip>

/** Oldest first. */
export const ItemToShipPage = page(ItemToShip)
export type ItemToShipPage = z.infer<typeof ItemToShipPage>

export const ItemToShipQuery = z.strictObject({ cursor: Cursor.optional(), limit: Limit })
export type ItemToShipQuery = z.infer<typeof ItemToShipQuery>
