import type { CouponCampaign, CouponScope, CreateCampaign } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, violatesForeignKey, type Fragment } from '@munova/database'
import type { Problem } from '@munova/service'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { isBelowWaitingRoomLimit, waitingRoomLimitReached } from '../waiting-room/waiting-room-limit.ts'
import type { WaitingRoomContext } from '../waiting-room/waiting-rooms.ts'
import { campaignColumns, toCampaign, type CampaignRow } from './campaign.ts'

/**
 * Creates a campaign and, with `admissionsPerSecond`, the waiting room for it. Throws FORBIDDEN when the member is not an
 * administrator any more, WAITING_ROOMS_FULL, and CATEGORY_NOT_FOUND, BRAND_NOT_FOUND or PRODUCT_NOT_FOUND for the scope.
 */
export async function createCampaign(
  context: WaitingRoomContext,
  admin: RequestActor,
  input: CreateCampaign,
): Promise<CouponCampaign> {
  const { sql, config } = context
  const { discount, scope } = input
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const fixed = discount.type === 'FIXED' ? discount : undefined
  const percent = discount.type === 'PERCENT' ? discount : undefined
  const hasRoom = input.admissionsPerSecond !== undefined
  const created = cte<{ id: number; quantity: number }>(
    sql,
    'campaign',
    sql`
      insert into coupon_campaigns (
        name, kind, amount, percent, cap, minimum_order, quantity, starts_at, ends_at, valid_until, valid_days,
        scope, category_id, brand_id, product_id, created_by, verified_only)
      select ${input.name}, ${discount.type}, ${fixed?.amount ?? null}, ${percent?.percent ?? null},
        ${percent?.cap ?? null}, ${input.minimumOrder}, ${input.quantity}, ${input.startsAt}::timestamptz,
        ${input.endsAt}::timestamptz, ${input.validUntil}::timestamptz, ${input.validDays}, ${scope.type},
        ${scope.type === 'CATEGORY' ? scope.categoryId : null}, ${scope.type === 'BRAND' ? scope.brandId : null},
        ${scope.type === 'PRODUCT' ? scope.productId : null}, ${admin.memberId}, ${input.verifiedOnly}
      where ${scopeExists(context, scope)} and (${!hasRoom} or ${isBelowWaitingRoomLimit(context)})
      returning *`,
  )
  const entry = auditEntry(sql, admin, {
    action: 'campaign.create',
    thing: 'coupon-campaign',
    thingId: sql`id`,
    details: sql`jsonb_build_object('quantity', quantity)`,
    from: created,
  })
  const [campaign] = await sql<CampaignRow[]>`
    with ${created.definition}, room as (
      insert into waiting_rooms (resource, opens_at, closes_at, per_second, capacity, verified_only)
      select 'coupon-campaign:' || id, starts_at, ends_at, ${input.admissionsPerSecond ?? null}::int,
        ${config.WAITING_ROOM_CAPACITY}, verified_only
      from ${created.name} where ${hasRoom}
    ), audit as (${entry})
    select ${campaignColumns(sql)} from ${created.name}`.catch((error: unknown) => {
    // The category was removed while the statement ran.
    throw violatesForeignKey(error, 'coupon_campaigns_category_fkey') ? problem('CATEGORY_NOT_FOUND') : error
  })
  if (!campaign) throw await rejection(context, scope)
  if (hasRoom) await context.waitingRooms.refresh()
  return toCampaign(campaign)
}

/** Why the statement stored no campaign. */
async function rejection(context: Context, scope: CouponScope): Promise<Problem> {
  const [row] = await retryOnConnectionLoss(
    () => context.sql<[{ found: boolean }]>`select ${scopeExists(context, scope)} as found`,
  )
  if (row.found || scope.type === 'ALL') return waitingRoomLimitReached(context)
  return problem(`${scope.type}_NOT_FOUND`)
}

function scopeExists({ sql }: Context, scope: CouponScope): Fragment {
  switch (scope.type) {
    case 'ALL':
      return sql`true`
    case 'CATEGORY':
      return sql`exists (select from categories where id = ${scope.categoryId})`
    case 'BRAND':
      return sql`exists (select from brands where id = ${scope.brandId})`
    case 'PRODUCT':
      return sql`exists (select from products where id = ${scope.productId} and status <> 'REMOVED')`
  }
}
