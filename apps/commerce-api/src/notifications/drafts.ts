import { NotificationContent } from '@munova/commerce-contract'
import { ChatEvent, CouponIssued, TradeEvent, type OrderState } from '@munova/event-contract'
import { z } from 'zod'

/** A notification that is not stored yet, and the member it is for. */
export type NotificationDraft = NotificationContent & { memberId: number }

/** The drafts that one event results in. */
export interface NotificationBatch {
  eventId: string
  drafts: readonly NotificationDraft[]
}

const NotifyingEvent = z.discriminatedUnion('type', [
  ...TradeEvent.options,
  CouponIssued,
  ...ChatEvent.options,
])
type NotifyingEvent = z.infer<typeof NotifyingEvent>
type DataOf<Type extends NotifyingEvent['type']> = Extract<NotifyingEvent, { type: Type }>['data']
type DraftTable = { [Type in NotifyingEvent['type']]?: (data: DataOf<Type>) => NotificationDraft[] }

/** The notifications of each event type. */
const table = {
  'order.paid': (order) => [
    { memberId: order.memberId, kind: 'ORDER_PAID', data: { ...summary(order), total: order.total } },
    ...sellersOf(order).map((memberId): NotificationDraft => ({
      memberId,
      kind: 'ORDER_TO_SHIP',
      data: summary(order, memberId),
    })),
  ],
  'order.cancelled': (order) => cancelled(order),
  'order.shipped': ({ courier, trackingNumber, ...order }) => [
    { memberId: order.memberId, kind: 'ORDER_SHIPPED', data: { ...summary(order), courier, trackingNumber } },
  ],
  'order.delivered': (order) => [{ memberId: order.memberId, kind: 'ORDER_DELIVERED', data: summary(order) }],
  'payment.failed': ({ memberId, ...data }) => [{ memberId, kind: 'PAYMENT_FAILED', data }],
  'payment.refunded': ({ memberId, ...data }) => [{ memberId, kind: 'PAYMENT_REFUNDED', data }],
  'return.requested': ({ sellerId, ...data }) => [{ memberId: sellerId, kind: 'RETURN_REQUESTED', data }],
  'return.resolved': ({ memberId, sellerId, by, ...data }) =>
    [memberId, ...(by === 'SELLER' ? [] : [sellerId])].map((reader): NotificationDraft => ({
      memberId: reader,
      kind: 'RETURN_RESOLVED',
      data,
    })),
  'payment.account-needed': ({ memberId, ...data }) => [{ memberId, kind: 'REFUND_ACCOUNT_NEEDED', data }],
  'restock.held': ({ memberId, id: _id, ...data }) => [{ memberId, kind: 'RESTOCK_HELD', data }],
  'coupon.issued': ({ memberId, id, name, validUntil }) => [
    { memberId, kind: 'COUPON_ISSUED', data: { couponId: id, name, validUntil } },
  ],
  'inquiry.opened': ({ sellerId, ...data }) => [{ memberId: sellerId, kind: 'INQUIRY_OPENED', data }],
  'inquiry.answered': ({ buyerId, ...data }) => [{ memberId: buyerId, kind: 'INQUIRY_ANSWERED', data }],
  'inquiry.closed': ({ buyerId, ...data }) => [{ memberId: buyerId, kind: 'INQUIRY_CLOSED', data }],
  'chat.message.unread': ({ memberId, ...data }) => [{ memberId, kind: 'MESSAGES_UNREAD', data }],
} satisfies DraftTable

/** The event types to consume. */
export const eventTypes = Object.keys(table)

/**
 * The drafts that an event results in, each with only the fields that its kind has. Throws when the event is not one of
 * `eventTypes` or does not fit its schema.
 */
export function draftsOf(event: unknown): NotificationBatch {
  const { id, type, data } = NotifyingEvent.parse(event)
  const toDrafts = (table as Record<string, ((data: unknown) => NotificationDraft[]) | undefined>)[type]
  if (!toDrafts) throw new Error(`no notification results from ${type}`)
  const drafts = toDrafts(data).map(({ memberId, ...content }) => ({
    memberId,
    ...NotificationContent.parse(content),
  }))
  return { eventId: id, drafts }
}

/** The order in short; with a seller, only that seller's part of it. */
function summary({ id, number, items }: OrderState, sellerId?: number) {
  const visible = items.filter((item) => sellerId === undefined || item.sellerId === sellerId)
  return { orderId: id, number, title: visible[0]?.name ?? '', items: visible.length }
}

function sellersOf({ items }: Pick<OrderState, 'items'>): number[] {
  return [...new Set(items.map(({ sellerId }) => sellerId))].toSorted((a, b) => a - b)
}

function cancelled(order: DataOf<'order.cancelled'>): NotificationDraft[] {
  // The buyer ordered again, and knows.
  if (order.reason === 'SUPERSEDED') return []
  const part = { ...order, items: order.items.filter(({ id }) => order.itemIds.includes(id)) }
  const reason = order.status === 'EXPIRED' ? 'EXPIRED' : 'CANCELLED'
  const buyers: NotificationDraft = {
    memberId: order.memberId,
    kind: 'ORDER_CANCELLED',
    data: { ...summary(part), reason, refund: order.refund },
  }
  // The sellers of an order that was never paid were never notified of it. One that cost nothing has no refund, and they were.
  const wasPaid = order.refund > 0 || order.status === 'PAID' || order.goneSellerIds.length > 0
  // A seller cancels own lines only, and knows.
  if (!wasPaid || order.reason === 'SELLER') return [buyers]
  const sellers = sellersOf(part).map((memberId): NotificationDraft => ({
    memberId,
    kind: 'ORDER_CANCELLED',
    data: { ...summary(part, memberId), reason, refund: 0 },
  }))
  return [buyers, ...sellers]
}
