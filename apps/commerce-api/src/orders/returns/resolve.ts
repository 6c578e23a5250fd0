import type { AcceptReturn, OrderItem, RefundAccount, RejectReturn, Return } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Cte, type Fragment, type Sql } from '@munova/database'
import type { Actor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import { faultPoint } from '../../fault-points.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { refundAccount } from '../../payments/refund/account.ts'
import { processRefunds } from '../../payments/refund/process.ts'
import { requestRefund } from '../../payments/refund/request.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { findItem } from '../change/item-parts.ts'
import { returnRefund } from '../change/refund-amounts.ts'
import { readSoldOrder, type CurrentOrder } from '../read/read.ts'

export interface Resolving {
  sellerId: number
  /** The same seller, for the audit log. */
  actor: Actor
  returnId: number
  idempotency: IdempotencyContext
}

/** What the resolution of a return needs and no response shows. */
interface ReturnSecrets {
  orderId: number
  account: RefundAccount | null
}

/** In whose name, and for which request. */
type Act = Pick<Resolving, 'actor' | 'idempotency'>

/** A return that is REQUESTED, and the item that it is about. */
interface OpenReturn {
  request: Return
  item: OrderItem
}

/**
 * The goods are back: a refund of what was paid for them is requested, or the pairs allocated for the exchange are to be
 * shipped. Throws RETURN_NOT_FOUND, RETURN_RESOLVED, ORDER_CHANGED.
 */
export async function acceptReturn(
  context: PaymentsContext,
  resolving: Resolving,
  input: AcceptReturn,
): Promise<void> {
  const { idempotency, actor } = resolving
  const { orderId } = await resolve(context, resolving, (current, open, { account }) =>
    accept(context, current, { ...open, ...input, account, idempotency, actor }),
  )
  if (!idempotency.isCommitted) faultPoint('return.accepted')
  await processRefunds(context, orderId)
}

/** The buyer keeps the goods; pairs allocated for an exchange are available again. Throws as acceptReturn(). */
export async function rejectReturn(
  context: PaymentsContext,
  resolving: Resolving,
  input: RejectReturn,
): Promise<void> {
  const { idempotency, actor } = resolving
  await resolve(context, resolving, (current, open) =>
    reject(context, current, { ...open, ...input, idempotency, actor }),
  )
}

async function resolve(
  context: PaymentsContext,
  { sellerId, returnId, idempotency }: Resolving,
  change: (current: CurrentOrder, open: OpenReturn, secrets: ReturnSecrets) => Promise<true | undefined>,
): Promise<ReturnSecrets> {
  const { sql } = context
  const secrets = await readSecrets(sql, sellerId, returnId)
  if (idempotency.isCommitted) return secrets
  await changeOrder(
    () => readSoldOrder(sql, sellerId, secrets.orderId),
    (current) => {
      const request = current.order.returns.find(({ id }) => id === returnId)
      if (!request) throw problem('RETURN_NOT_FOUND')
      if (request.status !== 'REQUESTED') throw problem('RETURN_RESOLVED')
      const item = findItem(current.order.items, request.itemId)
      return change(current, { request, item }, secrets)
    },
  )
  context.outbox.wake()
  return secrets
}

async function readSecrets(sql: Sql, sellerId: number, returnId: number): Promise<ReturnSecrets> {
  const [row] = await retryOnConnectionLoss(
    () => sql<ReturnSecrets[]>`
      select order_id as "orderId", ${refundAccount(sql, 'returns')} as account
      from returns where id = ${returnId} and seller_id = ${sellerId}`,
  )
  if (!row) throw problem('RETURN_NOT_FOUND')
  return row
}

async function accept(
  { sql, config }: PaymentsContext,
  current: CurrentOrder,
  {
    request,
    item,
    account,
    restock,
    answer,
    idempotency,
    actor,
  }: OpenReturn & AcceptReturn & Pick<ReturnSecrets, 'account'> & Act,
): Promise<true | undefined> {
  const isExchange = request.kind === 'EXCHANGE'
  const back = isExchange ? { amount: 0, fee: 0 } : returnRefund(current.order, item, request.reason)
  const { definitions, order, items } = resolution(sql, current, request, {
    actor,
    status: 'ACCEPTED',
    answer,
    itemStatus: isExchange ? 'EXCHANGED' : 'RETURNED',
    fee: back.fee,
  })
  const refund = requestRefund(sql, order, {
    amount: back.amount,
    cause: 'RETURN',
    reason: request.reason,
    account: account ?? undefined,
    checkAfterMs: config.RECONCILE_AFTER_MS,
  })
  const restocked = cte<Pairs>(
    sql,
    'restocked',
    sql`select sku_id, quantity from ${items.name} where ${restock}`,
  )
  const accepted = await sql`
    with ${definitions}, replacement as (
      insert into order_items (order_id, line_id, sku_id, product_id, seller_id, product_name, color_name, size_mm,
        image_url, unit_price, list_price, quantity, discount, status, replaces)
      select item.order_id, coalesce(item.line_id, item.id), skus.id, item.product_id, item.seller_id,
        item.product_name, product_colors.name, skus.size_mm, item.image_url, item.unit_price, item.list_price, item.quantity,
        item.discount, 'PAID', item.id
      from ${items.name} as item join skus on skus.id = ${request.exchangeSkuId}
        join product_colors on product_colors.id = color_id
    ), ${refund.definitions}, ${restocked.definition},
    ${moveStock(sql, { pairs: restocked, by: { stock: 1 }, after: refund.payment })},
    committed as (${idempotency.markCommitted(sql, order)})
    select id from ${order.name}`
  return accepted.length > 0 || undefined
}

async function reject(
  { sql }: PaymentsContext,
  current: CurrentOrder,
  { request, answer, idempotency, actor }: OpenReturn & RejectReturn & Act,
): Promise<true | undefined> {
  const { definitions, order, items } = resolution(sql, current, request, {
    actor,
    status: 'REJECTED',
    answer,
    itemStatus: 'DELIVERED',
    fee: 0,
  })
  const freed = cte<Pairs>(
    sql,
    'freed',
    sql`
      select ${request.exchangeSkuId}::bigint as sku_id, quantity from ${items.name}
      where ${request.kind === 'EXCHANGE'}`,
  )
  const rejected = await sql`
    with ${definitions}, ${freed.definition},
    ${moveStock(sql, { pairs: freed, by: { allocated: -1 }, after: order })},
    committed as (${idempotency.markCommitted(sql, order)})
    select id from ${order.name}`
  return rejected.length > 0 || undefined
}

/** CTEs of a statement: `order` if it is at the revision that was read, its return resolved, and the returned item. */
interface Resolution {
  definitions: Fragment
  order: Cte<{ id: number; payment_id: number | null }>
  items: Cte<Pairs & { id: number; order_id: number; line_id: number | null }>
}

function resolution(
  sql: Sql,
  { order, revision }: CurrentOrder,
  request: Return,
  {
    actor,
    ...to
  }: {
    actor: Actor
    status: 'ACCEPTED' | 'REJECTED'
    answer: string
    itemStatus: OrderItem['status']
    /** Deducted from the refund. */
    fee: number
  },
): Resolution {
  const changed: Resolution['order'] = cte(
    sql,
    'changed',
    sql`update orders set revision = revision + 1 where id = ${order.id} and revision = ${revision} returning *`,
  )
  const resolved = cte<{ item_id: number }>(
    sql,
    'resolved',
    sql`
      update returns set status = ${to.status}, answer = ${to.answer}, fee = ${to.fee}, resolved_at = now()
      from ${changed.name} as changed where returns.id = ${request.id} and order_id = changed.id
      returning returns.item_id`,
  )
  const items: Resolution['items'] = cte(
    sql,
    'item',
    sql`
      update order_items set status = ${to.itemStatus}
      from ${resolved.name} as resolved where order_items.id = resolved.item_id
      returning order_items.*`,
  )
  const entry = auditEntry(sql, actor, {
    action: to.status === 'ACCEPTED' ? 'return.accept' : 'return.reject',
    thing: 'return',
    thingId: sql`${request.id}::bigint`,
    from: changed,
  })
  return {
    definitions: sql`
      ${changed.definition}, ${resolved.definition}, ${items.definition}, audit as (${entry})`,
    order: changed,
    items,
  }
}
