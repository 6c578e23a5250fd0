import { Id, type AnswerReview, type SellerReview, type SellerReviewPage, type SellerReviewQuery } from '@munova/commerce-contract' // prettier-ignore
import {
  columnList,
  cte,
  retryOnConnectionLoss,
  type Columns,
  type Fragment,
  type Sql,
} from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import type { RequestActor } from '../audit/actor.ts'
import { auditEntry } from '../audit/entry.ts'
import { problem } from '../problems.ts'
import { authorColumn, saidColumns } from './columns.ts'

const Position = z.tuple([z.literal('seller-reviews'), Id])

export const deskColumns = (sql: Sql): Columns<SellerReview> => ({
  ...saidColumns(sql),
  author: authorColumn(sql),
  productId: sql`reviews.product_id`,
  productName: sql`products.name`,
})

/** Shown reviews of the seller's products, newest first. */
export async function listSellerReviews(
  sql: Sql,
  sellerId: number,
  { answered, cursor, limit }: SellerReviewQuery,
): Promise<SellerReviewPage> {
  const before = decodeCursor(Position, cursor)?.[1]
  // Index reviews_seller, or reviews_unanswered, backwards.
  const rows = await readOwn(
    sql,
    sellerId,
    sql`
      ${answered === undefined ? sql`` : answered === 'true' ? sql`and answer is not null` : sql`and answer is null`}
      ${before === undefined ? sql`` : sql`and reviews.id < ${before}`}
      order by reviews.id desc
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (row) => row, position: ({ id }) => ['seller-reviews', id] })
}

/** The seller's one answer to a review of an own product, written or replaced. Throws REVIEW_NOT_FOUND. */
export async function answerReview(
  sql: Sql,
  { actor, id }: { actor: RequestActor; id: number },
  { text }: AnswerReview,
): Promise<SellerReview> {
  const answered = cte<{ id: number }>(
    sql,
    'answered',
    sql`
      update reviews set answer = ${text}, answered_at = now()
      where id = ${id} and seller_id = ${actor.memberId} and status = 'SHOWN' and answer is distinct from ${text}
      returning id`,
  )
  await retryOnConnectionLoss(
    () => sql`
      with ${answered.definition}
      ${auditEntry(sql, actor, { action: 'review.answer', thing: 'review', thingId: sql`id`, from: answered })}`,
  )
  const [review] = await readOwn(sql, actor.memberId, sql`and reviews.id = ${id}`)
  if (!review) throw problem('REVIEW_NOT_FOUND')
  return review
}

async function readOwn(sql: Sql, sellerId: number, rest: Fragment): Promise<SellerReview[]> {
  return retryOnConnectionLoss(
    () => sql<SellerReview[]>`
      select ${columnList<SellerReview>(sql, deskColumns(sql))}
      from reviews join members on members.id = author_id join products on products.id = product_id
      where reviews.seller_id = ${sellerId} and reviews.status = 'SHOWN' ${rest}`,
  )
}
