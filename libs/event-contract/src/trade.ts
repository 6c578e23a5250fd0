import * as z from 'zod'
import { envelope, Id } from './envelope.ts'

const Won = z.int().nonnegative()

/**
 * An order as others may know it: no address. `revision` grows with every change of the order. `items` are its lines as they
 * were ordered, whatever was cancelled, returned or exchanged since; `imageUrl` is null too when it is very long.
 */
export const OrderState = z.object({
  id: Id,
  number: z.string(),
  memberId: Id,
  status: z.enum(['PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT', 'PAID', 'EXPIRED', 'CANCELLED']),
  revision: z.int().positive(),
  total: Won,
  items: z.array(
    z.object({
      id: Id,
      productId: Id,
      sellerId: Id,
      name: z.string(),
      imageUrl: z.string().nullable(),
      quantity: z.int().positive(),
    }),
  ),
})
export type OrderState = z.infer<typeof OrderState>

const shape = OrderState.shape

/** Key `order:{id}`, like everything about an order and its money. Placed: stock is held, nothing is paid. */
export const OrderPlaced = envelope('order.placed', 1, OrderState)
export const OrderPaid = envelope('order.paid', 1, z.object({ ...shape, method: z.string().nullable() }))

/**
 * `itemIds` are the lines that were taken out of the order, or some pairs of them; when it is CANCELLED or EXPIRED these are all that were
 * left. `goneSellerIds` have nothing left in an order that goes on without them. `refund` is what the buyer gets back.
 */
export const OrderCancelled = envelope(
  'order.cancelled',
  1,
  z.object({
    ...shape,
    itemIds: z.array(Id),
    goneSellerIds: z.array(Id).default([]),
    refund: Won,
    reason: z.string(),
  }),
)

/** `itemIds` are lines of one seller. */
export const OrderShipped = envelope(
  'order.shipped',
  1,
  z.object({
    ...shape,
    sellerId: Id,
    itemIds: z.array(Id),
    courier: z.string(),
    trackingNumber: z.string(),
  }),
)
export const OrderDelivered = envelope(
  'order.delivered',
  1,
  z.object({ ...shape, sellerId: Id, itemIds: z.array(Id) }),
)

const MoneyOfOrder = { orderId: Id, number: z.string(), memberId: Id, amount: Won }

/** Key `order:{id}`. The gateway said no, or the deposit never came. `code` is the gateway's. */
export const PaymentFailed = envelope('payment.failed', 1, z.object({ ...MoneyOfOrder, code: z.string() }))
/** The gateway has given the money back. */
export const PaymentRefunded = envelope(
  'payment.refunded',
  1,
  z.object({ ...MoneyOfOrder, refundId: Id, cause: z.enum(['CANCEL', 'RETURN', 'LATE']) }),
)

/** Key `sku:{id}`. A size sold out, can be had again, or was counted anew by its seller. */
export const StockChanged = envelope(
  'stock.changed',
  1,
  z.object({ skuId: Id, productId: Id, available: z.int().nonnegative() }),
)

export const OrderEvent = z.discriminatedUnion('type', [
  OrderPlaced,
  OrderPaid,
  OrderCancelled,
  OrderShipped,
  OrderDelivered,
])
export type OrderEvent = z.infer<typeof OrderEvent>

/** What commerce-api publishes about orders, their money, and stock. */
export const TradeEvent = z.discriminatedUnion('type', [
  ...OrderEvent.options,
  PaymentFailed,
  PaymentRefunded,
  StockChanged,
])
export type TradeEvent = z.infer<typeof TradeEvent>
