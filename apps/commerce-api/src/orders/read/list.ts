import {
  Id,
  type ItemStatus,
  type OrderPage,
  type OrderQuery,
  type OrderStatus,
} from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { decodeCursor, toPage } from '@munova/service'
import { progressOf } from './progress.ts'

interface CardRow {
  id: number
  number: string
  status: OrderStatus
  title: string
  imageUrl: string | null
  items: number
  statuses: ItemStatus[]
  total: number
  placedAt: Date
}

const Position = z.tuple([z.literal('orders'), Id])

/** A buyer's own orders, newest first. */
export async function listOrders(
  sql: Sql,
  memberId: number,
  { status, cursor, limit }: OrderQuery,
): Promise<OrderPage> {
  const before = decodeCursor(Position, cursor)?.[1]
  // Indexes orders_member, backwards, and order_items_order for each card.
  const rows = await retryOnConnectionLoss(
    () => sql<CardRow[]>`
      select id, number, status, total, placed_at as "placedAt", first.title, first."imageUrl", first.items,
        first.statuses
      from orders cross join lateral (
        select (array_agg(product_name order by id))[1] as title, (array_agg(image_url order by id))[1] as "imageUrl",
          sum(quantity) filter (where replaces is null) as items, array_agg(distinct order_items.status::text) as statuses
        from order_items where order_id = orders.id
      ) as first
      where member_id = ${memberId}
        ${status === undefined ? sql`` : sql`and status = ${status}`}
        ${before === undefined ? sql`` : sql`and id < ${before}`}
      order by id desc
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, {
    item: ({ statuses, ...row }) => ({
      ...row,
      progress: progressOf(row.status, statuses),
      placedAt: row.placedAt.toISOString(),
    }),
    position: ({ id }) => ['orders', id],
  })
}
