import {
  columnList,
  cte,
  emitEvent,
  isoInstant,
  perPool,
  retryOnConnectionLoss,
  violates,
  type Sql,
} from '@munova/database'
import { CouponIssued } from '@munova/event-contract'
import { retry } from '@munova/service'
import { couponColumns, type CouponRow } from './coupon.ts'

export interface IssueRequest {
  campaignId: number
  memberId: number
}

export type IssueRejection =
  | 'UNAUTHENTICATED'
  | 'CAMPAIGN_NOT_FOUND'
  | 'COUPON_ALREADY_ISSUED'
  | 'EMAIL_NOT_VERIFIED'
  | 'COUPON_NOT_STARTED'
  | 'COUPON_OVER'
  | 'COUPON_SOLD_OUT'

export type IssueResult = { type: 'ISSUED'; coupon: CouponRow } | { type: IssueRejection }

/** A result and the position of its request in the batch, counted from 1. */
type ResultRow = { ordinal: number } & ((CouponRow & { type: 'ISSUED' }) | { type: IssueRejection })

/**
 * When another process issues the coupon to one of the members between the statement's snapshot and its lock, the
 * statement fails with a unique violation. The next attempt sees that coupon.
 */
const ATTEMPTS = 5

/**
 * Issues coupons for a batch of requests, first come first served, with one statement; resolves to a result for each, in
 * their order. The batch has no two requests of one member for one campaign. Campaigns are locked in id order, and
 * never issue more than their quantity.
 */
export async function issueCoupons(sql: Sql, requests: readonly IssueRequest[]): Promise<IssueResult[]> {
  const rows = await retry(() => retryOnConnectionLoss(() => issueStatement(sql, requests)), {
    attempts: ATTEMPTS,
    when: (error) => violates(error, 'member_coupons_once'),
  })
  const results = new Map(rows.map((row) => [row.ordinal, toResult(row)]))
  return requests.map((_, index) => results.get(index + 1)!)
}

function toResult(row: ResultRow): IssueResult {
  if (row.type !== 'ISSUED') return { type: row.type }
  const { ordinal: _ordinal, type, ...coupon } = row
  return { type, coupon }
}

/** What the statement does with the rows of its CTE `accepted`, and the columns of its result. */
const issued = perPool((sql) => {
  const stored = cte<{
    id: number
    campaign_id: number
    member_id: number
    issued_at: Date
    valid_until: Date
  }>(
    sql,
    'stored',
    sql`
      insert into member_coupons (campaign_id, member_id, valid_until)
      select id, member_id, least(valid_until, now() + valid_days * interval '1 day') from accepted order by ordinal
      returning *`,
  )
  const event = emitEvent(sql, CouponIssued, {
    key: sql`'coupon:' || stored.id`,
    data: {
      id: sql`stored.id`,
      campaignId: sql`stored.campaign_id`,
      memberId: sql`stored.member_id`,
      name: sql`open.name`,
      issuedAt: isoInstant(sql, sql`stored.issued_at`),
      validUntil: isoInstant(sql, sql`stored.valid_until`),
    },
    from: sql`stored join open on open.id = stored.campaign_id`,
  })
  const columns = couponColumns(sql, { status: sql`coupon.status` })
  return {
    definitions: sql`${stored.definition}, event as (${event})`,
    columns: columnList<CouponRow>(sql, columns),
    noCoupon: sql.unsafe(', null'.repeat(Object.keys(columns).length)),
  }
})

/**
 * `open` has the newest committed count of the campaigns, because it locks them; the rest of the statement reads its
 * snapshot. Tables are read by their keys, for one request at a time, since the planner does not know the size of a batch.
 *
 * When the statement is run again after a lost connection it finds the coupons that the first run committed: those
 * members get COUPON_ALREADY_ISSUED.
 */
function issueStatement(sql: Sql, requests: readonly IssueRequest[]) {
  const campaigns = [...new Set(requests.map(({ campaignId }) => campaignId))]
  const { definitions, columns, noCoupon } = issued(sql)
  return sql<ResultRow[]>`
    with request as materialized (
      select * from unnest(
        ${requests.map(({ campaignId }) => campaignId)}::bigint[],
        ${requests.map(({ memberId }) => memberId)}::bigint[]
      ) with ordinality as given (campaign_id, member_id, ordinal)
    ), open as materialized (
      select * from coupon_campaigns where id = any(${campaigns}::bigint[]) order by id for no key update
    ), checked as materialized (
      select request.*, case
        when open.id is null then 'CAMPAIGN_NOT_FOUND'
        when not exists (select from members where id = request.member_id and status = 'ACTIVE') then 'UNAUTHENTICATED'
        when exists (
          select from member_coupons
          where campaign_id = request.campaign_id and member_id = request.member_id) then 'COUPON_ALREADY_ISSUED'
        when open.verified_only and not exists (
          select from members where id = request.member_id and email_verified_at is not null) then 'EMAIL_NOT_VERIFIED'
        when now() < open.starts_at then 'COUPON_NOT_STARTED'
        when now() >= open.ends_at then 'COUPON_OVER'
        end as rejection
      from request left join open on open.id = request.campaign_id
    ), accepted as materialized (
      select candidate.ordinal, candidate.member_id, open.*
      from (
        select checked.*, row_number() over (partition by campaign_id order by ordinal) as turn
        from checked where rejection is null
      ) candidate join open on open.id = candidate.campaign_id
      where candidate.turn <= open.quantity - open.issued
    ), counted as (
      update coupon_campaigns set issued = coupon_campaigns.issued + added.count
      from (select id, count(*) as count from accepted group by id) added
      where coupon_campaigns.id = added.id
    ), ${definitions}
    select campaign.ordinal, 'ISSUED' as type, ${columns}
    from accepted campaign
    join stored coupon on coupon.campaign_id = campaign.id and coupon.member_id = campaign.member_id
    union all
    select ordinal, coalesce(rejection, 'COUPON_SOLD_OUT') ${noCoupon}
    from checked where ordinal not in (select ordinal from accepted)`
}
