import type { CouponCampaign, CouponScope, CreateCampaign } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { Problem } from '@munova/service'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import { problem } from '../../problems.ts'
import type { PromotionsContext } from './counter.ts'
import { roomsLeft, tooManyRooms } from '../waiting-room/set-room.ts'
import { campaignColumns, shownCampaign, type CampaignRow } from './campaign.ts'

/**
 * A campaign, and the waiting room before it where one is asked for. Throws FORBIDDEN for who is no administrator any
 * more, WAITING_ROOMS_FULL, and CATEGORY_NOT_FOUND, BRAND_NOT_FOUND or PRODUCT_NOT_FOUND for a scope that is nothing.
 */
export async function createCampaign(
  context: PromotionsContext,
  adminId: number,
  input: CreateCampaign,
): Promise<CouponCampaign> {
  const { sql, config } = context
  const { discount, scope } = input
  await requireActiveRole(sql, adminId, 'ADMIN')
  const fixed = discount.type === 'FIXED' ? discount : undefined
  const percent = discount.type === 'PERCENT' ? discount : undefined
  const wantsRoom = input.admissionsPerSecond !== undefined
  const [campaign] = await sql<CampaignRow[]>`
    with campaign as (
      insert into coupon_campaigns (
        name, kind, amount, percent, cap, minimum_order, quantity, starts_at, ends_at, valid_until, valid_days,
        scope, category_id, brand_id, product_id, created_by)
      select ${input.name}, ${discount.type}, ${fixed?.amount ?? null}, ${percent?.percent ?? null},
        ${percent?.cap ?? null}, ${input.minimumOrder}, ${input.quantity}, ${input.startsAt}::timestamptz,
        ${input.endsAt}::timestamptz, ${input.validUntil}::timestamptz, ${input.validDays}, ${scope.type},
        ${scope.type === 'CATEGORY' ? scope.categoryId : null}, ${scope.type === 'BRAND' ? scope.brandId : null},
        ${scope.type === 'PRODUCT' ? scope.productId : null}, ${adminId}
      where ${scopeExists(context, scope)} and (${!wantsRoom} or ${roomsLeft(context)})
      returning *
    ), room as (
      insert into waiting_rooms (resource, opens_at, closes_at, per_second, capacity)
      select 'coupon-campaign:' || id, starts_at, ends_at, ${input.admissionsPerSecond ?? null}::int,
        ${config.WAITING_ROOM_CAPACITY}
      from campaign where ${wantsRoom}
    )
    select ${campaignColumns(sql)} from campaign`
  if (!campaign) throw await refusal(context, scope)
  if (wantsRoom) await context.waiting.refresh()
  return shownCampaign(campaign)
}

async function refusal(context: PromotionsContext, scope: CouponScope): Promise<Problem> {
  const [row] = await retryOnConnectionLoss(
    () => context.sql<[{ found: boolean }]>`select ${scopeExists(context, scope)} as found`,
  )
  if (row.found || scope.type === 'ALL') return tooManyRooms(context)
  return problem(`${scope.type}_NOT_FOUND`)
}

function scopeExists({ sql }: PromotionsContext, scope: CouponScope) {
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
