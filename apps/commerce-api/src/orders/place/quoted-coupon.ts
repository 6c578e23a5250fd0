import type { CouponStatus } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { discountOf, type CouponTerms } from '../../promotions/coupons/discount.ts'
import { problem } from '../../problems.ts'
import type { OpenOrder, WantedLine } from './wanted-lines.ts'

/** A coupon of the member, in any state. */
export interface QuotedCoupon extends CouponTerms {
  status: CouponStatus
  orderId: number | null
  isValid: boolean
}

/** Throws COUPON_NOT_USABLE for a coupon of another member. */
export async function readTerms(sql: Sql, memberId: number, couponId: number): Promise<QuotedCoupon> {
  const [row] = await retryOnConnectionLoss(
    () => sql<QuotedCoupon[]>`
      select kind, amount, percent, cap, minimum_order as "minimumOrder", scope, category_id as "categoryId",
        brand_id as "brandId", product_id as "productId", status, order_id as "orderId",
        member_coupons.valid_until > now() as "isValid"
      from member_coupons join coupon_campaigns on coupon_campaigns.id = campaign_id
      where member_coupons.id = ${couponId} and member_id = ${memberId}`,
  )
  if (!row) throw problem('COUPON_NOT_USABLE', { detail: 'notFound' })
  return row
}

/**
 * The discount of each line. Throws COUPON_NOT_USABLE when the coupon is not ISSUED, nor reserved by an order that is
 * superseded, or when it does not apply to the lines.
 */
export function discountsOf(
  coupon: QuotedCoupon,
  superseded: readonly OpenOrder[],
  { rows, amounts }: { rows: readonly WantedLine[]; amounts: readonly number[] },
): number[] {
  const isFree = coupon.status === 'ISSUED' || superseded.some(({ id }) => id === coupon.orderId)
  if (!isFree) throw problem('COUPON_NOT_USABLE', { detail: whyNotUsable[coupon.status] })
  if (!coupon.isValid) throw problem('COUPON_NOT_USABLE', { detail: 'expired' })
  const found = discountOf(
    coupon,
    rows.map((row, index) => ({ ...row, amount: amounts[index] ?? 0 })),
  )
  if (found.rejected === undefined) return found.lines
  throw problem(
    'COUPON_NOT_USABLE',
    found.rejected === 'NOT_IN_SCOPE'
      ? { detail: 'outOfScope' }
      : { detail: 'minimumOrder', amount: coupon.minimumOrder },
  )
}

const whyNotUsable = {
  ISSUED: 'expired',
  RESERVED: 'reserved',
  USED: 'used',
  EXPIRED: 'expired',
} as const satisfies Record<CouponStatus, string>
