import type { Order, RefundAccount } from '@munova/commerce-contract'
import { giveCouponsBack } from '../../promotions/coupons/of-order.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { requestRefund } from '../../payments/refund/request.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { moveStock } from '../../catalogue/stock/move.ts'
import { orderEvent } from '../../outbox/order-event.ts'
import { sumOf, type Part } from '../change/parts.ts'
import type { CurrentOrder } from '../read/read.ts'
import { splitItems } from '../change/split.ts'

export interface PaidCancellation {
  parts: Part[]
  reason: string
  refundAccount?: RefundAccount | undefined
  idempotency: IdempotencyContext
}

/**
 * Takes parts out of a paid order: stock can be sold again, and their money is owed. When nothing is left the order is
 * CANCELLED, and its coupon comes back. Undefined when the order is not what it was.
 */
export async function cancelPaid(
  { sql, config }: Context,
  { order, revision }: CurrentOrder,
  { parts, reason, refundAccount, idempotency }: PaidCancellation,
): Promise<true | undefined> {
  if (parts.length === 0) throw problem('NOT_CANCELLABLE')
  const refund = sumOf(parts)
  requireAccount(order, refund, refundAccount)
  const goneSellerIds = goneSellersOf(order, parts)
  const isWhole = order.items.every(({ sellerId }) => goneSellerIds.includes(sellerId))
  const done = await sql`
    with changed as (
      update orders set status = ${isWhole ? 'CANCELLED' : 'PAID'}, revision = revision + 1
      where id = ${order.id} and revision = ${revision} and status = 'PAID'
      returning *
    ), ${splitItems(sql, parts, 'CANCELLED')},
    coupon as (${giveCouponsBack(sql, isWhole ? sql`select id from changed` : sql`select null::bigint`)}),
    ${requestRefund(sql, { amount: refund, cause: 'CANCEL', reason, account: refundAccount, checkAfterMs: config.RECONCILE_AFTER_MS })},
    ${moveStock(sql, {
      pairs: sql`select sku_id, quantity from item`,
      by: { allocated: -1 },
      after: sql`select from requesting`,
    })},
    event as (${orderEvent(sql, 'order.cancelled', {
      more: sql`jsonb_build_object('refund', ${refund}::bigint, 'reason', 'BUYER', 'itemIds',
        (select jsonb_agg(item.id order by item.id) from item), 'goneSellerIds', ${JSON.stringify(goneSellerIds)}::text::jsonb)`,
    })}),
    committed as (${idempotency.markCommitted(sql)})
    select id from changed`
  return done.length > 0 || undefined
}

/** Of whom nothing else of the order is left: what is cancelled already does not count. */
function goneSellersOf({ items }: Order, parts: readonly Part[]): number[] {
  const taken = new Map(parts.map(({ item, quantity }) => [item.id, quantity]))
  const left = items.filter(
    ({ id, status, quantity }) => status !== 'CANCELLED' && taken.get(id) !== quantity,
  )
  const remaining = new Set(left.map(({ sellerId }) => sellerId))
  return [...new Set(items.map(({ sellerId }) => sellerId))].filter((id) => !remaining.has(id))
}

/** A deposit came from somewhere that the gateway does not know. */
export function requireAccount({ payment }: Order, refund: number, account: RefundAccount | undefined): void {
  if (refund > 0 && payment?.method === '가상계좌' && !account) throw problem('REFUND_ACCOUNT_NEEDED')
}
