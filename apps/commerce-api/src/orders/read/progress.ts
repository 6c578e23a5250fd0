import type { ItemStatus, OrderProgress, OrderStatus } from '@munova/commerce-contract'

/** What left the order: the buyer does not have it, or another item replaces it. */
const gone: ReadonlySet<ItemStatus> = new Set<ItemStatus>(['CANCELLED', 'RETURNED', 'REFUNDED', 'EXCHANGED'])

/** How far the order has come as a whole: what is still to be done decides, the earliest first. */
export function progressOf(status: OrderStatus, items: readonly ItemStatus[]): OrderProgress {
  if (status !== 'PAID') return status === 'EXPIRED' || status === 'CANCELLED' ? status : 'UNPAID'
  const left = new Set(items.filter((item) => !gone.has(item)))
  if (left.size === 0) return items.includes('RETURNED') ? 'RETURNED' : 'REFUNDED'
  if (left.has('PAID')) return left.size === 1 ? 'TO_SHIP' : 'PARTLY_SHIPPED'
  if (left.has('RETURN_REQUESTED') || left.has('EXCHANGE_REQUESTED')) return 'RETURN_REQUESTED'
  if (left.has('SHIPPED')) return 'SHIPPED'
  return left.has('DELIVERED') ? 'DELIVERED' : 'CONFIRMED'
}
