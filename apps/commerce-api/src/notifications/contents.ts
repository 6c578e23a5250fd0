import { NotificationContent } from '@munova/commerce-contract'
import { ChatEvent, CouponIssued, TradeEvent, type OrderState } from '@munova/event-contract'
import { z } from 'zod'

/** What is told to whom. */
export type Told = NotificationContent & { memberId: number }

const NotifyingEvent = z.discriminatedUnion('type', [
  ...TradeEvent.options,
  CouponIssued,
  ...ChatEvent.options,
])
type NotifyingEvent = z.infer<typeof NotifyingEvent>
type Of<Type extends NotifyingEvent['type']> = Extract<NotifyingEvent, { type: Type }>['data']
type Table = { [Type in NotifyingEvent['type']]?: (data: Of<Type>) => Told[] }

/** Which event is worth which notification: one line for each. */
const table = {
  'order.paid': (order) => [
    { memberId: order.memberId, kind: 'ORDER_PAID', data: { ...about(order), total: order.total } },
    ...sellersOf(order).map((memberId): Told => ({
      memberId,
      kind: 'ORDER_TO_SHIP',
      data: about(order, memberId),
    })),
  ],
  'order.cancelled': (order) => cancelled(order),
  'order.shipped': ({ courier, trackingNumber, ...order }) => [
    { memberId: order.memberId, kind: 'ORDER_SHIPPED', data: { ...about(order), courier, trackingNumber } },
  ],
  'order.delivered': (order) => [{ memberId: order.memberId, kind: 'ORDER_DELIVERED', data: about(order) }],
  'payment.failed': ({ memberId, ...data }) => [{ memberId, kind: 'PAYMENT_FAILED', data }],
  'payment.refunded': ({ memberId, ...data }) => [{ memberId, kind: 'PAYMENT_REFUNDED', data }],
  'coupon.issued': ({ memberId, id, name, validUntil }) => [
    { memberId, kind: 'COUPON_ISSUED', data: { couponId: id, name, validUntil } },
  ],
  'inquiry.opened': ({ sellerId, ...data }) => [{ memberId: sellerId, kind: 'INQUIRY_OPENED', data }],
  'inquiry.answered': ({ buyerId, ...data }) => [{ memberId: buyerId, kind: 'INQUIRY_ANSWERED', data }],
  'inquiry.closed': ({ buyerId, ...data }) => [{ memberId: buyerId, kind: 'INQUIRY_CLOSED', data }],
  'chat.message.unread': ({ memberId, ...data }) => [{ memberId, kind: 'MESSAGES_UNREAD', data }],
} satisfies Table

/** The events to consume. */
export const eventTypes = Object.keys(table)

/** What the event tells, and to whom: only what the kind has. Throws for what is no event of this table. */
export function contentsOf(event: unknown): { eventId: string; told: Told[] } {
  const { id, type, data } = NotifyingEvent.parse(event)
  const tell = (table as Record<string, ((data: unknown) => Told[]) | undefined>)[type]
  if (!tell) throw new Error(`no notification comes of ${type}`)
  const told = tell(data).map(({ memberId, ...content }) => ({
    memberId,
    ...NotificationContent.parse(content),
  }))
  return { eventId: id, told }
}

/** To a seller their own part of the order. */
function about({ id, number, items }: OrderState, sellerId?: number) {
  const shown = items.filter((item) => sellerId === undefined || item.sellerId === sellerId)
  return { orderId: id, number, title: shown[0]?.name ?? '', items: shown.length }
}

function sellersOf({ items }: Pick<OrderState, 'items'>): number[] {
  return [...new Set(items.map(({ sellerId }) => sellerId))].toSorted((a, b) => a - b)
}

function cancelled(order: Of<'order.cancelled'>): Told[] {
  const items = order.items.filter(({ id }) => order.itemIds.includes(id))
  const gone = { ...order, items }
  const reason = order.status === 'EXPIRED' ? 'EXPIRED' : 'CANCELLED'
  const told: Told[] = [
    {
      memberId: order.memberId,
      kind: 'ORDER_CANCELLED',
      data: { ...about(gone), reason, refund: order.refund },
    },
  ]
  // Nothing was paid back, so nothing had been paid, and no seller knows of the order.
  if (order.refund === 0) return told
  const refund = 0
  for (const memberId of sellersOf(gone)) {
    told.push({ memberId, kind: 'ORDER_CANCELLED', data: { ...about(gone, memberId), reason, refund } })
  }
  return told
}
