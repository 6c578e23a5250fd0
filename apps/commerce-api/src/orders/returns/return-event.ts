import type { OrderItem } from '@munova/commerce-contract'
import type { CurrentOrder } from '../read/read.ts'

/** What every event of a return says of its order and item. */
export function returnOf({ order, memberId }: CurrentOrder, { sellerId, productName }: OrderItem) {
  return { orderId: order.id, number: order.number, memberId, sellerId, productName }
}
