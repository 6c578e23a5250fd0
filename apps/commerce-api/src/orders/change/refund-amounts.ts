import type { ItemStatus, Order, OrderItem, ReturnReason } from '@munova/commerce-contract'
import { isFault } from './fault.ts'
import { sumOf, type Part } from './item-parts.ts'

/* What the buyer gets back: the only place that says so. */

/**
 * For parts that are cancelled before they are shipped: what was paid for them, and the shipping fee of each seller of whom
 * nothing is left. A parcel that falls below the amount from which it was free stays free.
 */
export function cancellationRefund(
  order: Order,
  parts: readonly Part[],
  goneSellerIds: readonly number[],
): number {
  const sellerIds = new Set(parts.map(({ item }) => item.sellerId))
  const fees = order.shippingFees.filter(
    ({ sellerId }) => sellerIds.has(sellerId) && goneSellerIds.includes(sellerId),
  )
  return sumOf(parts) + fees.reduce((sum, { fee }) => sum + fee, 0)
}

/**
 * For goods that came back. The seller's fault: what was paid for them, and the shipping fee once the buyer keeps nothing of
 * the seller. Otherwise the buyer bears the cost of the return (`fee`), and the parcel that was delivered stays paid.
 */
export function returnRefund(
  order: Order,
  item: OrderItem,
  reason: ReturnReason,
): { amount: number; fee: number } {
  const shipping = order.shippingFees.find(({ sellerId }) => sellerId === item.sellerId)
  if (!isFault(reason)) {
    const fee = Math.min(shipping?.returnFee ?? 0, item.amount)
    return { amount: item.amount - fee, fee }
  }
  const keepsNothing = order.items.every(
    ({ id, sellerId, status }) => id === item.id || sellerId !== item.sellerId || isGone.has(status),
  )
  return { amount: item.amount + (keepsNothing ? (shipping?.fee ?? 0) : 0), fee: 0 }
}

/**
 * For shipped pairs that are refunded without a return: what was paid for them, and the shipping fee of each seller of whom the
 * buyer keeps nothing.
 */
export function refundWithoutReturn(order: Order, parts: readonly Part[]): number {
  const taken = new Map(parts.map(({ item, quantity }) => [item.id, quantity]))
  const kept = order.items.filter(
    ({ id, status, quantity }) => !isGone.has(status) && taken.get(id) !== quantity,
  )
  const keeping = new Set(kept.map(({ sellerId }) => sellerId))
  const gone = parts.map(({ item }) => item.sellerId).filter((sellerId) => !keeping.has(sellerId))
  return cancellationRefund(order, parts, gone)
}

/** An exchanged item is gone; its replacement is an item of its own. */
const isGone: ReadonlySet<ItemStatus> = new Set<ItemStatus>([
  'CANCELLED',
  'RETURNED',
  'EXCHANGED',
  'REFUNDED',
])
