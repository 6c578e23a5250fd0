import { minutesAfter, minutesBefore } from '../deterministic/calendar.ts'
import { type Random, randomOf } from '../deterministic/random.ts'
import { describe } from '../shop/product-texts.ts'
import type { Leaf } from '../shop/products.ts'
import { kindOf } from '../shop/shoe-kinds.ts'
import { type SizeStock, SIZE_RANGES, STEP_MM } from '../shop/sizes.ts'
import { modelName } from './invented-words.ts'
import type { LargeBrand } from './large-brands.ts'
import { zipf } from './zipf.ts'

export interface LargeProduct {
  id: number
  brand: LargeBrand
  leaf: Leaf
  name: string
  description: string
  listPrice: number
  sale: { price: number; from: Date; until: Date } | undefined
  createdAt: Date
  publishedAt: Date
  colors: { name: string; sizes: SizeStock[] }[]
  images: string[]
}

export interface LargePlan {
  seed: number
  brands: readonly LargeBrand[]
  leaves: readonly Leaf[]
  /** Addresses of pictures by the name of a leaf. */
  pictures: ReadonlyMap<string, readonly string[]>
}

const SOLD_OUT_RATE = 0.03
const SALE_RATE = 0.15
const OLDEST_MINUTES = 3 * 365 * 24 * 60
const COLORS = '블랙 화이트 그레이 네이비 베이지 브라운 카키 크림 민트 버건디 스카이블루 코랄'.split(' ')
/** Id of the root category. */
const CHILDREN = 3

/** A product by its id alone, so that no list of all of them is needed. */
export function largeProduct({ seed, brands, leaves, pictures }: LargePlan, id: number): LargeProduct {
  const random = randomOf(seed, `large product ${id}`)
  const brand = drawBrand(random, brands)
  const leaf = leaves[zipf(random, leaves.length)]!
  // The id as milliseconds makes the instants unique.
  const publishedAt = new Date(minutesBefore(random.int(60, OLDEST_MINUTES)).getTime() + (id % 60_000))
  const listPrice = priceOf(random, brand, leaf)
  const isSoldOut = random.chance(SOLD_OUT_RATE)
  const views = pictures.get(leaf.name) ?? []
  return {
    id,
    brand,
    leaf,
    name: modelName(random, leaf.name),
    description: describe(random, kindOf(leaf.name)),
    listPrice,
    sale: random.chance(SALE_RATE) ? saleOf(random, listPrice, publishedAt) : undefined,
    createdAt: minutesAfter(publishedAt, -random.int(30, 3 * 24 * 60)),
    publishedAt,
    colors: colorways(random).map((name) => ({ name, sizes: bellSizes(random, leaf.rootId, isSoldOut) })),
    images: random.shuffle(views).slice(0, random.int(1, 3)),
  }
}

/** The brand of a product, without the rest of it. */
export const brandOf = ({ seed, brands }: LargePlan, id: number): LargeBrand =>
  drawBrand(randomOf(seed, `large product ${id}`), brands)

const drawBrand = (random: Random, brands: readonly LargeBrand[]) => brands[zipf(random, brands.length)]!

/** One to three colours or pairs of colours. */
function colorways(random: Random): string[] {
  const count = random.chance(0.7) ? 1 : random.int(2, 3)
  const names = random.shuffle(COLORS)
  return Array.from({ length: count }, (_, index) =>
    random.chance(0.3) ? `${names[index]}/${names[index + 6]}` : names[index]!,
  )
}

const SPREAD_MM = 16

/** Sizes near the centre are nearly always there, and with more pairs. */
function bellSizes(random: Random, rootId: number, isSoldOut: boolean): SizeStock[] {
  const { min, max, centre } = SIZE_RANGES[rootId]!
  const sizes: SizeStock[] = []
  for (let sizeMm = min; sizeMm <= max; sizeMm += STEP_MM) {
    const share = Math.exp(-(((sizeMm - centre) / SPREAD_MM) ** 2))
    if (sizeMm !== centre && !random.chance(share)) continue
    const isGone = isSoldOut || random.chance(0.1)
    sizes.push({ sizeMm, stock: isGone ? 0 : random.int(1, 1 + Math.round(40 * share)) })
  }
  return sizes
}

/** A multiple of 1,000 won, or 100 won below one. */
function priceOf(random: Random, { basePrice }: LargeBrand, { name, rootId }: Leaf): number {
  const normal = random.next() + random.next() + random.next() - 1.5
  const price =
    basePrice * kindOf(name).priceFactor * (rootId === CHILDREN ? 0.65 : 1) * Math.exp(normal * 0.4)
  const thousands = Math.max(9, Math.round(price / 1_000)) * 1_000
  return random.chance(0.4) ? thousands - 100 : thousands
}

/** It runs for long after the time of seeding. */
function saleOf(random: Random, listPrice: number, publishedAt: Date): LargeProduct['sale'] {
  const price = Math.floor((listPrice * (100 - 5 * random.int(1, 14))) / 100_000) * 1_000
  const began = Math.max(minutesBefore(random.int(60, 20 * 24 * 60)).getTime(), publishedAt.getTime())
  return { price, from: new Date(began), until: minutesBefore(-random.int(365, 730) * 24 * 60) }
}
