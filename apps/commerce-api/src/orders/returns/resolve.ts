import type { AcceptReturn, OrderItem, RefundAccount, RejectReturn, Return } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { changeOrder } from '../change/change.ts'
import { findItem } from '../change/parts.ts'
import { readSoldOrder, type CurrentOrder } from '../read/read.ts'
import { requestRefund } from '../../payments/refund/request.ts'
import { processRefunds } from '../../payments/refund/process.ts'
import { faultPoint } from '../../fault-points.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { moveStock } from '../../catalogue/stock/move.ts'

export interface Resolving {
  sellerId: number
  returnId: number
  idempotency: IdempotencyContext
}

/** A return with what only its resolution needs. */
interface Asked {
  orderId: number
  account: RefundAccount | null
}

/**
 * The goods are back: what was paid for them is owed, or the pairs held for the exchange are to be shipped. Throws
 * RETURN_NOT_FOUND, RETURN_RESOLVED, ORDER_CHANGED.
 */
export async function acceptReturn(
  context: Context,
  resolving: Resolving,
  input: AcceptReturn,
): Promise<void> {
  const asked = await resolve(context, resolving, (current, found) =>
    accept(context, current, { ...found, ...input }),
  )
  if (!resolving.idempotency.isCommitted) faultPoint('return.accepted')
  await processRefunds(context, asked.orderId)
}

/** The buyer keeps the goods; what was held for an exchange can be sold. Throws as acceptReturn(). */
export async function rejectReturn(
  context: Context,
  resolving: Resolving,
  input: RejectReturn,
): Promise<void> {
  await resolve(context, resolving, (current, found) => reject(context, current, { ...found, ...input }))
}

interface Found extends Asked {
  asked: Return
  item: OrderItem
  idempotency: IdempotencyContext
}

async function resolve(
  context: Context,
  { sellerId, returnId, idempotency }: Resolving,
  change: (current: CurrentOrder, found: Found) => Promise<true | undefined>,
): Promise<Asked> {
  const { sql } = context
  const row = await readAsked(sql, sellerId, returnId)
  if (idempotency.isCommitted) return row
  await changeOrder(
    () => readSoldOrder(sql, sellerId, row.orderId),
    (current) => {
      const asked = current.order.returns.find(({ id }) => id === returnId)
      if (!asked) throw problem('RETURN_NOT_FOUND')
      if (asked.status !== 'REQUESTED') throw problem('RETURN_RESOLVED')
      return change(current, {
        ...row,
        asked,
        item: findItem(current.order.items, asked.itemId),
        idempotency,
      })
    },
  )
  context.outbox.wake()
  return row
}

async function readAsked(sql: Sql, sellerId: number, returnId: number): Promise<Asked> {
  const [row] = await retryOnConnectionLoss(
    () => sql<Asked[]>`
      select order_id as "orderId", case when bank is not null then json_build_object(
        'bank', bank, 'accountNumber', account_number, 'holderName', holder_name) end as account
      from returns where id = ${returnId} and seller_id = ${sellerId}`,
  )
  if (!row) throw problem('RETURN_NOT_FOUND')
  return row
}

async function accept(
  { sql, config }: Context,
  current: CurrentOrder,
  { asked, item, account, restock, answer, idempotency }: Found & AcceptReturn,
): Promise<true | undefined> {
  const isExchange = asked.kind === 'EXCHANGE'
  const accepted = await sql`
    with ${resolution(sql, current, { asked, status: 'ACCEPTED', answer })},
    item as (
      update order_items set status = ${isExchange ? 'EXCHANGED' : 'RETURNED'}
      from resolved where order_items.id = resolved.item_id
      returning order_items.*
    ), replacement as (
      insert into order_items (order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url,
        unit_price, quantity, discount, status, replaces)
      select item.order_id, skus.id, item.product_id, item.seller_id, item.product_name, product_colors.name,
        skus.size_mm, item.image_url, item.unit_price, item.quantity, item.discount, 'PAID', item.id
      from item join skus on skus.id = ${asked.exchangeSkuId} join product_colors on product_colors.id = color_id
    ),
    ${requestRefund(sql, {
      amount: isExchange ? 0 : item.amount,
      cause: 'RETURN',
      reason: asked.reason,
      account: account ?? undefined,
      checkAfterMs: config.RECONCILE_AFTER_MS,
    })},
    ${moveStock(sql, {
      pairs: sql`select sku_id, quantity from item where ${restock}`,
      by: { stock: 1 },
      after: sql`select from requesting`,
    })},
    committed as (${idempotency.markCommitted(sql)})
    select id from changed`
  return accepted.length > 0 || undefined
}

async function reject(
  { sql }: Context,
  current: CurrentOrder,
  { asked, answer, idempotency }: Found & RejectReturn,
): Promise<true | undefined> {
  const rejected = await sql`
    with ${resolution(sql, current, { asked, status: 'REJECTED', answer })},
    item as (
      update order_items set status = 'DELIVERED'
      from resolved where order_items.id = resolved.item_id
      returning order_items.*
    ), ${moveStock(sql, {
      pairs: sql`select ${asked.exchangeSkuId}::bigint as sku_id, quantity from item where ${asked.kind === 'EXCHANGE'}`,
      by: { allocated: -1 },
      after: sql`select from changed`,
    })},
    committed as (${idempotency.markCommitted(sql)})
    select id from changed`
  return rejected.length > 0 || undefined
}

/** CTEs `changed`, the order if it is at the revision that was read, and `resolved`, its return. */
function resolution(
  sql: Sql,
  { order, revision }: CurrentOrder,
  { asked, status, answer }: { asked: Return; status: Return['status']; answer: string },
) {
  return sql`
    changed as (
      update orders set revision = revision + 1 where id = ${order.id} and revision = ${revision} returning *
    ), resolved as (
      update returns set status = ${status}, answer = ${answer}, resolved_at = now()
      from changed where returns.id = ${asked.id} and order_id = changed.id
      returning returns.item_id
    )`
}
