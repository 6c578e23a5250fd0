import {
  Id,
  type Review,
  type ReviewPage,
  type ReviewQuery,
  type ReviewSort,
} from '@munova/commerce-contract'
import { columnList, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { publicColumns } from './columns.ts'

/**
 * The shown reviews of a product, in keyset pages. `readerId` is null for a guest. In a list by rating or marks a review moves when these
 * change.
 */
export async function listReviews(
  sql: Sql,
  { productId, readerId, sort, cursor, limit }: ReviewQuery & { productId: number; readerId: number | null },
): Promise<ReviewPage> {
  // Depending on the sort: reviews_newest, reviews_helpful or reviews_rating, backwards but for ratingAsc.
  const rows = await retryOnConnectionLoss(
    () => sql<Review[]>`
      select ${columnList<Review>(sql, publicColumns(sql, readerId))}
      from reviews join members on members.id = author_id
      where product_id = ${productId} and reviews.status = 'SHOWN' ${after(sql, sort, cursor)}
      order by ${order(sql, sort)}
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (row) => row, position: (row) => [sort, keyOf(row, sort), row.id] })
}

function keyOf({ id, helpful, rating }: Review, sort: ReviewSort): number {
  if (sort === 'newest') return id
  return sort === 'helpful' ? helpful : rating
}

function after(sql: Sql, sort: ReviewSort, cursor: string | undefined): Fragment {
  if (cursor === undefined) return sql``
  // One kind for each sort: a cursor of another sort is rejected.
  const [, key, id] = decodeCursor(z.tuple([z.literal(sort), z.int(), Id]), cursor)
  if (sort === 'newest') return sql`and reviews.id < ${id}`
  if (sort === 'helpful') return sql`and (helpful, reviews.id) < (${key}, ${id})`
  return sort === 'ratingAsc'
    ? sql`and (rating, reviews.id) > (${key}, ${id})`
    : sql`and (rating, reviews.id) < (${key}, ${id})`
}

function order(sql: Sql, sort: ReviewSort): Fragment {
  if (sort === 'newest') return sql`reviews.id desc`
  if (sort === 'helpful') return sql`helpful desc, reviews.id desc`
  return sort === 'ratingAsc' ? sql`rating, reviews.id` : sql`rating desc, reviews.id desc`
}
