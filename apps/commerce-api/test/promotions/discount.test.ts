import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded, type Draw } from '@munova/testing'
import {
  discountOf,
  prorate,
  type CouponTerms,
  type DiscountLine,
} from '../../src/promotions/coupons/discount.ts'

const everything: CouponTerms = { kind: 'FIXED', amount: 5_000, percent: null, cap: null, minimumOrder: 0, scope: 'ALL', categoryId: null, brandId: null, productId: null } // prettier-ignore
const line = (amount: number, other: Partial<DiscountLine> = {}): DiscountLine => ({ amount, productId: 1, brandId: 1, categoryId: 7, rootCategoryId: 1, ...other }) // prettier-ignore

test('a fixed discount is split by the largest remainder, the earlier line first', () => {
  assert.deepEqual(discountOf({ ...everything, amount: 100 }, [line(100), line(100), line(100)]), {
    total: 100,
    lines: [34, 33, 33],
  })
  assert.deepEqual(prorate(5, [10, 20, 70]), [1, 1, 3])
  assert.deepEqual(prorate(0, [0, 0]), [0, 0])
  assert.throws(() => prorate(1, [0, 0]), RangeError)
})

test('a fixed discount does not exceed the amount of the lines', () => {
  assert.deepEqual(discountOf(everything, [line(1_000), line(2_000)]), {
    total: 3_000,
    lines: [1_000, 2_000],
  })
})

test('a percentage is rounded down to the won and stops at its cap', () => {
  const percent = { ...everything, kind: 'PERCENT', amount: null, percent: 15 } as const
  assert.deepEqual(discountOf(percent, [line(99)]), { total: 14, lines: [14] })
  assert.deepEqual(discountOf({ ...percent, cap: 10 }, [line(99)]), { total: 10, lines: [10] })
  assert.deepEqual(discountOf({ ...percent, percent: 100 }, [line(99), line(1)]), {
    total: 100,
    lines: [99, 1],
  })
})

test('only lines in scope are discounted and count for the minimum', () => {
  const lines = [line(30_000), line(50_000, { productId: 2, brandId: 2, categoryId: 21, rootCategoryId: 2 })]
  const scopes: [Partial<CouponTerms>, number[]][] = [
    [{ scope: 'PRODUCT', productId: 2 }, [0, 5_000]],
    [{ scope: 'BRAND', brandId: 1 }, [5_000, 0]],
    [{ scope: 'CATEGORY', categoryId: 21 }, [0, 5_000]],
    [{ scope: 'CATEGORY', categoryId: 1 }, [5_000, 0]],
  ]
  for (const [scope, off] of scopes) {
    assert.deepEqual(discountOf({ ...everything, ...scope }, lines), { total: 5_000, lines: off })
  }
  const brandOnly = { ...everything, scope: 'BRAND', brandId: 1 } as const
  assert.deepEqual(discountOf({ ...brandOnly, minimumOrder: 30_001 }, lines), { rejected: 'BELOW_MINIMUM' })
  assert.deepEqual(discountOf({ ...brandOnly, minimumOrder: 30_000 }, lines), {
    total: 5_000,
    lines: [5_000, 0],
  })
  assert.deepEqual(discountOf({ ...brandOnly, brandId: 3 }, lines), { rejected: 'NOT_IN_SCOPE' })
  assert.deepEqual(discountOf(everything, []), { rejected: 'NOT_IN_SCOPE' })
})

test('for random amounts the parts add up exactly and no line gets more than its share', (t) => {
  const random = seeded(t)
  for (let round = 0; round < 20_000; round += 1) {
    const lines = Array.from({ length: 1 + random(12) }, () =>
      line(amountBy(random), { brandId: 1 + random(2) }),
    )
    const terms = termsBy(random)
    const discount = discountOf(terms, lines)
    if (discount.rejected) continue
    const where = `round ${round}`
    const inScope = lines.map((each) =>
      terms.scope === 'ALL' || each.brandId === terms.brandId ? each.amount : 0,
    )
    const sum = total(inScope)
    assert.equal(total(discount.lines), discount.total, where)
    for (const [at, off] of discount.lines.entries()) {
      const amount = inScope[at]!
      assert.ok(Number.isSafeInteger(off) && off >= 0 && off <= amount, where)
      // Each part differs from the exact one by less than a won.
      const exact = (BigInt(discount.total) * BigInt(amount)) / BigInt(sum)
      assert.ok(BigInt(off) === exact || BigInt(off) === exact + 1n, where)
    }
    if (terms.kind === 'FIXED') assert.equal(discount.total, Math.min(sum, terms.amount!), where)
    else
      assert.ok(discount.total <= (sum * terms.percent!) / 100 && discount.total <= (terms.cap ?? sum), where)
  }
})

function amountBy(random: Draw): number {
  return [0, 1, random(10), random(300_000), 100_000_000, 99 * 100_000_000][random(6)]!
}

function termsBy(random: Draw): CouponTerms {
  const scope = random(2) === 0 ? everything : { ...everything, scope: 'BRAND' as const, brandId: 1 }
  if (random(2) === 0) return { ...scope, amount: 1 + random(100_000_000) }
  const cap = random(2) === 0 ? null : 1 + random(50_000)
  return { ...scope, kind: 'PERCENT', amount: null, percent: 1 + random(100), cap }
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((left, right) => left + right, 0)
}
