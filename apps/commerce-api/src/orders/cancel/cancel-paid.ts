import type { Order, OrderItem, RefundAccount } from '@munova/commerce-contract'
import type { Fragment } from '@munova/database'
import { moveStock } from '../../catalogue/stock/move.ts'
import type { Context } from '../../context.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { requireRefundAccount } from '../../payments/refund/account.ts'
import { requestRefund } from '../../payments/refund/request.ts'
import { problem } from '../../problems.ts'
import { releaseCoupons } from '../../promotions/coupons/order-coupons.ts'
import type { Part } from '../change/item-parts.ts'
import { cancellationRefund } from '../change/refund-amounts.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { splitItems } from '../change/split-items.ts'
import type { Party } from '../read/party.ts'
import type { CurrentOrder } from '../read/read.ts'
import { tellOfParts } from './cancelled-parts.ts'

export interface PaidCancellation {
  party: Party
  parts: Part[]
  reason: string
  /** False: the pairs are no longer on hand. */
  restock?: boolean
  refundAccount?: RefundAccount | undefined
  idempotency: IdempotencyContext
}

/**
 * Takes parts out of a paid order: their stock is available again unless it cannot be sold, and their refund is
 * requested. When nothing is left the order is CANCELLED, and its coupon is released. Undefined after a version conflict.
 */
export async function cancelPaid(
  { sql, config }: Context,
  current: CurrentOrder,
  { party, parts, reason, restock = true, refundAccount, idempotency }: PaidCancellation,
): Promise<true | undefined> {
  const { order } = current
  if (parts.length === 0) throw problem('NOT_CANCELLABLE')
  const goneSellerIds = goneSellersOf(order, parts)
  const amount = cancellationRefund(order, parts, goneSellerIds)
  // Nobody else knows the buyer's account: their refund of a deposit stays pending until the buyer names it.
  if (party.role === 'BUYER') requireRefundAccount(order.payment, amount, refundAccount)
  const isWhole = itemsLeft(order, parts).length === 0

  const changed = reviseOrder(sql, current, {
    set: sql`status = ${isWhole ? 'CANCELLED' : 'PAID'}`,
    status: 'PAID',
  })
  const cancelled = splitItems(sql, changed, parts, 'CANCELLED')
  const coupon: Fragment = isWhole ? sql`select id from ${changed.name}` : sql`select null::bigint`
  const refund = requestRefund(sql, changed, {
    amount,
    cause: 'CANCEL',
    reason,
    account: refundAccount,
    config,
  })
  const { event, audit } = tellOfParts(sql, changed, cancelled.items, {
    party,
    action: 'order.cancel',
    refund: refund.requested,
    goneSellerIds,
  })
  const by = restock ? ({ allocated: -1 } as const) : ({ stock: -1, allocated: -1 } as const)
  const done = await sql`
    with ${changed.definition}, ${cancelled.definitions}, coupon as (${releaseCoupons(sql, coupon)}),
    ${refund.definitions},
    ${moveStock(sql, { pairs: cancelled.items, by, after: refund.payment })},
    event as (${event}), committed as (${idempotency.markCommitted(sql, changed)}) ${audit}
    select id from ${changed.name}`
  return done.length > 0 || undefined
}

/**
 * Sellers who have nothing left in the order without these parts. Items that were cancelled before do not count, nor those
 * whose parcel was lost: the buyer has nothing of them.
 */
export function goneSellersOf(order: Order, parts: readonly Part[]): number[] {
  const left = itemsLeft(order, parts).filter(({ status }) => status !== 'REFUNDED')
  const remaining = new Set(left.map(({ sellerId }) => sellerId))
  return [...new Set(order.items.map(({ sellerId }) => sellerId))].filter((id) => !remaining.has(id))
}

/** The items that are not cancelled once these parts are. */
export function itemsLeft({ items }: Order, parts: readonly Part[]): OrderItem[] {
  const taken = new Map(parts.map(({ item, quantity }) => [item.id, quantity]))
  return items.filter(({ id, status, quantity }) => status !== 'CANCELLED' && taken.get(id) !== quantity)
}
