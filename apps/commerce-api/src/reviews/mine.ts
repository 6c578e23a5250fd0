import { Id, type MyReview, type MyReviewPage, type MyReviewQuery } from '@munova/commerce-contract'
import { columnList, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { problem } from '../problems.ts'
import { saidColumns } from './columns.ts'

const Position = z.tuple([z.literal('my-reviews'), Id])

export interface OwnReview {
  memberId: number
  id: number
}

/** A review of the member's own. Throws REVIEW_NOT_FOUND. */
export async function readMyReview(sql: Sql, { memberId, id }: OwnReview): Promise<MyReview> {
  const [review] = await readMine(sql, memberId, sql`and reviews.id = ${id}`)
  if (!review) throw problem('REVIEW_NOT_FOUND')
  return review
}

/** Reviews of the member's own, newest first; of an order also what can be reviewed. */
export async function listMyReviews(
  sql: Sql,
  memberId: number,
  { order, cursor, limit }: MyReviewQuery,
): Promise<MyReviewPage> {
  const before = decodeCursor(Position, cursor)?.[1]
  const [rows, reviewable] = await Promise.all([
    readMine(
      sql,
      memberId,
      sql`
        ${order === undefined ? sql`` : sql`and order_id = ${order}`}
        ${before === undefined ? sql`` : sql`and reviews.id < ${before}`}
        order by reviews.id desc
        limit ${limit + 1}`,
    ),
    order === undefined ? null : readReviewable(sql, memberId, order),
  ])
  return {
    ...toPage(rows, limit, { item: (row) => row, position: ({ id }) => ['my-reviews', id] }),
    reviewable,
  }
}

/** The items of an order for which `writeReview` takes a review: none of another member's. */
async function readReviewable(sql: Sql, memberId: number, order: number): Promise<number[]> {
  // Indexes orders_pkey, that of order_items by order, reviews_line_key.
  const items = await retryOnConnectionLoss(
    () => sql<{ id: number }[]>`
      select order_items.id from orders join order_items on order_id = orders.id
      where orders.id = ${order} and member_id = ${memberId} and order_items.status = 'CONFIRMED'
        and not exists (
          select from reviews where reviews.line_id = coalesce(order_items.line_id, order_items.id))
      order by order_items.id`,
  )
  return items.map(({ id }) => id)
}

async function readMine(sql: Sql, memberId: number, rest: Fragment): Promise<MyReview[]> {
  const columns = columnList<MyReview>(sql, {
    ...saidColumns(sql),
    itemId: sql`item_id`,
    orderId: sql`order_id`,
    productId: sql`reviews.product_id`,
    productName: sql`product_name`,
    status: sql`reviews.status`,
    hiddenReason: sql`hidden_reason`,
  })
  // Index reviews_author, backwards, and order_items_pkey.
  return retryOnConnectionLoss(
    () => sql<MyReview[]>`
      select ${columns} from reviews join order_items on order_items.id = item_id
      where author_id = ${memberId} and reviews.status <> 'DELETED' ${rest}`,
  )
}
