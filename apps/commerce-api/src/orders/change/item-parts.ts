import type { OrderItem } from '@munova/commerce-contract'
import { prorate } from '../../promotions/coupons/discount.ts'
import { problem } from '../../problems.ts'

/** Some pairs of an item, with their share of its discount. The other pairs have the rest of it. */
export interface Part {
  item: OrderItem
  quantity: number
  discount: number
  /** What was paid for these pairs. */
  amount: number
}

/** A part of an item; all of it without `quantity`. Throws ITEM_NOT_FOUND when the item has fewer pairs. */
export function partOf(item: OrderItem, quantity = item.quantity): Part {
  if (quantity > item.quantity)
    throw problem('ITEM_NOT_FOUND', { detail: 'pairs', itemId: item.id, pairs: item.quantity })
  const rest = item.quantity - quantity
  const [discount = 0] = prorate(item.discount, [item.unitPrice * quantity, item.unitPrice * rest])
  return { item, quantity, discount, amount: item.unitPrice * quantity - discount }
}

export function findItem(items: readonly OrderItem[], id: number): OrderItem {
  const item = items.find((each) => each.id === id)
  if (!item) throw problem('ITEM_NOT_FOUND')
  return item
}

export function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0)
}
