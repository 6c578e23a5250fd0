import type { ItemStatus, RefundItems } from '@munova/commerce-contract'
import { cte } from '@munova/database'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { requestRefund } from '../../payments/refund/request.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { findItem, partOf } from '../change/item-parts.ts'
import { refundWithoutReturn } from '../change/refund-amounts.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { splitItems } from '../change/split-items.ts'
import { itemsOf, readOrderOf } from '../read/party.ts'
import type { CurrentOrder } from '../read/read.ts'
import type { Cancelling } from './cancel.ts'
import { tellOfParts } from './cancelled-parts.ts'
import { processNewestRefund } from './process-refund.ts'

const refundable: ReadonlySet<ItemStatus> = new Set<ItemStatus>(['SHIPPED', 'DELIVERED', 'CONFIRMED'])

/**
 * Refunds pairs that were shipped, without a return: a parcel that was lost, or goods that the buyer may keep. A seller only
 * own ones. Throws ORDER_NOT_FOUND, ITEM_NOT_FOUND, RETURN_OPEN, NOT_REFUNDABLE, ORDER_CHANGED.
 */
export async function refundItems(
  context: PaymentsContext,
  refunding: Cancelling,
  input: RefundItems,
): Promise<void> {
  const { party, orderId, idempotency } = refunding
  if (!idempotency.isCommitted) {
    await changeOrder(
      () => readOrderOf(context.sql, party, orderId),
      (current) => refund(context, current, { ...refunding, ...input }),
    )
    context.outbox.wake()
  }
  await processNewestRefund(context, orderId)
}

async function refund(
  { sql, config }: PaymentsContext,
  current: CurrentOrder,
  { party, items, reason, restock, idempotency }: Cancelling & RefundItems,
): Promise<true | undefined> {
  const { order } = current
  const known = itemsOf(order, party)
  const parts = items.map(({ itemId, quantity }) => {
    const item = findItem(known, itemId)
    const { status } = item
    if (status === 'RETURN_REQUESTED' || status === 'EXCHANGE_REQUESTED') throw problem('RETURN_OPEN')
    if (!refundable.has(status)) throw problem('NOT_REFUNDABLE', { detail: 'status', itemId, status })
    return partOf(item, quantity)
  })
  const amount = refundWithoutReturn(order, parts)
  const changed = reviseOrder(sql, current)
  const refunded = splitItems(sql, changed, parts, 'REFUNDED')
  const requested = requestRefund(sql, changed, {
    amount,
    cause: 'CANCEL',
    reason,
    account: undefined,
    config,
  })
  const restocked = cte<Pairs>(
    sql,
    'restocked',
    sql`select sku_id, quantity from ${refunded.items.name} where ${restock}`,
  )
  const { event, audit } = tellOfParts(sql, changed, refunded.items, {
    party,
    action: 'order.refund',
    refund: requested.requested,
    goneSellerIds: [],
  })
  const done = await sql`
    with ${changed.definition}, ${refunded.definitions}, ${requested.definitions}, ${restocked.definition},
    ${moveStock(sql, { pairs: restocked, by: { stock: 1 }, after: requested.payment })},
    event as (${event}), committed as (${idempotency.markCommitted(sql, changed)}) ${audit}
    select id from ${changed.name}`
  return done.length > 0 || undefined
}
