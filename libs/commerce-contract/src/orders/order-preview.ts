import * as z from 'zod'
import { Amount, Id } from '../primitives.ts'
import { OrderItem } from './orders.ts'
import { ShippingFee } from './shipping-fees.ts'

/** A line: `listPrice` × `quantity` − `saleDiscount` − `discount` (its share of the coupon) = `amount`. */
export const PreviewItem = z.object({
  ...OrderItem.omit({ id: true, status: true, shipmentId: true, deliveredAt: true, extendedUntil: true })
    .shape,
  saleDiscount: Amount,
})
export type PreviewItem = z.infer<typeof PreviewItem>

/**
 * What an order would cost now: `listTotal` − `saleDiscount` = `itemsTotal`; `itemsTotal` − `discount` + `shippingFee` =
 * `total`. Nothing is reserved. A seller who is not in `shippingFees` ships for free. `supersedes` are unpaid orders of
 * the member that the order would replace.
 */
export const OrderPreview = z.object({
  items: z.array(PreviewItem),
  listTotal: Amount,
  saleDiscount: Amount,
  itemsTotal: Amount,
  discount: Amount,
  shippingFees: z.array(ShippingFee),
  shippingFee: Amount,
  total: Amount,
  couponId: Id.nullable(),
  supersedes: z.array(z.object({ id: Id, number: z.string() })),
})
export type OrderPreview = z.infer<typeof OrderPreview>
