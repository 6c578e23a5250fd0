import * as z from 'zod'
import { Address, KnownAddress } from '../accounts/addresses.ts'
import { Cursor, Limit, page } from '../page.ts'
import { OrderPayment, Refund, RefundAccount } from './payments.ts'
import { Amount, Id, Instant } from '../primitives.ts'
import { Return } from './returns.ts'
import { ShippingFee } from './shipping-fees.ts'
import { Shipment } from './shipping.ts'
import { multiLine } from '@munova/text-contract'

/** Most lines of one order, and most pairs of one line. */
export const orderLines = 100
export const linePairs = 20
/** Smallest payment that the gateway accepts, in won. An order that costs nothing needs none. */
export const smallestOrder = 100

export const OrderStatus = z.enum([
  'PENDING',
  'CONFIRMING',
  'AWAITING_DEPOSIT',
  'PAID',
  'EXPIRED',
  'CANCELLED',
])
export type OrderStatus = z.infer<typeof OrderStatus>

export const ItemStatus = z.enum([
  'PENDING',
  'PAID',
  'SHIPPED',
  'DELIVERED',
  'CONFIRMED',
  'CANCELLED',
  'RETURN_REQUESTED',
  'RETURNED',
  'EXCHANGE_REQUESTED',
  'EXCHANGED',
  'REFUNDED',
])
export type ItemStatus = z.infer<typeof ItemStatus>

/**
 * How far an order has come as a whole: what is still to be done decides, the earliest first. RETURNED and REFUNDED: the buyer
 * has nothing of it any more; REFUNDED, if no goods came back.
 */
export const OrderProgress = z.enum([
  'UNPAID',
  'EXPIRED',
  'CANCELLED',
  'TO_SHIP',
  'PARTLY_SHIPPED',
  'RETURN_REQUESTED',
  'SHIPPED',
  'DELIVERED',
  'CONFIRMED',
  'RETURNED',
  'REFUNDED',
])
export type OrderProgress = z.infer<typeof OrderProgress>

const OrderLine = z.strictObject({ skuId: Id, quantity: z.int().min(1).max(linePairs) })
export type OrderLine = z.infer<typeof OrderLine>

/**
 * Without `lines` the whole cart of the member is ordered. `expectedTotal` is the total that the buyer was shown: if the
 * total of the order differs, nothing is ordered (PRICE_CHANGED).
 */
export const PlaceOrder = z.strictObject({
  lines: z
    .array(OrderLine)
    .min(1)
    .max(orderLines)
    .refine(
      (lines) => new Set(lines.map(({ skuId }) => skuId)).size === lines.length,
      'must not repeat a SKU',
    )
    .optional(),
  address: Address,
  /** A note for the courier. */
  note: multiLine({ min: 0, max: 200, trim: true }).default(''),
  couponId: Id.optional(),
  expectedTotal: Amount.optional(),
})
export type PlaceOrder = z.infer<typeof PlaceOrder>

/**
 * Pairs of one size with the same status. Cancelling or returning some of them splits the item: these pairs keep its id,
 * and the rest becomes a new item. `listPrice` is the price of a pair without a sale. `amount` is what was paid for it: unit
 * price × quantity minus its share of the coupon.
 */
export const OrderItem = z.object({
  id: Id,
  skuId: Id,
  productId: Id,
  sellerId: Id,
  productName: z.string(),
  colorName: z.string(),
  sizeMm: z.int(),
  imageUrl: z.string().nullable(),
  listPrice: Amount,
  unitPrice: Amount,
  quantity: z.int().positive(),
  discount: Amount,
  amount: Amount,
  status: ItemStatus,
  shipmentId: Id.nullable(),
  deliveredAt: Instant.nullable(),
  /** Until then it can be returned, and its purchase is not confirmed automatically; null: as the rules say. */
  extendedUntil: Instant.nullable(),
})
export type OrderItem = z.infer<typeof OrderItem>

/**
 * `number` identifies the order at the gateway (its `orderId`). While PENDING, stock and coupon are reserved until
 * `expiresAt`. `total` = `itemsTotal` − `discount` (of the coupon) + `shippingFee`; a seller who is not in `shippingFees` ships
 * for free. An order of 0 won is PAID when it is placed, and has no payment. `paid` and `refunded` are the amounts that the
 * gateway has confirmed.
 */
export const Order = z.object({
  id: Id,
  number: z.string(),
  status: OrderStatus,
  progress: OrderProgress,
  items: z.array(OrderItem),
  itemsTotal: Amount,
  discount: Amount,
  shippingFee: Amount,
  shippingFees: z.array(ShippingFee),
  total: Amount,
  paid: Amount,
  refunded: Amount,
  couponId: Id.nullable(),
  address: KnownAddress,
  note: z.string(),
  payment: OrderPayment.nullable(),
  refunds: z.array(Refund),
  shipments: z.array(Shipment),
  returns: z.array(Return),
  placedAt: Instant,
  expiresAt: Instant,
  paidAt: Instant.nullable(),
})
export type Order = z.infer<typeof Order>

/** `title` is the name of the first item, `items` the number of pairs. */
export const OrderCard = z.object({
  id: Id,
  number: z.string(),
  status: OrderStatus,
  progress: OrderProgress,
  title: z.string(),
  imageUrl: z.string().nullable(),
  items: z.int().positive(),
  total: Amount,
  placedAt: Instant,
})
export type OrderCard = z.infer<typeof OrderCard>

/** Newest first. */
export const OrderPage = page(OrderCard)
export type OrderPage = z.infer<typeof OrderPage>

export const OrderQuery = z.strictObject({
  status: OrderStatus.optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type OrderQuery = z.infer<typeof OrderQuery>

const CancelReason = multiLine({ max: 100, trim: true })

/** Cancels everything in the order that is not shipped. The server computes the refund. */
export const CancelOrder = z.strictObject({
  reason: CancelReason,
  refundAccount: RefundAccount.optional(),
})
export type CancelOrder = z.infer<typeof CancelOrder>

/** An absent quantity means all pairs of the item. */
const Part = z.strictObject({ itemId: Id, quantity: z.int().min(1).max(linePairs).optional() })

export const CancelItems = z.strictObject({
  items: z
    .array(Part)
    .min(1)
    .max(orderLines)
    .refine(
      (items) => new Set(items.map(({ itemId }) => itemId)).size === items.length,
      'must not repeat an item',
    ),
  reason: CancelReason,
  refundAccount: RefundAccount.optional(),
})
export type CancelItems = z.infer<typeof CancelItems>

/**
 * By an administrator. `restock`: the pairs can be sold again; false when they are not on hand after all. Without
 * `refundAccount` the refund of a deposit waits until the buyer names an account.
 */
export const CancelAnyOrder = z.strictObject({ ...CancelOrder.shape, restock: z.boolean().default(true) })
export type CancelAnyOrder = z.infer<typeof CancelAnyOrder>

/** Where the money goes is not the seller's to say: the refund of a deposit waits until the buyer, or an administrator, names an account. */
const { refundAccount: _buyers, ...itemsAndReason } = CancelItems.shape

/** As CancelAnyOrder, of some pairs, by their seller or an administrator. */
export const CancelSoldItems = z.strictObject({ ...itemsAndReason, restock: z.boolean().default(true) })
export type CancelSoldItems = z.infer<typeof CancelSoldItems>

/** Shipped pairs, such as those of a lost parcel. `restock`: the goods are back and can be sold again. */
export const RefundItems = z.strictObject({ ...itemsAndReason, restock: z.boolean().default(false) })
export type RefundItems = z.infer<typeof RefundItems>

/** The delivered items that the buyer keeps; without the list all of them. */
export const ConfirmPurchase = z.strictObject({ itemIds: z.array(Id).min(1).max(200).optional() })
export type ConfirmPurchase = z.infer<typeof ConfirmPurchase>
