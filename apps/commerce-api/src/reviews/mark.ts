import type { ReportReview } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../problems.ts'

interface Marking {
  memberId: number
  id: number
}

function requireForeign(shown: { isOwn: boolean } | undefined): void {
  if (!shown) throw problem('REVIEW_NOT_FOUND')
  if (shown.isOwn) throw problem('OWN_REVIEW')
}

/**
 * The review has helped the member: one mark, however often and at the same time it is said. Throws REVIEW_NOT_FOUND and OWN_REVIEW.
 * Marks of one review wait for each other; they are rare.
 */
export async function markHelpful(sql: Sql, { memberId, id }: Marking): Promise<void> {
  const [shown] = await retryOnConnectionLoss(
    () => sql<{ isOwn: boolean }[]>`
      with review as (
        select id, author_id from reviews where id = ${id} and status = 'SHOWN'
      ), mark as (
        insert into review_marks (review_id, member_id)
        select id, ${memberId} from review where author_id <> ${memberId}
        on conflict do nothing
        returning review_id
      ), counted as (
        update reviews set helpful = helpful + 1 from mark where reviews.id = mark.review_id
      )
      select author_id = ${memberId} as "isOwn" from review`,
  )
  requireForeign(shown)
}

/** Takes the member's mark back; idempotent, also for a review that is not shown. */
export async function unmarkHelpful(sql: Sql, { memberId, id }: Marking): Promise<void> {
  await retryOnConnectionLoss(
    () => sql`
      with mark as (
        delete from review_marks where review_id = ${id} and member_id = ${memberId} returning review_id
      )
      update reviews set helpful = helpful - 1 from mark where reviews.id = mark.review_id`,
  )
}

/**
 * The member reports the review to the administrators; a second report of the same member has no effect. Throws REVIEW_NOT_FOUND,
 * OWN_REVIEW.
 */
export async function reportReview(
  sql: Sql,
  { memberId, id }: Marking,
  { reason, note }: ReportReview,
): Promise<void> {
  const [shown] = await retryOnConnectionLoss(
    () => sql<{ isOwn: boolean }[]>`
      with review as (
        select id, author_id from reviews where id = ${id} and status = 'SHOWN'
      ), report as (
        insert into review_reports (review_id, member_id, reason, note)
        select id, ${memberId}, ${reason}, ${note} from review where author_id <> ${memberId}
        on conflict do nothing
        returning review_id
      ), reported as (
        update reviews set reported_at = now() from report
        where reviews.id = report.review_id and reported_at is null and status = 'SHOWN'
      )
      select author_id = ${memberId} as "isOwn" from review`,
  )
  requireForeign(shown)
}
