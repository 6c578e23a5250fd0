import { cte, emitEvent, isoInstant, retryOnConnectionLoss, type Sql, violates } from '@munova/database'
import { CouponIssued } from '@munova/event-contract'
import type { CouponRow } from './list-own.ts'
import { termsColumns } from './terms.ts'

export interface IssueRequest {
  campaignId: number
  memberId: number
}

export type IssueRefusal =
  | 'UNAUTHENTICATED'
  | 'CAMPAIGN_NOT_FOUND'
  | 'COUPON_ALREADY_ISSUED'
  | 'COUPON_NOT_STARTED'
  | 'COUPON_OVER'
  | 'COUPON_SOLD_OUT'

/** What became of a request. */
export type Issued = { outcome: 'ISSUED'; coupon: CouponRow } | { outcome: IssueRefusal }

type Row = { place: number } & ((CouponRow & { outcome: 'ISSUED' }) | { outcome: IssueRefusal })

/**
 * The statement is repeated when another process gave one of its members the coupon between its snapshot and its lock:
 * that shows as a unique violation. Each repetition sees the winner.
 */
const MAX_REPETITIONS = 5

/**
 * Decides requests, first come first served, with one statement, and answers each in order. No two of them may be of
 * one member for one campaign. Campaigns are locked in id order; each gives out what is left and not one more.
 */
export async function issueBatch(sql: Sql, requests: readonly IssueRequest[]): Promise<Issued[]> {
  const rows = await repeatedly(() => retryOnConnectionLoss(() => statement(sql, requests)))
  const answers = new Map<number, Issued>()
  for (const { place, ...row } of rows) {
    answers.set(
      place,
      row.outcome === 'ISSUED' ? { outcome: 'ISSUED', coupon: row } : { outcome: row.outcome },
    )
  }
  return requests.map((_, index) => answers.get(index + 1)!)
}

async function repeatedly<T>(run: () => Promise<T>): Promise<T> {
  for (let repetition = 1; ; repetition++) {
    try {
      return await run()
    } catch (error) {
      if (repetition === MAX_REPETITIONS || !violates(error, 'member_coupons_once')) throw error
    }
  }
}

/**
 * `open` sees the newest committed count of what it locks, everything else the statement's snapshot. Tables are
 * reached by their keys, one row of the input at a time: the planner knows nothing of its size.
 *
 * After a lost connection the statement runs a second time, and finds what the first had committed: those members are
 * told that they have the coupon already.
 */
function statement(sql: Sql, requests: readonly IssueRequest[]) {
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
      select id, member_id, least(valid_until, now() + valid_days * interval '1 day') from accepted order by place
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
  const campaigns = [...new Set(requests.map(({ campaignId }) => campaignId))]
  return sql<Row[]>`
    with input as materialized (
      select * from unnest(
        ${requests.map(({ campaignId }) => campaignId)}::bigint[],
        ${requests.map(({ memberId }) => memberId)}::bigint[]
      ) with ordinality as given (campaign_id, member_id, place)
    ), open as materialized (
      select * from coupon_campaigns where id = any(${campaigns}::bigint[]) order by id for no key update
    ), judged as materialized (
      select input.*, case
        when open.id is null then 'CAMPAIGN_NOT_FOUND'
        when not exists (select from members where id = input.member_id and status = 'ACTIVE') then 'UNAUTHENTICATED'
        when exists (
          select from member_coupons
          where campaign_id = input.campaign_id and member_id = input.member_id) then 'COUPON_ALREADY_ISSUED'
        when now() < open.starts_at then 'COUPON_NOT_STARTED'
        when now() >= open.ends_at then 'COUPON_OVER'
        end as refusal
      from input left join open on open.id = input.campaign_id
    ), accepted as materialized (
      select fitting.place, fitting.member_id, open.*
      from (
        select judged.*, row_number() over (partition by campaign_id order by place) as turn
        from judged where refusal is null
      ) fitting join open on open.id = fitting.campaign_id
      where fitting.turn <= open.quantity - open.issued
    ), counted as (
      update coupon_campaigns set issued = coupon_campaigns.issued + given.count
      from (select id, count(*) as count from accepted group by id) given
      where coupon_campaigns.id = given.id
    ), ${stored.definition}, event as (${event})
    select campaign.place, 'ISSUED' as outcome, stored.id, stored.campaign_id as "campaignId", stored.status,
      stored.issued_at as "issuedAt", stored.valid_until as "validUntil", stored.used_at as "usedAt",
      ${termsColumns(sql)}
    from accepted campaign
    join stored on stored.campaign_id = campaign.id and stored.member_id = campaign.member_id
    union all
    select place, coalesce(refusal, 'COUPON_SOLD_OUT'), null, null, null, null, null, null, null, null, null, null,
      null, null, null, null, null, null
    from judged where place not in (select place from accepted)`
}
