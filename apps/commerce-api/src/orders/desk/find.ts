import {
  Id,
  type FindOrdersQuery,
  type FoundOrder,
  type FoundOrderPage,
  type ItemStatus,
  type OrderStatus,
} from '@munova/commerce-contract'
import {
  beginsWith,
  columnList,
  isoInstant,
  retryOnConnectionLoss,
  type Fragment,
  type Sql,
} from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { NormalText } from '@munova/text-contract'
import { z } from 'zod'
import { placedBetween } from './placed-between.ts'

/** Cursor positions, one kind for each order of the list. */
const Position = {
  id: z.tuple([z.literal('found'), Id]),
  number: z.tuple([z.literal('found-number'), NormalText.max(64)]),
  recipient: z.tuple([z.literal('found-recipient'), NormalText.max(50), Id]),
}

/** Orders of any member, for administrators. */
export async function findOrders(sql: Sql, query: FindOrdersQuery): Promise<FoundOrderPage> {
  const { limit } = query
  const { ids, order, position } = found(sql, query)
  const rows = await retryOnConnectionLoss(
    () => sql<FoundOrder[]>`
      with found as materialized (
        ${ids} limit ${limit + 1}
      )
      select ${columnList<FoundOrder>(sql, columns(sql))}
      from found join orders on orders.id = found.id join members on members.id = member_id
        cross join lateral (
          select (array_agg(product_name order by order_items.id))[1] as title,
            (array_agg(image_url order by order_items.id))[1] as image_url,
            sum(quantity) filter (where replaces is null) as items
          from order_items where order_id = orders.id
        ) as first
      order by ${order}`,
  )
  return toPage(rows, limit, { item: (row) => row, position })
}

interface Found {
  /** A query of ids, without a limit. */
  ids: Fragment
  /** Of rows of `orders`. */
  order: Fragment
  position: (row: FoundOrder) => unknown
}

function found(sql: Sql, query: FindOrdersQuery): Found {
  if (query.number !== undefined) return byNumber(sql, query, query.number)
  if (query.recipient !== undefined) return byRecipient(sql, query, query.recipient)
  return newestFirst(sql, query)
}

function byNumber(sql: Sql, query: FindOrdersQuery, number: string): Found {
  const last = decodeCursor(Position.number, query.cursor)?.[1]
  const text = sql`orders.number`
  // Index orders_number_key, backwards; the column compares bytes.
  return {
    ids: sql`
      select orders.id from orders
      where ${beginsWith(sql, sql`orders.number`, number)} ${filters(sql, query)}
        ${last === undefined ? sql`` : sql`and ${text} < ${last}`}
      order by ${text} desc`,
    order: sql`${text} desc`,
    position: (row) => ['found-number', row.number],
  }
}

function byRecipient(sql: Sql, query: FindOrdersQuery, recipient: string): Found {
  const last = decodeCursor(Position.recipient, query.cursor)
  const text = sql`order_parts.recipient collate "C"`
  const id = sql`order_parts.order_id`
  // Index order_parts_recipient_of_all: a row for each seller of the order.
  return {
    ids: sql`
      select id from (
        select distinct ${text} as recipient, ${id} as id
        from order_parts join orders on orders.id = ${id}
        where ${beginsWith(sql, sql`order_parts.recipient`, recipient)} ${filters(sql, query, id)}
          ${last === undefined ? sql`` : sql`and (${text}, ${id}) > (${last[1]}, ${last[2]})`}
      ) as part
      order by recipient, id`,
    order: sql`orders.recipient collate "C", orders.id`,
    position: (row) => ['found-recipient', row.recipient, row.id],
  }
}

/** The status of items of an order in these states; of a paid order they say too little to search by. */
const statusOfItems: Partial<Record<OrderStatus, ItemStatus>> = {
  PENDING: 'PENDING',
  CONFIRMING: 'PENDING',
  AWAITING_DEPOSIT: 'PENDING',
  EXPIRED: 'CANCELLED',
  CANCELLED: 'CANCELLED',
}

function newestFirst(sql: Sql, query: FindOrdersQuery): Found {
  const { sellerId, memberId, email, status } = query
  const before = decodeCursor(Position.id, query.cursor)?.[1]
  const ofMember =
    email === undefined
      ? sql`${memberId ?? null}::bigint`
      : sql`(select id from members where email = ${email})`
  const isOfMember = memberId !== undefined || email !== undefined
  const itemStatus = status && statusOfItems[status]
  // A member has few orders, a seller may have many: those are read from the index of the seller's parts, or of the items.
  const part =
    sellerId === undefined || isOfMember ? undefined : itemStatus ? sql`order_items` : sql`order_parts`
  const id = part ? sql`${part}.order_id` : sql`orders.id`
  // Indexes orders_pkey, orders_member, orders_status, order_parts_pkey, order_items_seller_status, all backwards.
  return {
    ids: sql`
      select distinct ${id} as id from ${part ? sql`${part} join orders on orders.id = ${id}` : sql`orders`}
      where ${before === undefined ? sql`true` : sql`${id} < ${before}`}
        ${isOfMember ? sql`and orders.member_id = ${ofMember}` : sql``}
        ${part ? sql`and ${part}.seller_id = ${sellerId!}` : sql``}
        ${part && itemStatus ? sql`and order_items.status = ${itemStatus}` : sql``}
        ${filters(sql, part ? { ...query, sellerId: undefined } : query, id)}
      order by ${id} desc`,
    order: sql`orders.id desc`,
    position: (row) => ['found', row.id],
  }
}

function filters(
  sql: Sql,
  { status, sellerId, from, until }: FindOrdersQuery,
  id: Fragment = sql`orders.id`,
): Fragment {
  return sql`
    ${status === undefined ? sql`` : sql`and orders.status = ${status}`}
    ${
      sellerId === undefined
        ? sql``
        : sql`and exists (select from order_parts where seller_id = ${sellerId} and order_id = orders.id)`
    }
    ${placedBetween(sql, id, { from, until })}`
}

function columns(sql: Sql) {
  return {
    id: sql`orders.id`,
    number: sql`orders.number`,
    status: sql`orders.status`,
    title: sql`first.title`,
    imageUrl: sql`first.image_url`,
    items: sql`first.items`,
    total: sql`orders.total`,
    placedAt: isoInstant(sql, sql`orders.placed_at`),
    member: sql`json_build_object('id', members.id, 'name', members.name, 'email', members.email)`,
    recipient: sql`orders.recipient`,
    paid: sql`orders.paid`,
    refunded: sql`orders.refunded`,
    paidAt: isoInstant(sql, sql`orders.paid_at`),
  }
}
