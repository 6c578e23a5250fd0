import type { Random } from '../deterministic/random.ts'

export interface SizeStock {
  sizeMm: number
  stock: number
}

export interface SizeRange {
  min: number
  max: number
  /** The most common size, which sells most and sells out first. */
  centre: number
}

export const STEP_MM = 5
/** By root category: men, women, children, unisex. Adults' sizes are 220 to 300. */
export const SIZE_RANGES: Readonly<Record<number, SizeRange>> = {
  1: { min: 245, max: 300, centre: 265 },
  2: { min: 220, max: 260, centre: 240 },
  3: { min: 160, max: 220, centre: 190 },
  4: { min: 225, max: 290, centre: 250 },
}
const ADULTS: SizeRange = { min: 220, max: 300, centre: 255 }

const SPREAD_MM = 18
const MAX_STOCK = 40
const SOLD_OUT_AT_CENTRE = 0.16
const SOLD_OUT_ELSEWHERE = 0.05

/** The sizes of one colour with their stock. */
export function sizesOf(random: Random, rootCategoryId: number, isSoldOut: boolean): SizeStock[] {
  const { min, max, centre } = SIZE_RANGES[rootCategoryId] ?? ADULTS
  const first = min + STEP_MM * random.int(0, 1)
  const last = max - STEP_MM * random.int(0, 2)
  const peak = random.int(8, MAX_STOCK)
  const sizes: SizeStock[] = []
  for (let sizeMm = first; sizeMm <= last; sizeMm += STEP_MM) {
    const distance = Math.abs(sizeMm - centre)
    const isSizeSoldOut = random.chance(distance <= STEP_MM ? SOLD_OUT_AT_CENTRE : SOLD_OUT_ELSEWHERE)
    const pairs = Math.round(peak * Math.exp(-((distance / SPREAD_MM) ** 2))) + random.int(1, 3)
    sizes.push({ sizeMm, stock: isSoldOut || isSizeSoldOut ? 0 : pairs })
  }
  return sizes
}
