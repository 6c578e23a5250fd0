import type { ReportReview } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { problem } from '../problems.ts'

interface Marking {
  memberId: number
  id: number
}

/** Does something to a shown review of somebody else, from the CTE `review`. Throws REVIEW_NOT_FOUND and OWN_REVIEW. */
async function actOnForeign(sql: Sql, { memberId, id }: Marking, acts: Fragment): Promise<void> {
  const [shown] = await retryOnConnectionLoss(
    () => sql<{ isOwn: boolean }[]>`
      with review as (
        select id, author_id from reviews where id = ${id} and status = 'SHOWN'
      ), ${acts}
      select author_id = ${memberId} as "isOwn" from review`,
  )
  if (!shown) throw problem('REVIEW_NOT_FOUND')
  if (shown.isOwn) throw problem('OWN_REVIEW')
}

/**
 * The review has helped the member: one mark, however often and at the same time it is said. Throws REVIEW_NOT_FOUND and OWN_REVIEW.
 * Marks of one review wait for each other; they are rare.
 */
export function markHelpful(sql: Sql, marking: Marking): Promise<void> {
  const { memberId } = marking
  return actOnForeign(
    sql,
    marking,
    sql`mark as (
      insert into review_marks (review_id, member_id)
      select id, ${memberId} from review where author_id <> ${memberId}
      on conflict do nothing
      returning review_id
    ), counted as (
      update reviews set helpful = helpful + 1 from mark where reviews.id = mark.review_id
    )`,
  )
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
export function reportReview(sql: Sql, marking: Marking, { reason, note }: ReportReview): Promise<void> {
  const { memberId } = marking
  return actOnForeign(
    sql,
    marking,
    sql`report as (
      insert into review_reports (review_id, member_id, reason, note)
      select id, ${memberId}, ${reason}, ${note} from review where author_id <> ${memberId}
      on conflict do nothing
      returning review_id
    ), reported as (
      update reviews set reported_at = now() from report
      where reviews.id = report.review_id and reported_at is null and status = 'SHOWN'
    )`,
  )
}
