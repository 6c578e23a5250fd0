import {
  Id,
  type Coupon,
  type CouponPage,
  type CouponQuery,
  type CouponStatus,
} from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { pageOf, readCursor } from '../../cursor.ts'
import { shownTerms, termsColumns, type TermsRow } from './terms.ts'

export interface CouponRow extends TermsRow {
  id: number
  campaignId: number
  status: CouponStatus
  issuedAt: Date
  validUntil: Date
  usedAt: Date | null
}

const Place = z.tuple([z.literal('coupons'), Id])

/** A member's coupons, newest first. One whose time has come is EXPIRED, whether the job that says so ran or not. */
export async function listOwnCoupons(
  sql: Sql,
  memberId: number,
  { status, cursor, limit }: CouponQuery,
): Promise<CouponPage> {
  const before = cursor === undefined ? undefined : readCursor(Place, cursor)[1]
  const state = sql`case when coupon.status = 'ISSUED' and coupon.valid_until <= now() then 'EXPIRED'
    else coupon.status end`
  // Index member_coupons_member, backwards.
  const rows = await retryOnConnectionLoss(
    () => sql<CouponRow[]>`
      select coupon.id, campaign_id as "campaignId", ${state} as status, issued_at as "issuedAt",
        coupon.valid_until as "validUntil", used_at as "usedAt", ${termsColumns(sql)}
      from member_coupons coupon join coupon_campaigns campaign on campaign.id = campaign_id
      where member_id = ${memberId}
        ${status === undefined ? sql`` : sql`and ${state} = ${status}`}
        ${before === undefined ? sql`` : sql`and coupon.id < ${before}`}
      order by coupon.id desc limit ${limit + 1}`,
  )
  return pageOf(rows, limit, { item: shownCoupon, place: ({ id }) => ['coupons', id] })
}

export function shownCoupon(row: CouponRow): Coupon {
  const { id, campaignId, status } = row
  return {
    id,
    campaignId,
    ...shownTerms(row),
    status,
    issuedAt: row.issuedAt.toISOString(),
    validUntil: row.validUntil.toISOString(),
    usedAt: row.usedAt?.toISOString() ?? null,
  }
}
