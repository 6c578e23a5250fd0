import * as z from 'zod'
import { Cursor, Limit, page } from './page.ts'
import { Digits, Id, Instant } from './primitives.ts'

const Amount = z.int().nonnegative()
/** `title` is the name of the first shoe, `items` the number of lines. */
const order = { orderId: Id, number: z.string(), title: z.string(), items: z.int().nonnegative() }
const payment = { orderId: Id, number: z.string(), amount: Amount }
const returned = {
  returnId: Id,
  orderId: Id,
  number: z.string(),
  kind: z.enum(['RETURN', 'EXCHANGE']),
  productName: z.string(),
  quantity: z.int().positive(),
}
const inquiry = { roomId: Id, productId: Id, productName: z.string() }

function kind<Kind extends string, Shape extends z.ZodRawShape>(name: Kind, shape: Shape) {
  return z.object({ kind: z.literal(name), data: z.object(shape) })
}

/**
 * The kind of a notification and its data; the client writes the text. New kinds may be added: a client ignores those
 * that it does not know.
 */
export const NotificationContent = z.discriminatedUnion('kind', [
  /** To the buyer. */
  kind('ORDER_PAID', { ...order, total: Amount }),
  /** To each seller of a paid order. */
  kind('ORDER_TO_SHIP', order),
  /** To the buyer, and to the sellers of the cancelled lines if they had been paid. EXPIRED: not paid in time. */
  kind('ORDER_CANCELLED', { ...order, reason: z.enum(['CANCELLED', 'EXPIRED']), refund: Amount }),
  kind('ORDER_SHIPPED', { ...order, courier: z.string(), trackingNumber: z.string() }),
  kind('ORDER_DELIVERED', order),
  kind('PAYMENT_FAILED', { ...payment, code: z.string() }),
  kind('PAYMENT_REFUNDED', payment),
  /** To the seller. */
  kind('RETURN_REQUESTED', returned),
  /** To the buyer, and to the seller if somebody else decided: an administrator, the clock, or nobody (CLOSED: all money is back). */
  kind('RETURN_RESOLVED', { ...returned, status: z.enum(['ACCEPTED', 'REJECTED', 'CLOSED']) }),
  /** To the buyer: the refund of a deposit waits for an account, see `POST /v1/orders/{id}/refund-account`. */
  kind('REFUND_ACCOUNT_NEEDED', payment),
  /** To the member whose turn it is in a restock line: a pair is held until `heldUntil`. */
  kind('RESTOCK_HELD', {
    skuId: Id,
    productId: Id,
    productName: z.string(),
    colorName: z.string(),
    sizeMm: z.int(),
    heldUntil: Instant,
  }),
  kind('COUPON_ISSUED', { couponId: Id, name: z.string(), validUntil: Instant }),
  /** To the seller. */
  kind('INQUIRY_OPENED', { ...inquiry, buyerName: z.string() }),
  /** To the buyer. */
  kind('INQUIRY_ANSWERED', inquiry),
  kind('INQUIRY_CLOSED', inquiry),
  /** To the member who has not read for a while. */
  kind('MESSAGES_UNREAD', { ...inquiry, unread: z.int().positive() }),
])
export type NotificationContent = z.infer<typeof NotificationContent>

/** `id` numbers the notifications of one member in the order in which they were stored. */
export const Notification = z
  .object({ id: Id, createdAt: Instant, readAt: Instant.nullable() })
  .and(NotificationContent)
export type Notification = z.infer<typeof Notification>

/** Newest first. `unread` counts all notifications of the member, not only those of this page. */
export const NotificationPage = page(Notification).extend({ unread: z.int().nonnegative() })
export type NotificationPage = z.infer<typeof NotificationPage>

export const NotificationQuery = z.strictObject({
  unread: z.stringbool().optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type NotificationQuery = z.infer<typeof NotificationQuery>

/** Marks the notifications up to and including this one as read. */
export const ReadNotifications = z.strictObject({ upTo: Id })
export const UnreadNotifications = z.object({ unread: z.int().nonnegative() })
export type UnreadNotifications = z.infer<typeof UnreadNotifications>

const Position = Digits.pipe(z.int().nonnegative())
/** The stream starts after the notification `after`, or after `Last-Event-ID`, which takes precedence; without either, with the next one. */
export const StreamQuery = z.strictObject({ after: Position.optional() })
export const StreamHeaders = z.looseObject({ 'last-event-id': Position.optional() })

/**
 * Why a stream of notifications ends, as data of its event `end`. GOING_AWAY: reconnect. TOKEN_EXPIRED: reconnect with a
 * new token. TOKEN_REVOKED: sign in again. REPLACED: the member exceeded the maximum number of streams and this was the oldest; do not reconnect.
 */
export const StreamEnd = z.object({
  reason: z.enum(['GOING_AWAY', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'REPLACED']),
})
export type StreamEnd = z.infer<typeof StreamEnd>
