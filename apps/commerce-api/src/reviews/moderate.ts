import { Id, type AdminReview, type AdminReviewPage, type AdminReviewQuery, type AuditAction, type HideReview } from '@munova/commerce-contract' // prettier-ignore
import { columnList, cte, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import type { RequestActor } from '../audit/actor.ts'
import { auditEntry } from '../audit/entry.ts'
import { problem } from '../problems.ts'
import { deskColumns } from './answer.ts'

/** Notes of reports that are shown for each reason. */
const NOTES = 10

/** Reviews with reports that wait, or that are hidden; newest first. */
export async function listReviewsToModerate(
  sql: Sql,
  { state, cursor, limit }: AdminReviewQuery,
): Promise<AdminReviewPage> {
  const before = decodeCursor(z.tuple([z.literal(state), Id]), cursor)?.[1]
  const columns = columnList<AdminReview>(sql, {
    ...deskColumns(sql),
    status: sql`reviews.status`,
    hiddenReason: sql`hidden_reason`,
    reportedAt: isoInstant(sql, sql`reported_at`),
    reports: sql`(
      select coalesce(json_agg(json_build_object('reason', reason, 'reports', reports, 'notes', notes) order by reports desc, reason), '[]')
      from (
        select reason, count(*) as reports,
          coalesce((array_agg(note order by review_reports.reported_at) filter (where note <> ''))[:${NOTES}::int], '{}') as notes
        from review_reports where review_id = reviews.id group by reason
      ) as reported)`,
  })
  // Index reviews_reported or reviews_hidden_ones, backwards.
  const rows = await retryOnConnectionLoss(
    () => sql<AdminReview[]>`
      select ${columns}
      from reviews join members on members.id = author_id join products on products.id = product_id
      where ${state === 'REPORTED' ? sql`reviews.reported_at is not null` : sql`reviews.status = 'HIDDEN'`}
        ${before === undefined ? sql`` : sql`and reviews.id < ${before}`}
      order by reviews.id desc
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (row) => row, position: ({ id }) => [state, id] })
}

interface Moderating {
  actor: RequestActor
  id: number
}

/** Only its author sees the review from now on, with the reason; its reports are dealt with. Idempotent. Throws REVIEW_NOT_FOUND. */
export const hideReview = (sql: Sql, moderating: Moderating, { reason }: HideReview): Promise<void> =>
  moderate(sql, moderating, {
    action: 'review.hide',
    change: sql`status = 'HIDDEN', hidden_reason = ${reason}, reported_at = null`,
    where: sql`status = 'SHOWN'`,
  })

/** Everybody sees the review, again or still; its reports are dealt with. Idempotent. Throws REVIEW_NOT_FOUND. */
export const showReview = (sql: Sql, moderating: Moderating): Promise<void> =>
  moderate(sql, moderating, {
    action: 'review.show',
    change: sql`status = 'SHOWN', hidden_reason = null, reported_at = null`,
    where: sql`(status = 'HIDDEN' or reported_at is not null)`,
  })

async function moderate(
  sql: Sql,
  { actor, id }: Moderating,
  { action, change, where }: { action: AuditAction; change: Fragment; where: Fragment },
): Promise<void> {
  const changed = cte<{ id: number }>(
    sql,
    'changed',
    sql`update reviews set ${change} where id = ${id} and ${where} returning id`,
  )
  const [known] = await retryOnConnectionLoss(
    () => sql`
      with ${changed.definition},
      entry as (${auditEntry(sql, actor, { action, thing: 'review', thingId: sql`id`, from: changed })})
      select from reviews where id = ${id} and status <> 'DELETED'`,
  )
  if (!known) throw problem('REVIEW_NOT_FOUND')
}
