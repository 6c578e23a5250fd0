import type { AcceptReturn, OrderItem, RejectReturn, Return } from '@munova/commerce-contract'
import { cte, emitEvent, retryOnConnectionLoss, type Cte, type Fragment, type Sql } from '@munova/database'
import { ReturnResolved } from '@munova/event-contract'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import { faultPoint } from '../../fault-points.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { withoutAccount } from '../../payments/refund/account.ts'
import { requestRefund } from '../../payments/refund/request.ts'
import { problem } from '../../problems.ts'
import { processNewestRefund } from '../cancel/process-refund.ts'
import { changeOrder } from '../change/change-order.ts'
import { findItem } from '../change/item-parts.ts'
import { returnRefund } from '../change/refund-amounts.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { auditOf, ofSeller, readOrderOf, type Party } from '../read/party.ts'
import type { CurrentOrder } from '../read/read.ts'
import { returnOf } from './return-event.ts'

export interface Resolving {
  party: Party
  returnId: number
  /** Undefined for the clock, which does not repeat a request. */
  idempotency?: IdempotencyContext | undefined
}

/** In whose name, and for which request. */
type Act = Pick<Resolving, 'party' | 'idempotency'>

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
  const orderId = await resolve(context, resolving, (current, open) =>
    accept(context, current, { ...open, ...input, ...resolving }),
  )
  if (!resolving.idempotency?.isCommitted) faultPoint('return.accepted')
  await processNewestRefund(context, orderId)
}

/** The buyer keeps the goods; pairs allocated for an exchange are available again. Throws as acceptReturn(). */
export async function rejectReturn(
  context: PaymentsContext,
  resolving: Resolving,
  input: RejectReturn,
): Promise<void> {
  await resolve(context, resolving, (current, open) =>
    reject(context, current, { ...open, ...input, ...resolving }),
  )
}

async function resolve(
  context: PaymentsContext,
  { party, returnId, idempotency }: Resolving,
  change: (current: CurrentOrder, open: OpenReturn) => Promise<true | undefined>,
): Promise<number> {
  const { sql } = context
  const orderId = await orderOf(sql, party, returnId)
  if (idempotency?.isCommitted) return orderId
  await changeOrder(
    () => readOrderOf(sql, party, orderId),
    (current) => {
      const request = current.order.returns.find(({ id }) => id === returnId)
      if (!request) throw problem('RETURN_NOT_FOUND')
      // The clock found it due; meanwhile it was answered, or its deadline extended.
      const isExtended = party.role === 'CLOCK' && Date.parse(request.answerBy) > Date.now()
      if (request.status === 'CLOSED') throw problem('RETURN_RESOLVED', { detail: 'refunded' })
      if (request.status !== 'REQUESTED' || isExtended) throw problem('RETURN_RESOLVED')
      const item = findItem(current.order.items, request.itemId)
      return change(current, { request, item })
    },
  )
  context.outbox.wake()
  return orderId
}

async function orderOf(sql: Sql, party: Party, returnId: number): Promise<number> {
  const [row] = await retryOnConnectionLoss(
    () => sql<{ orderId: number }[]>`
      select order_id as "orderId" from returns where id = ${returnId} and ${ofSeller(sql, party)}`,
  )
  if (!row) throw problem('RETURN_NOT_FOUND')
  return row.orderId
}

async function accept(
  { sql, config }: PaymentsContext,
  current: CurrentOrder,
  { request, item, restock, answer, idempotency, party }: OpenReturn & AcceptReturn & Act,
): Promise<true | undefined> {
  const isExchange = request.kind === 'EXCHANGE'
  const back = isExchange ? { amount: 0, fee: 0 } : returnRefund(current.order, item, request.reason)
  const { definitions, last, order, items } = resolution(
    sql,
    current,
    { request, item },
    {
      party,
      idempotency,
      status: 'ACCEPTED',
      answer,
      itemStatus: isExchange ? 'EXCHANGED' : 'RETURNED',
      fee: back.fee,
    },
  )
  const refund = requestRefund(sql, order, {
    amount: back.amount,
    cause: 'RETURN',
    reason: request.reason,
    account: { ofReturn: request.id },
    config,
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
    ${moveStock(sql, { pairs: restocked, by: { stock: 1 }, after: refund.payment })} ${last}
    select id from ${order.name}`
  return accepted.length > 0 || undefined
}

async function reject(
  { sql }: PaymentsContext,
  current: CurrentOrder,
  { request, item, answer, idempotency, party }: OpenReturn & RejectReturn & Act,
): Promise<true | undefined> {
  const { definitions, last, order, items } = resolution(
    sql,
    current,
    { request, item },
    {
      party,
      idempotency,
      status: 'REJECTED',
      answer,
      itemStatus: 'DELIVERED',
      fee: 0,
    },
  )
  const freed = cte<Pairs>(
    sql,
    'freed',
    sql`
      select ${request.exchangeSkuId}::bigint as sku_id, quantity from ${items.name}
      where ${request.kind === 'EXCHANGE'}`,
  )
  const rejected = await sql`
    with ${definitions}, ${freed.definition},
    ${moveStock(sql, { pairs: freed, by: { allocated: -1 }, after: order })} ${last}
    select id from ${order.name}`
  return rejected.length > 0 || undefined
}

/** CTEs of a statement: `order` if it is at the revision that was read, its return resolved, and the returned item. */
interface Resolution {
  definitions: Fragment
  /** The last CTEs of the statement, with their commas. */
  last: Fragment
  order: Cte<{ id: number; payment_id: number | null }>
  items: Cte<Pairs & { id: number; order_id: number; line_id: number | null }>
}

function resolution(
  sql: Sql,
  current: CurrentOrder,
  { request, item }: OpenReturn,
  {
    party,
    idempotency,
    ...to
  }: Act & {
    status: 'ACCEPTED' | 'REJECTED'
    answer: string
    itemStatus: OrderItem['status']
    /** Deducted from the refund. */
    fee: number
  },
): Resolution {
  const changed: Resolution['order'] = reviseOrder(sql, current)
  const resolved = cte<{ item_id: number }>(
    sql,
    'resolved',
    sql`
      update returns set status = ${to.status}, answer = ${to.answer}, fee = ${to.fee}, resolved_at = now(),
        ${withoutAccount(sql)}
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
  const audit = auditOf(sql, party, {
    action: to.status === 'ACCEPTED' ? 'return.accept' : 'return.reject',
    thing: 'return',
    thingId: sql`${request.id}::bigint`,
    from: changed,
  })
  const event = emitEvent(sql, ReturnResolved, {
    key: `order:${current.order.id}`,
    data: {
      returnId: request.id,
      ...returnOf(current, item),
      kind: request.kind,
      quantity: item.quantity,
      status: to.status,
      by: party.role,
    },
    from: changed,
  })
  const committed = idempotency ? sql`, committed as (${idempotency.markCommitted(sql, changed)})` : sql``
  return {
    definitions: sql`${changed.definition}, ${resolved.definition}, ${items.definition}`,
    last: sql`, event as (${event}) ${committed} ${audit}`,
    order: changed,
    items,
  }
}
