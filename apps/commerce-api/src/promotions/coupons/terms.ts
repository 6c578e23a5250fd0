import type { Coupon, CouponDiscount, CouponScope } from '@munova/commerce-contract'
import type { Columns, Sql } from '@munova/database'
import type { CouponTerms } from './discount.ts'

/** Name and terms of a coupon, as columns of its campaign. */
export interface TermsRow extends CouponTerms {
  name: string
}

/** The same fields as the contract has them. */
type ContractTerms = Pick<Coupon, 'name' | 'minimumOrder' | 'discount' | 'scope'>

/** Of a row of `coupon_campaigns` that the statement calls `campaign`. */
export function termsColumns(sql: Sql): Columns<TermsRow> {
  return {
    name: sql`campaign.name`,
    kind: sql`campaign.kind`,
    amount: sql`campaign.amount`,
    percent: sql`campaign.percent`,
    cap: sql`campaign.cap`,
    minimumOrder: sql`campaign.minimum_order`,
    scope: sql`campaign.scope`,
    categoryId: sql`campaign.category_id`,
    brandId: sql`campaign.brand_id`,
    productId: sql`campaign.product_id`,
  }
}

/** Takes the columns of the terms out of a row. */
export function splitTerms<Row extends TermsRow>(
  row: Row,
): { terms: ContractTerms; rest: Omit<Row, keyof TermsRow> } {
  const { name, kind, amount, percent, cap, minimumOrder, scope, categoryId, brandId, productId, ...rest } =
    row
  const discount: CouponDiscount =
    kind === 'FIXED' ? { type: kind, amount: amount! } : { type: kind, percent: percent!, cap }
  return {
    terms: { name, minimumOrder, discount, scope: toScope({ scope, categoryId, brandId, productId }) },
    rest,
  }
}

type ScopeColumns = Pick<TermsRow, 'scope' | 'categoryId' | 'brandId' | 'productId'>

function toScope({ scope, categoryId, brandId, productId }: ScopeColumns): CouponScope {
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
