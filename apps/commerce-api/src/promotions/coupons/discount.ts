/** What a coupon takes off, as its campaign says. */
export interface CouponTerms {
  kind: 'FIXED' | 'PERCENT'
  amount: number | null
  percent: number | null
  /** The most that a PERCENT coupon takes off. */
  cap: number | null
  minimumOrder: number
  scope: 'ALL' | 'CATEGORY' | 'BRAND' | 'PRODUCT'
  /** Of a root its leaves count too. */
  categoryId: number | null
  brandId: number | null
  productId: number | null
}

/** A line of an order; `amount` is unit price × quantity in won. */
export interface DiscountLine {
  amount: number
  productId: number
  brandId: number
  categoryId: number
  rootCategoryId: number
}

/** `lines` are won off each line, in the order of the lines given; they sum up to `total`. */
export type Discount =
  { total: number; lines: number[]; refused?: never } | { refused: 'NOT_IN_SCOPE' | 'BELOW_MINIMUM' }

/**
 * What the coupon takes off each line of an order. Only lines in its scope count, for the minimum too. A percentage is
 * rounded down to the won. No line is discounted below 0.
 */
export function discountOf(terms: CouponTerms, lines: readonly DiscountLine[]): Discount {
  const amounts = lines.map((line) => (inScope(terms, line) ? line.amount : 0))
  const sum = amounts.reduce((left, right) => left + right, 0)
  if (sum === 0) return { refused: 'NOT_IN_SCOPE' }
  if (sum < terms.minimumOrder) return { refused: 'BELOW_MINIMUM' }
  const total = Math.min(sum, promised(terms, sum))
  return { total, lines: prorate(total, amounts) }
}

/**
 * Splits `total` won among shares in proportion to them, to the won and with nothing left over: each gets its part
 * rounded down, and the won that remain go to the largest remainders, the earlier share first. A share gets no more
 * than itself when the shares sum up to `total` or more, and nothing when it is 0.
 */
export function prorate(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((left, right) => left + right, 0)
  if (total === 0) return shares.map(() => 0)
  if (sum === 0) throw new RangeError('nothing to split among')
  // A product of two sums of won may be beyond what a number carries exactly.
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

function promised(terms: CouponTerms, sum: number): number {
  if (terms.kind === 'FIXED') return terms.amount ?? 0
  const share = Math.floor((sum * (terms.percent ?? 0)) / 100)
  return terms.cap === null ? share : Math.min(share, terms.cap)
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0
}
