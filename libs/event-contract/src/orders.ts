import * as z from 'zod'
import { envelope, Id, Instant } from './envelope.ts'
import { GatewayText, ImageUrl, Name, OrderNumber } from './text-bounds.ts'

const Won = z.int().nonnegative()

/** Lines of one order, as in the commerce contract. */
const maxLines = 100
/** Bytes of the JSON of a line's image URL, with its quotes. 100 longer ones would exceed the broker's message size. */
export const maxLineImageBytes = 1_024

const LineIds = z.array(Id).max(maxLines)

/** A URL that is too long for an event of an order is left out; producers leave it out by `maxLineImageBytes` as well. */
const LineImageUrl = ImageUrl.nullable()
  .transform((url) => (url !== null && jsonBytes(url) > maxLineImageBytes ? null : url))
  .meta({ maxJsonBytes: maxLineImageBytes })

/** A line of an order: pairs of one SKU. */
const OrderLine = z.object({
  id: Id,
  productId: Id,
  sellerId: Id,
  name: Name,
  imageUrl: LineImageUrl,
  quantity: z.int().positive(),
})

/**
 * An order as other systems may know it: no address. `revision` grows with every change of the order. `items` are its
 * lines as they were ordered, regardless of later cancellations, returns and exchanges.
 */
export const OrderState = z.object({
  id: Id,
  number: OrderNumber,
  memberId: Id,
  status: z.enum(['PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT', 'PAID', 'EXPIRED', 'CANCELLED']),
  revision: z.int().positive(),
  total: Won,
  items: z.array(OrderLine).max(maxLines),
})
export type OrderState = z.infer<typeof OrderState>

const shape = OrderState.shape

/** Key `order:{id}`, like every event about an order and its money. Placed: stock is reserved, nothing is paid. */
export const OrderPlaced = envelope('order.placed', 1, OrderState)
/** `method` is the gateway's name of the payment method. */
export const OrderPaid = envelope('order.paid', 1, z.object({ ...shape, method: GatewayText.nullable() }))

/**
 * `itemIds` are the lines that were cancelled or refunded after shipping, entirely or in part; when the order is CANCELLED or EXPIRED these are all
 * that were left. `goneSellerIds` have no line left in an order that continues without them. `refund` is what the buyer
 * gets back.
 */
export const OrderCancelled = envelope(
  'order.cancelled',
  1,
  z.object({
    ...shape,
    itemIds: LineIds,
    goneSellerIds: z.array(Id).max(maxLines).default([]),
    refund: Won,
    /**
     * Who cancelled: BUYER, SELLER, ADMIN, or GATEWAY: all money of the payment is back; EXPIRED; or SUPERSEDED: the buyer placed
     * another order instead of this unpaid one.
     */
    reason: z.string().max(100),
  }),
)

/** `itemIds` are lines of one seller. `courier` is a code of the commerce contract. */
export const OrderShipped = envelope(
  'order.shipped',
  1,
  z.object({
    ...shape,
    sellerId: Id,
    itemIds: LineIds,
    courier: z.string().max(20),
    trackingNumber: z.string().max(30),
  }),
)
export const OrderDelivered = envelope(
  'order.delivered',
  1,
  z.object({ ...shape, sellerId: Id, itemIds: LineIds }),
)

const MoneyOfOrder = { orderId: Id, number: OrderNumber, memberId: Id, amount: Won }

/** Key `order:{id}`. The gateway declined the payment, or the deposit did not arrive. `code` is the gateway's. */
export const PaymentFailed = envelope('payment.failed', 1, z.object({ ...MoneyOfOrder, code: GatewayText }))
/** The gateway has paid the money back. A refund that was made at the gateway has the cause CANCEL. */
export const PaymentRefunded = envelope(
  'payment.refunded',
  1,
  z.object({ ...MoneyOfOrder, refundId: Id, cause: z.enum(['CANCEL', 'RETURN', 'LATE']) }),
)

const ReturnOfOrder = {
  returnId: Id,
  orderId: Id,
  number: OrderNumber,
  /** The buyer. */
  memberId: Id,
  sellerId: Id,
  kind: z.enum(['RETURN', 'EXCHANGE']),
  productName: Name,
  quantity: z.int().positive(),
}

/** Key `order:{id}`. The buyer wants to send goods back, or to exchange them. */
export const ReturnRequested = envelope('return.requested', 1, z.object(ReturnOfOrder))
/**
 * Key `order:{id}`. `by`: SELLER, ADMIN; or CLOCK: the seller did not answer in time; or REFUND: it is CLOSED since all money of
 * the payment is back.
 */
export const ReturnResolved = envelope(
  'return.resolved',
  1,
  z.object({ ...ReturnOfOrder, status: z.enum(['ACCEPTED', 'REJECTED', 'CLOSED']), by: z.string().max(20) }),
)
/** Key `order:{id}`. The refund of a deposit waits until the buyer names an account: none is known, or the bank rejected it. */
export const RefundAccountNeeded = envelope(
  'payment.account-needed',
  1,
  z.object({ ...MoneyOfOrder, refundId: Id }),
)

/** Key `sku:{id}`. A size sold out, is available again, or its seller set its stock. */
export const StockChanged = envelope(
  'stock.changed',
  1,
  z.object({ skuId: Id, productId: Id, available: z.int().nonnegative() }),
)

/** Key `restock-place:{id}`. A pair is held for a member who waited for it. */
export const RestockHeld = envelope(
  'restock.held',
  1,
  z.object({
    id: Id,
    memberId: Id,
    skuId: Id,
    productId: Id,
    productName: Name,
    colorName: z.string().max(30),
    sizeMm: z.int().positive(),
    heldUntil: Instant,
  }),
)

export const OrderEvent = z.discriminatedUnion('type', [
  OrderPlaced,
  OrderPaid,
  OrderCancelled,
  OrderShipped,
  OrderDelivered,
])
export type OrderEvent = z.infer<typeof OrderEvent>

/** Everything that commerce-api publishes about orders, their money, and stock. */
export const TradeEvent = z.discriminatedUnion('type', [
  ...OrderEvent.options,
  PaymentFailed,
  PaymentRefunded,
  ReturnRequested,
  ReturnResolved,
  RefundAccountNeeded,
  StockChanged,
  RestockHeld,
])
export type TradeEvent = z.infer<typeof TradeEvent>

function jsonBytes(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length
}
