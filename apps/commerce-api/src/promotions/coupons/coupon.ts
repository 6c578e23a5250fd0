import type { Coupon } from '@munova/commerce-contract'
import { isoInstant, type Columns, type Fragment, type Sql } from '@munova/database'
import { splitTerms, termsColumns, type TermsRow } from './terms.ts'

export type CouponRow = Omit<Coupon, 'name' | 'minimumOrder' | 'discount' | 'scope'> & TermsRow

/** Of rows that the statement calls `coupon` (of `member_coupons`) and `campaign` (of `coupon_campaigns`). */
export function couponColumns(sql: Sql, { status }: { status: Fragment }): Columns<CouponRow> {
  return {
    id: sql`coupon.id`,
    campaignId: sql`coupon.campaign_id`,
    status,
    issuedAt: isoInstant(sql, sql`coupon.issued_at`),
    validUntil: isoInstant(sql, sql`coupon.valid_until`),
    usedAt: isoInstant(sql, sql`coupon.used_at`),
    ...termsColumns(sql),
  }
}

export function toCoupon(row: CouponRow): Coupon {
  const { terms, rest } = splitTerms(row)
  return { ...rest, ...terms }
}
