import type { Random } from '../deterministic/random.ts'

export interface SizeStock {
  sizeMm: number
  stock: number
}

interface Range {
  min: number
  max: number
  /** Most feet are about so long: these sizes are bought most, and are gone first. */
  centre: number
}

const STEP_MM = 5
/** By root category: men, women, children, unisex. Adults' sizes are 220 to 300. */
const RANGES: Readonly<Record<number, Range>> = {
  1: { min: 245, max: 300, centre: 265 },
  2: { min: 220, max: 260, centre: 240 },
  3: { min: 160, max: 220, centre: 190 },
  4: { min: 225, max: 290, centre: 250 },
}
const ADULTS: Range = { min: 220, max: 300, centre: 255 }

const SPREAD_MM = 18
const MOST_PAIRS = 40
const SOLD_OUT_AT_CENTRE = 0.16
const SOLD_OUT_ELSEWHERE = 0.05

/** One run of sizes of one colour. */
export function sizesOf(random: Random, rootCategoryId: number, isSoldOut: boolean): SizeStock[] {
  const { min, max, centre } = RANGES[rootCategoryId] ?? ADULTS
  const first = min + STEP_MM * random.int(0, 1)
  const last = max - STEP_MM * random.int(0, 2)
  const peak = random.int(8, MOST_PAIRS)
  const sizes: SizeStock[] = []
  for (let sizeMm = first; sizeMm <= last; sizeMm += STEP_MM) {
    const distance = Math.abs(sizeMm - centre)
    const isGone = random.chance(distance <= STEP_MM ? SOLD_OUT_AT_CENTRE : SOLD_OUT_ELSEWHERE)
    const pairs = Math.round(peak * Math.exp(-((distance / SPREAD_MM) ** 2))) + random.int(1, 3)
    sizes.push({ sizeMm, stock: isSoldOut || isGone ? 0 : pairs })
  }
  return sizes
}
