import { Id, type SellerOrder, type SellerOrderPage, type SellerOrderQuery } from '@munova/commerce-contract'
import { beginsWith, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { NormalText } from '@munova/text-contract'
import { z } from 'zod'
import { problem } from '../../problems.ts'
import { placedBetween } from './placed-between.ts'
import { sellerOrderColumns, toSellerOrder, type SellerOrderRow } from './seller-order.ts'

/** Cursor positions, one kind for each order of the list. */
const Position = {
  id: z.tuple([z.literal('sold'), Id]),
  recipient: z.tuple([z.literal('sold-recipient'), NormalText.max(50), Id]),
}

/** The orders of which a seller has sold something. */
export async function listSold(
  sql: Sql,
  sellerId: number,
  query: SellerOrderQuery,
): Promise<SellerOrderPage> {
  const { recipient, cursor, limit } = query
  const order = recipient === undefined ? 'id' : 'recipient'
  const ids =
    recipient === undefined
      ? newestFirst(sql, sellerId, { ...query, before: decodeCursor(Position.id, cursor)?.[1] })
      : byRecipient(sql, sellerId, { ...query, recipient, after: decodeCursor(Position.recipient, cursor) })
  const sorting = order === 'id' ? sql`orders.id desc` : sql`orders.recipient collate "C", orders.id`
  const rows = await retryOnConnectionLoss(
    () => sql<SellerOrderRow[]>`
      with found as materialized (${ids})
      select ${sellerOrderColumns(sql, sellerId)}
      from found join orders on orders.id = found.order_id
      order by ${sorting}`,
  )
  return toPage(rows, limit, {
    item: toSellerOrder,
    position: (row) => (order === 'id' ? ['sold', row.id] : ['sold-recipient', row.recipient, row.id]),
  })
}

/** An order of which the seller sold something. Throws ORDER_NOT_FOUND. */
export async function getSold(sql: Sql, sellerId: number, orderId: number): Promise<SellerOrder> {
  // Indexes order_parts_pkey, orders_pkey.
  const [row] = await retryOnConnectionLoss(
    () => sql<SellerOrderRow[]>`
      select ${sellerOrderColumns(sql, sellerId)}
      from orders
      where id = ${orderId} and exists (
        select from order_parts where seller_id = ${sellerId} and order_id = orders.id)`,
  )
  if (!row) throw problem('ORDER_NOT_FOUND')
  return toSellerOrder(row)
}

/** Ids of orders. An item status is searched for in its index; where something else is searched for, the few rows are filtered. */
function newestFirst(
  sql: Sql,
  sellerId: number,
  {
    itemStatus,
    number,
    buyer,
    buyerId,
    from,
    until,
    before,
    limit,
  }: SellerOrderQuery & { before: number | undefined },
): Fragment {
  const isSearch = number !== undefined || buyer !== undefined || buyerId !== undefined
  const part = isSearch || itemStatus === undefined ? sql`order_parts` : sql`order_items`
  const orderId = sql`${part}.order_id`
  // Indexes order_items_seller_status, orders_number_key, order_parts_member, order_parts_pkey; all but one backwards.
  return sql`
    select distinct ${orderId}
    from ${part} join orders on orders.id = ${orderId}
    where ${part}.seller_id = ${sellerId}
      ${itemStatus === undefined || isSearch ? sql`` : sql`and ${part}.status = ${itemStatus}`}
      ${isSearch ? hasItem(sql, sellerId, itemStatus) : sql``}
      ${number === undefined ? sql`` : sql`and orders.number = ${number}`}
      ${buyer === undefined ? sql`` : sql`and order_parts.member_id = any(array(select id from members where name collate "C" = ${buyer}))`}
      ${buyerId === undefined ? sql`` : sql`and order_parts.member_id = ${buyerId}`}
      ${placedBetween(sql, orderId, { from, until })}
      ${before === undefined ? sql`` : sql`and ${orderId} < ${before}`}
    order by ${orderId} desc
    limit ${limit + 1}`
}

function byRecipient(
  sql: Sql,
  sellerId: number,
  {
    itemStatus,
    recipient,
    from,
    until,
    after,
    limit,
  }: SellerOrderQuery & { recipient: string; after: readonly [string, string, number] | undefined },
): Fragment {
  const [orderId, text] = [sql`order_parts.order_id`, sql`order_parts.recipient`]
  // Index order_parts_recipient.
  return sql`
    select ${orderId}
    from order_parts join orders on orders.id = ${orderId}
    where order_parts.seller_id = ${sellerId} and ${beginsWith(sql, text, recipient)} and orders.paid_at is not null
      ${hasItem(sql, sellerId, itemStatus)}
      ${placedBetween(sql, orderId, { from, until })}
      ${after === undefined ? sql`` : sql`and (${text} collate "C", ${orderId}) > (${after[1]}, ${after[2]})`}
    order by ${text} collate "C", ${orderId}
    limit ${limit + 1}`
}

function hasItem(sql: Sql, sellerId: number, status: SellerOrderQuery['itemStatus']): Fragment {
  if (status === undefined) return sql``
  return sql`
    and exists (
      select from order_items
      where order_id = orders.id and seller_id = ${sellerId} and order_items.status = ${status})`
}
