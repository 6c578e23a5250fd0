import type { ShippingFee, ShippingPolicy, ShippingRegion } from '@munova/commerce-contract'
import { islandPostcodes, jejuPostcodes } from './remote-postcodes.ts'

export function regionOf(postcode: string): ShippingRegion {
  const number = Number(postcode)
  const isIn = (ranges: typeof jejuPostcodes) =>
    ranges.some(([first, last]) => number >= first && number <= last)
  if (isIn(jejuPostcodes)) return 'JEJU'
  return isIn(islandPostcodes) ? 'ISLAND' : 'MAINLAND'
}

/** A seller's part of an order: `amount` is what its items cost, before a coupon. */
export interface Parcel {
  sellerId: number
  amount: number
  policy: ShippingPolicy
}

/** The fee of one parcel: a free one is still charged the surcharge of its region. */
export function shippingFeeOf({ sellerId, amount, policy }: Parcel, region: ShippingRegion): ShippingFee {
  const isFree = policy.freeFrom !== null && amount >= policy.freeFrom
  const baseFee = isFree ? 0 : policy.fee
  const surcharge = { MAINLAND: 0, JEJU: policy.jejuSurcharge, ISLAND: policy.islandSurcharge }[region]
  return { sellerId, region, baseFee, surcharge, fee: baseFee + surcharge, returnFee: policy.returnFee }
}
