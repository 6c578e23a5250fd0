import type { ItemStatus, RefundItems } from '@munova/commerce-contract'
import { cte, emitEvent } from '@munova/database'
import { OrderCancelled } from '@munova/event-contract'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import { linesWith, ofOrders, orderState, type OrderColumns } from '../../outbox/order-events.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { processRefunds } from '../../payments/refund/process.ts'
import { requestRefund } from '../../payments/refund/request.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { findItem, partOf } from '../change/item-parts.ts'
import { refundWithoutReturn } from '../change/refund-amounts.ts'
import { splitItems } from '../change/split-items.ts'
import { auditOf, itemsOf, readOrderOf } from '../read/party.ts'
import type { CurrentOrder } from '../read/read.ts'
import type { Cancelling } from './cancel.ts'

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
  await processRefunds(context, orderId)
}

async function refund(
  { sql, config }: PaymentsContext,
  { order, revision }: CurrentOrder,
  { party, items, reason, restock, refundAccount, idempotency }: Cancelling & RefundItems,
): Promise<true | undefined> {
  const known = itemsOf(order, party)
  const parts = items.map(({ itemId, quantity }) => {
    const item = findItem(known, itemId)
    const { status } = item
    if (status === 'RETURN_REQUESTED' || status === 'EXCHANGE_REQUESTED') throw problem('RETURN_OPEN')
    if (!refundable.has(status)) throw problem('NOT_REFUNDABLE', { detail: 'status', itemId, status })
    return partOf(item, quantity)
  })
  const amount = refundWithoutReturn(order, parts)
  const changed = cte<OrderColumns & { payment_id: number | null }>(
    sql,
    'changed',
    sql`update orders set revision = revision + 1 where id = ${order.id} and revision = ${revision} returning *`,
  )
  const refunded = splitItems(sql, changed, parts, 'REFUNDED')
  const requested = requestRefund(sql, changed, {
    amount,
    cause: 'CANCEL',
    reason,
    account: refundAccount,
    checkAfterMs: config.RECONCILE_AFTER_MS,
  })
  const restocked = cte<Pairs>(
    sql,
    'restocked',
    sql`select sku_id, quantity from ${refunded.items.name} where ${restock}`,
  )
  const event = emitEvent(sql, OrderCancelled, {
    ...ofOrders(sql, changed),
    data: {
      ...orderState(sql, changed),
      refund: amount,
      reason: party.role,
      itemIds: linesWith(sql, refunded.items, changed),
      goneSellerIds: [],
    },
  })
  const audit = auditOf(sql, party, {
    action: 'order.refund',
    thing: 'order',
    thingId: sql`id`,
    details: sql`jsonb_build_object('pairs', (select sum(quantity) from ${refunded.items.name}), 'refund', ${amount}::bigint)`,
    from: changed,
  })
  const done = await sql`
    with ${changed.definition}, ${refunded.definitions}, ${requested.definitions}, ${restocked.definition},
    ${moveStock(sql, { pairs: restocked, by: { stock: 1 }, after: requested.payment })},
    event as (${event}), committed as (${idempotency.markCommitted(sql, changed)}) ${audit}
    select id from ${changed.name}`
  return done.length > 0 || undefined
}
