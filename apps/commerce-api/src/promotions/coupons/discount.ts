/** The terms of a coupon, which its campaign defines. Amounts are in won. */
export interface CouponTerms {
  kind: 'FIXED' | 'PERCENT'
  amount: number | null
  percent: number | null
  /** The maximum discount of a PERCENT coupon. */
  cap: number | null
  minimumOrder: number
  scope: 'ALL' | 'CATEGORY' | 'BRAND' | 'PRODUCT'
  /** A root category includes its leaves. */
  categoryId: number | null
  brandId: number | null
  productId: number | null
}

/** A line of an order; `amount` is unit price × quantity, in won. */
export interface DiscountLine {
  amount: number
  productId: number
  brandId: number
  categoryId: number
  rootCategoryId: number
}

/** The discount of each line in won, in the order of the lines, and their sum; or why the coupon does not apply. */
export type Discount =
  { total: number; lines: number[]; rejected?: never } | { rejected: 'NOT_IN_SCOPE' | 'BELOW_MINIMUM' }

/**
 * The discount of a coupon for the lines of an order. Only lines in its scope are discounted and count for the minimum. A
 * percentage is rounded down to the won. No line is discounted below 0.
 */
export function discountOf(terms: CouponTerms, lines: readonly DiscountLine[]): Discount {
  const amounts = lines.map((line) => (inScope(terms, line) ? line.amount : 0))
  const sum = amounts.reduce((left, right) => left + right, 0)
  if (sum === 0) return { rejected: 'NOT_IN_SCOPE' }
  if (sum < terms.minimumOrder) return { rejected: 'BELOW_MINIMUM' }
  const total = Math.min(sum, nominalDiscount(terms, sum))
  return { total, lines: prorate(total, amounts) }
}

/**
 * Splits `total` won in proportion to `shares` by the largest-remainder method: each share gets its part rounded down,
 * and each remaining won goes to the largest remainder, among equal ones to the earlier share. The parts add up to `total`.
 * No part exceeds its share when the shares add up to `total` or more, and the part of a share of 0 is 0. Throws a
 * RangeError when there is something to split and all shares are 0.
 */
export function prorate(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((left, right) => left + right, 0)
  if (total === 0) return shares.map(() => 0)
  if (sum === 0) throw new RangeError('nothing to split among')
  // The product of two amounts can exceed Number.MAX_SAFE_INTEGER.
  const parts = shares.map((share, at) => {
    const exact = BigInt(total) * BigInt(share)
    return { at, won: Number(exact / BigInt(sum)), remainder: exact % BigInt(sum) }
  })
  let left = total - parts.reduce((won, part) => won + part.won, 0)
  const byRemainder = parts.toSorted(
    (one, other) => compare(other.remainder, one.remainder) || one.at - other.at,
  )
  for (const part of byRemainder) {
    if (left === 0) break
    part.won += 1
    left -= 1
  }
  return parts.map((part) => part.won)
}

function inScope(terms: CouponTerms, line: DiscountLine): boolean {
  switch (terms.scope) {
    case 'ALL':
      return true
    case 'CATEGORY':
      return line.categoryId === terms.categoryId || line.rootCategoryId === terms.categoryId
    case 'BRAND':
      return line.brandId === terms.brandId
    case 'PRODUCT':
      return line.productId === terms.productId
  }
}

/** The discount by the terms; a FIXED one may be more than the lines cost. */
function nominalDiscount(terms: CouponTerms, sum: number): number {
  if (terms.kind === 'FIXED') return terms.amount ?? 0
  const share = Math.floor((sum * (terms.percent ?? 0)) / 100)
  return terms.cap === null ? share : Math.min(share, terms.cap)
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0
}
