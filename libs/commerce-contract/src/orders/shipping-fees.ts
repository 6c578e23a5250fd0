import * as z from 'zod'
import { Id, Won } from '../primitives.ts'

/** At most 100,000 won. */
const Fee = z.int().min(0).max(100_000)

/**
 * What a seller charges for the parcel of an order. The parcel is free when its items, at their prices before a coupon, come to
 * `freeFrom`; a surcharge of the region is charged in any case. `returnFee` is deducted from a refund when goods come back
 * without a fault of the seller.
 */
export const ShippingPolicy = z.strictObject({
  fee: Fee,
  freeFrom: Won.min(1).nullable().default(null),
  jejuSurcharge: Fee.default(0),
  islandSurcharge: Fee.default(0),
  returnFee: Fee.default(0),
})
export type ShippingPolicy = z.infer<typeof ShippingPolicy>

/** Where the postcode of the address is. ISLAND: an island without a bridge, also one of Jeju's. */
export const ShippingRegion = z.enum(['MAINLAND', 'JEJU', 'ISLAND'])
export type ShippingRegion = z.infer<typeof ShippingRegion>

/** The fee of one seller's parcel, as of the order: `fee` = `baseFee` + `surcharge`. */
export const ShippingFee = z.object({
  sellerId: Id,
  region: ShippingRegion,
  baseFee: Won,
  surcharge: Won,
  fee: Won,
  returnFee: Won,
})
export type ShippingFee = z.infer<typeof ShippingFee>
