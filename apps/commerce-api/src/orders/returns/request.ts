import type { Order, OrderItem, RequestReturn, Return, ReturnPath } from '@munova/commerce-contract'
import { cte, emitEvent, violatesCheck, retryOnConnectionLoss, type Sql } from '@munova/database'
import { ReturnRequested } from '@munova/event-contract'
import type { Problem } from '@munova/service'
import { available } from '../../catalogue/stock/available.ts'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import type { Context } from '../../context.ts'
import { faultPoint } from '../../fault-points.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { requireRefundAccount } from '../../payments/refund/account.ts'
import { sealAccount } from '../../payments/refund/account-cipher.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { findItem, partOf } from '../change/item-parts.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { splitItems } from '../change/split-items.ts'
import { readOwnOrder, type CurrentOrder } from '../read/read.ts'
import { returnDeadline } from './deadline.ts'
import { returnOf } from './return-event.ts'

export interface Requesting {
  memberId: number
  orderId: number
  idempotency: IdempotencyContext
}

/**
 * The buyer wants to return pairs, or to exchange them for others, which are allocated from now on. Throws
 * ORDER_NOT_FOUND, ITEM_NOT_FOUND, ORDER_REFUNDED, NOT_DELIVERED, RETURN_OPEN, RETURN_TOO_LATE, REFUND_ACCOUNT_NEEDED, SKU_NOT_FOUND,
 * OUT_OF_STOCK, ORDER_CHANGED.
 */
export async function requestReturn(
  context: Context,
  requesting: Requesting,
  input: RequestReturn,
): Promise<Return> {
  const { memberId, orderId, idempotency } = requesting
  if (!idempotency.isCommitted) {
    await changeOrder(
      () => readOwnOrder(context.sql, memberId, orderId),
      (current) => request(context, current, { ...requesting, ...input }),
    )
    faultPoint('return.requested')
    context.outbox.wake()
  }
  const { order } = await readOwnOrder(context.sql, memberId, orderId)
  // The pairs that are returned keep the id of the item.
  return findReturn(order, ({ itemId }) => itemId === input.itemId)
}

/** A return of the member's own order. Throws ORDER_NOT_FOUND, RETURN_NOT_FOUND. */
export async function readOwnReturn(
  sql: Sql,
  memberId: number,
  { id, returnId }: ReturnPath,
): Promise<Return> {
  const { order } = await readOwnOrder(sql, memberId, id)
  return findReturn(order, (known) => known.id === returnId)
}

/** The newest of them. */
function findReturn({ returns }: Order, isWanted: (request: Return) => boolean): Return {
  const found = returns.findLast(isWanted)
  if (!found) throw problem('RETURN_NOT_FOUND')
  return found
}

async function request(
  context: Context,
  current: CurrentOrder,
  {
    itemId,
    quantity,
    reason,
    note,
    knownSince,
    exchangeSkuId,
    refundAccount,
    idempotency,
  }: Requesting & RequestReturn,
): Promise<true | undefined> {
  const { sql } = context
  const { order } = current
  const item = findItem(order.items, itemId)
  if (order.payment?.status === 'CANCELED') throw problem('ORDER_REFUNDED')
  requireReturnable(context, item, { reason, knownSince })
  const part = partOf(item, quantity)
  const isExchange = exchangeSkuId !== undefined
  if (isExchange) await requireSameProduct(sql, item, exchangeSkuId)
  // The shipping fee may be refunded with it.
  else requireRefundAccount(order.payment, part.amount + order.shippingFee, refundAccount)

  const sealed = refundAccount ? sealAccount(context.config.REFUND_ACCOUNT_KEYS, refundAccount) : null
  const changed = reviseOrder(sql, current, { status: 'PAID' })
  const split = splitItems(sql, changed, [part], isExchange ? 'EXCHANGE_REQUESTED' : 'RETURN_REQUESTED')
  const stored = cte<{ id: number }>(
    sql,
    'request',
    sql`
      insert into returns (order_id, item_id, seller_id, kind, reason, note, exchange_sku_id, sealed_account, answer_by,
        known_since, product_id)
      select order_id, id, seller_id, ${isExchange ? 'EXCHANGE' : 'RETURN'}, ${reason}, ${note},
        ${exchangeSkuId ?? null}, ${sealed}, now() + ${context.config.RETURN_ANSWER_DAYS} * interval '1 day',
        ${knownSince ?? null}, product_id
      from ${split.items.name}
      returning id`,
  )
  const event = emitEvent(sql, ReturnRequested, {
    key: `order:${order.id}`,
    data: {
      returnId: sql`id`,
      ...returnOf(current, item),
      kind: isExchange ? 'EXCHANGE' : 'RETURN',
      quantity: part.quantity,
    },
    from: stored,
  })
  const exchanged = cte<Pairs>(
    sql,
    'exchanged',
    sql`select ${exchangeSkuId ?? null}::bigint as sku_id, quantity from ${split.items.name} where ${isExchange}`,
  )
  const requested = await sql`
    with ${changed.definition}, ${split.definitions}, ${stored.definition}, event as (${event}), ${exchanged.definition},
    ${moveStock(sql, { pairs: exchanged, by: { allocated: 1 }, after: changed })},
    committed as (${idempotency.markCommitted(sql, changed)})
    select id from ${changed.name}`.catch(async (error: unknown) => {
    throw violatesCheck(error, 'skus_committed') ? await outOfStock(sql, exchangeSkuId) : error
  })
  return requested.length > 0 || undefined
}

function requireReturnable(
  { config }: Context,
  item: OrderItem,
  cause: Pick<RequestReturn, 'reason' | 'knownSince'>,
): void {
  const { status, deliveredAt } = item
  const isExtended = Date.parse(item.extendedUntil ?? '') > Date.now()
  if (status === 'RETURN_REQUESTED' || status === 'EXCHANGE_REQUESTED') throw problem('RETURN_OPEN')
  // A confirmed purchase too: confirming does not end the right to withdraw.
  const isKept = status === 'DELIVERED' || status === 'CONFIRMED'
  if (!isKept || deliveredAt === null)
    throw problem('NOT_DELIVERED', { detail: 'status', itemId: item.id, status })
  const deadline = returnDeadline(new Date(deliveredAt), cause, config)
  if (Date.now() > deadline.getTime() && !isExtended) {
    throw problem('RETURN_TOO_LATE', { detail: 'deadline', deadline })
  }
}

async function requireSameProduct(sql: Sql, { productId }: OrderItem, skuId: number): Promise<void> {
  const [sku] = await retryOnConnectionLoss(
    () => sql`select id from skus where id = ${skuId} and product_id = ${productId}`,
  )
  if (!sku) throw problem('SKU_NOT_FOUND')
}

async function outOfStock(sql: Sql, skuId = 0): Promise<Problem> {
  const [sku] = await retryOnConnectionLoss(
    () => sql<[{ available: number }?]>`select ${available(sql)} as available from skus where id = ${skuId}`,
  )
  return problem('OUT_OF_STOCK', { detail: 'available', skuId, available: sku?.available ?? 0 })
}
