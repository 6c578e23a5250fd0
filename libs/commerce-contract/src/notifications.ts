import * as z from 'zod'
import { Cursor, Limit, page } from './page.ts'
import { Digits, Id, Instant } from './primitives.ts'

const Amount = z.int().nonnegative()
/** `title` is the name of the first shoe, `items` how many lines there are. */
const order = { orderId: Id, number: z.string(), title: z.string(), items: z.int().nonnegative() }
const payment = { orderId: Id, number: z.string(), amount: Amount }
const inquiry = { roomId: Id, productId: Id, productName: z.string() }

function kind<Kind extends string, Shape extends z.ZodRawShape>(name: Kind, shape: Shape) {
  return z.object({ kind: z.literal(name), data: z.object(shape) })
}

/**
 * What a notification says: its kind, and what it is about. The words are the client's. Kinds are only ever added; a
 * client passes over those that it does not know.
 */
export const NotificationContent = z.discriminatedUnion('kind', [
  /** To the buyer. */
  kind('ORDER_PAID', { ...order, total: Amount }),
  /** To each seller in a paid order. */
  kind('ORDER_TO_SHIP', order),
  /** To the buyer, and to the sellers of what was cancelled if it had been paid. EXPIRED: nobody paid in time. */
  kind('ORDER_CANCELLED', { ...order, reason: z.enum(['CANCELLED', 'EXPIRED']), refund: Amount }),
  kind('ORDER_SHIPPED', { ...order, courier: z.string(), trackingNumber: z.string() }),
  kind('ORDER_DELIVERED', order),
  kind('PAYMENT_FAILED', { ...payment, code: z.string() }),
  kind('PAYMENT_REFUNDED', payment),
  kind('COUPON_ISSUED', { couponId: Id, name: z.string(), validUntil: Instant }),
  /** To the seller. */
  kind('INQUIRY_OPENED', { ...inquiry, buyerName: z.string() }),
  /** To the buyer. */
  kind('INQUIRY_ANSWERED', inquiry),
  kind('INQUIRY_CLOSED', inquiry),
  /** To whoever did not read for a while. */
  kind('MESSAGES_UNREAD', { ...inquiry, unread: z.int().positive() }),
])
export type NotificationContent = z.infer<typeof NotificationContent>

/** `id` counts the member's own notifications in the order in which they came; 12 is another one for somebody else. */
export const Notification = z
  .object({ id: Id, createdAt: Instant, readAt: Instant.nullable() })
  .and(NotificationContent)
export type Notification = z.infer<typeof Notification>

/** Newest first. `unread` counts all of the member's, not only this page's. */
export const NotificationPage = page(Notification).extend({ unread: z.int().nonnegative() })
export type NotificationPage = z.infer<typeof NotificationPage>

export const NotificationQuery = z.strictObject({
  unread: z.stringbool().optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type NotificationQuery = z.infer<typeof NotificationQuery>

/** Everything up to and including this one counts as read. */
export const ReadNotifications = z.strictObject({ upTo: Id })
export const UnreadNotifications = z.object({ unread: z.int().nonnegative() })
export type UnreadNotifications = z.infer<typeof UnreadNotifications>

const Place = Digits.pipe(z.int().nonnegative())
/** `after` for the first time, `Last-Event-ID` when reconnecting, which counts more; without either from now on. */
export const StreamQuery = z.strictObject({ after: Place.optional() })
export const StreamHeaders = z.looseObject({ 'last-event-id': Place.optional() })

/**
 * Why a stream of notifications ends, as data of its event `end`. GOING_AWAY and TOKEN_EXPIRED: reconnect, after getting
 * a new token. REPLACED: the member has opened more streams than allowed and this was the oldest; do not come back.
 */
export const StreamEnd = z.object({ reason: z.enum(['GOING_AWAY', 'TOKEN_EXPIRED', 'REPLACED']) })
export type StreamEnd = z.infer<typeof StreamEnd>
