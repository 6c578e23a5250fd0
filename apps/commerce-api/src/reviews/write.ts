import type { MyReview, ReviewEntry, WriteReview } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../problems.ts'
import { readMyReview, type OwnReview } from './mine.ts'

/**
 * The member reviews an item whose purchase is confirmed: once per line of an order, also when it was divided or exchanged. Throws
 * ITEM_NOT_FOUND, PURCHASE_NOT_CONFIRMED, REVIEW_EXISTS.
 */
export async function writeReview(
  sql: Sql,
  memberId: number,
  { itemId, rating, text, fit, footLengthMm, footWidth }: WriteReview,
): Promise<MyReview> {
  const [{ status, id }] = await sql<[{ status: string | null; id: number | null }]>`
    with item as (
      select order_items.* from order_items join orders on orders.id = order_id
      where order_items.id = ${itemId} and member_id = ${memberId}
    ), added as (
      insert into reviews (item_id, line_id, product_id, seller_id, author_id, color_name, size_mm, rating, text, fit,
        foot_length_mm, foot_width)
      select id, coalesce(line_id, id), product_id, seller_id, ${memberId}, color_name, size_mm, ${rating}, ${text},
        ${fit ?? null}, ${footLengthMm ?? null}, ${footWidth ?? null}
      from item where status = 'CONFIRMED'
      on conflict (line_id) do nothing
      returning id
    )
    select (select status from item) as status, (select id from added) as id`
  if (status === null) throw problem('ITEM_NOT_FOUND')
  if (status !== 'CONFIRMED') throw problem('PURCHASE_NOT_CONFIRMED', { detail: 'status', itemId, status })
  if (id === null) throw problem('REVIEW_EXISTS')
  return readMyReview(sql, { memberId, id })
}

/** Replaces what the member's own review says; a hidden one stays hidden. Throws REVIEW_NOT_FOUND. */
export async function editReview(
  sql: Sql,
  own: OwnReview,
  { rating, text, fit, footLengthMm, footWidth }: ReviewEntry,
): Promise<MyReview> {
  await retryOnConnectionLoss(
    () => sql`
      update reviews set rating = ${rating}, text = ${text}, fit = ${fit ?? null},
        foot_length_mm = ${footLengthMm ?? null}, foot_width = ${footWidth ?? null}, edited_at = now()
      where id = ${own.id} and author_id = ${own.memberId} and status <> 'DELETED'`,
  )
  return readMyReview(sql, own)
}

/** Blanks the member's own review for good; idempotent. Throws REVIEW_NOT_FOUND. */
export async function deleteReview(sql: Sql, { memberId, id }: OwnReview): Promise<void> {
  const deleted = await retryOnConnectionLoss(
    () => sql`
      update reviews set status = 'DELETED', text = '', answer = null, answered_at = null, foot_length_mm = null,
        foot_width = null, hidden_reason = null, reported_at = null
      where id = ${id} and author_id = ${memberId}
      returning id`,
  )
  if (deleted.length === 0) throw problem('REVIEW_NOT_FOUND')
}
