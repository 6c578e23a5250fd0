import type { CouponDiscount, CouponScope } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import type { CouponTerms } from './discount.ts'

/** What a coupon says, as columns of its campaign. */
export interface TermsRow extends CouponTerms {
  name: string
}

/** Selects TermsRow from a row of `coupon_campaigns` that the statement calls `campaign`. */
export function termsColumns(sql: Sql) {
  return sql`campaign.name, campaign.kind, campaign.amount, campaign.percent, campaign.cap,
    campaign.minimum_order as "minimumOrder", campaign.scope, campaign.category_id as "categoryId",
    campaign.brand_id as "brandId", campaign.product_id as "productId"`
}

/** The same as the contract says it. */
export function shownTerms(row: TermsRow) {
  const { name, minimumOrder } = row
  return { name, minimumOrder, discount: discountOf(row), scope: scopeOf(row) }
}

function discountOf({ kind, amount, percent, cap }: TermsRow): CouponDiscount {
  return kind === 'FIXED' ? { type: kind, amount: amount! } : { type: kind, percent: percent!, cap }
}

function scopeOf({ scope, categoryId, brandId, productId }: TermsRow): CouponScope {
  switch (scope) {
    case 'ALL':
      return { type: scope }
    case 'CATEGORY':
      return { type: scope, categoryId: categoryId! }
    case 'BRAND':
      return { type: scope, brandId: brandId! }
    case 'PRODUCT':
      return { type: scope, productId: productId! }
  }
}
