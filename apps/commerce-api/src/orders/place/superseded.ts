import { problem } from '../../problems.ts'
import type { OpenOrder, WantedLine } from './wanted-lines.ts'

/** How long a client waits before it asks whether the payment of the other order has ended. */
const RETRY_AFTER_MS = 1_000

export interface Replacement {
  isFromCart: boolean
  couponId: number | undefined
  lines: readonly Pick<WantedLine, 'skuId'>[]
}

/**
 * The open orders of the buyer that a new one replaces, in id order: those that nobody has begun to pay, and that were
 * placed from the same cart or hold one of its SKUs or its coupon. The buyer went back and orders again. Throws
 * PAYMENT_IN_PROGRESS when the same lines of the cart are being paid: one cart does not become two paid orders.
 */
export function supersededOrders(
  open: readonly OpenOrder[],
  { isFromCart, couponId, lines }: Replacement,
): OpenOrder[] {
  const skuIds = new Set(lines.map(({ skuId }) => skuId))
  const sharesSku = ({ items }: OpenOrder) => items.some(({ skuId }) => skuIds.has(skuId))
  const isSameCart = (order: OpenOrder) => isFromCart && order.fromCart
  const paying = open.find((order) => order.status !== 'PENDING' && isSameCart(order) && sharesSku(order))
  if (paying) throw inPayment(paying)
  return open.filter(
    (order) =>
      order.status === 'PENDING' &&
      (isSameCart(order) || sharesSku(order) || (couponId !== undefined && order.couponId === couponId)),
  )
}

/** Another order of the buyer has what this one needs, and its payment or deposit is under way. */
export function inPayment({ number }: OpenOrder) {
  return problem('PAYMENT_IN_PROGRESS', { detail: 'order', number, retryAfterMs: RETRY_AFTER_MS })
}

/** Pairs that these orders hold, of a SKU or a product. */
export function pairsHeld(
  orders: readonly OpenOrder[],
  of: { skuId: number } | { productId: number },
): number {
  return orders
    .flatMap(({ items }) => items)
    .filter((item) => ('skuId' in of ? item.skuId === of.skuId : item.productId === of.productId))
    .reduce((sum, { quantity }) => sum + quantity, 0)
}
