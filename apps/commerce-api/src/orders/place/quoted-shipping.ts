import type { ShippingFee } from '@munova/commerce-contract'
import { regionOf, shippingFeeOf } from '../../catalogue/shipping-policies/fee.ts'
import type { WantedLine } from './wanted-lines.ts'

/** The fee of each seller's parcel, in the order of their ids; none for a seller who ships for free. */
export function shippingFeesOf(lines: readonly WantedLine[], postcode: string): ShippingFee[] {
  const region = regionOf(postcode)
  const bySeller = [...Map.groupBy(lines, ({ sellerId }) => sellerId)].toSorted(
    ([one], [other]) => one - other,
  )
  return bySeller.flatMap(([sellerId, own]) => {
    const policy = own[0]?.shippingPolicy
    const amount = own.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0)
    return policy ? [shippingFeeOf({ sellerId, amount, policy }, region)] : []
  })
}
