import * as z from 'zod'
import { KnownAddress } from '../accounts/addresses.ts'
import { Cursor, Limit, page } from '../page.ts'
import { Amount, Id, Instant, Moment, PathId } from '../primitives.ts'
import { ItemStatus, OrderItem, OrderStatus } from './orders.ts'
import { OrderNumber } from './order-number.ts'
import { Return } from './returns.ts'
import { Shipment } from './shipping.ts'
import { singleLine } from '@munova/text-contract'

/**
 * A seller's part of an order: items, shipments and returns are the seller's own, and `total` is what these items cost when they
 * were ordered. `address` and `note` are null until the order is paid.
 */
export const SellerOrder = z.object({
  id: Id,
  number: z.string(),
  status: OrderStatus,
  buyer: z.object({ id: Id, name: z.string() }),
  items: z.array(OrderItem),
  total: Amount,
  address: KnownAddress.nullable(),
  note: z.string().nullable(),
  shipments: z.array(Shipment),
  returns: z.array(Return),
  placedAt: Instant,
  paidAt: Instant.nullable(),
})
export type SellerOrder = z.infer<typeof SellerOrder>

/** Newest first; with `recipient` by the recipient's name. */
export const SellerOrderPage = page(SellerOrder)
export type SellerOrderPage = z.infer<typeof SellerOrderPage>

/**
 * `itemStatus`: orders in which an own item has this status; PAID is what is to be shipped. At most one of `number` (the whole
 * number), `recipient` (what the name begins with, of paid orders), `buyer` (the whole name)
 * and `buyerId`. `from` is included, `until` is not.
 */
export const SellerOrderQuery = z
  .strictObject({
    itemStatus: ItemStatus.optional(),
    number: OrderNumber.optional(),
    recipient: singleLine({ max: 50 }).optional(),
    buyer: singleLine({ max: 50 }).optional(),
    buyerId: PathId.optional(),
    from: Moment.optional(),
    until: Moment.optional(),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .refine(
    ({ number, recipient, buyer, buyerId }) =>
      [number, recipient, buyer, buyerId].filter(Boolean).length <= 1,
    'must contain at most one of number, recipient, buyer and buyerId',
  )
export type SellerOrderQuery = z.infer<typeof SellerOrderQuery>
