import type { SeedBrand } from './brands.ts'
import { minutesAfter, minutesBefore } from '../deterministic/calendar.ts'
import { kindOf } from './shoe-kinds.ts'
import { type Random, randomOf } from '../deterministic/random.ts'
import { type SizeStock, sizesOf } from './sizes.ts'
import { addressOf, seedPictures, type SeedPicture } from './pictures.ts'
import { describe, nameMaker } from './product-texts.ts'

/** A leaf category: only these have products. */
export interface Leaf {
  id: number
  rootId: number
  name: string
}

export interface SeedProduct {
  id: number
  sellerId: number
  brandId: number
  leaf: Leaf
  name: string
  description: string
  price: number
  status: 'DRAFT' | 'PUBLISHED' | 'REMOVED'
  revision: number
  createdAt: Date
  publishedAt: Date | null
  colors: { name: string; sizes: SizeStock[] }[]
  pictures: SeedPicture[]
  /** The addresses of the pictures. */
  images: string[]
}

const PRODUCTS = 300
/** Products 1 to 26 belong to the demo seller; the last two of them are drafts. */
const DEMO_PRODUCTS = 26
const FIRST_DRAFT = 25
/** Every hundredth product is removed. */
const REMOVED_EVERY = 100

const COLORS = [
  ['블랙', '화이트', '그레이', '네이비', '베이지', '브라운'],
  ['카키', '크림', '민트', '버건디', '스카이블루', '코랄'],
].flat()
const SOLD_OUT_RATE = 0.03
const OLDEST_MINUTES = 400 * 24 * 60
const MIN_PRICE = 19_000
const MAX_PRICE = 389_000
/** Id of the root category. */
const CHILDREN = 3
const CHILDREN_PRICE_FACTOR = 0.65

/** 300 products over all brands and leaf categories; the ids are the same for every seed. */
export function seedProducts(
  seed: number,
  brands: readonly SeedBrand[],
  leaves: readonly Leaf[],
): SeedProduct[] {
  const random = randomOf(seed, 'products')
  const nextName = nameMaker(random)
  const demoSeller = brands[0]!.sellerId
  const demoBrands = brands.filter(({ sellerId }) => sellerId === demoSeller)
  const otherBrands = brands.filter(({ sellerId }) => sellerId !== demoSeller)
  const categories = random.shuffle(leaves)

  return Array.from({ length: PRODUCTS }, (_, index) => {
    const id = index + 1
    const brand = random.pick(id <= DEMO_PRODUCTS ? demoBrands : otherBrands)
    const leaf = categories[index % categories.length]!
    const kind = kindOf(leaf.name)
    const isSoldOut = random.chance(SOLD_OUT_RATE)
    // The id as milliseconds makes the instants unique.
    const publishedAt = new Date(minutesBefore(random.int(60, OLDEST_MINUTES)).getTime() + id)
    const product = {
      id,
      sellerId: brand.sellerId,
      brandId: brand.id,
      leaf,
      name: nextName(leaf.name),
      description: describe(random, kind),
      price: priceOf(random, brand, leaf),
      ...statusOf(id, publishedAt),
      createdAt: minutesAfter(publishedAt, -random.int(30, 3 * 24 * 60)),
      colors: random
        .shuffle(COLORS)
        .slice(0, random.int(1, 4))
        .map((name) => ({ name, sizes: sizesOf(random, leaf.rootId, isSoldOut) })),
    }
    const pictures = seedPictures(product, random.int(1, 4))
    return { ...product, pictures, images: pictures.map(addressOf) }
  })
}

/** Creating, publishing and removing a product each increment its revision. */
function statusOf(id: number, publishedAt: Date): Pick<SeedProduct, 'status' | 'revision' | 'publishedAt'> {
  if (id >= FIRST_DRAFT && id <= DEMO_PRODUCTS) return { status: 'DRAFT', revision: 1, publishedAt: null }
  if (id % REMOVED_EVERY === 0) return { status: 'REMOVED', revision: 3, publishedAt }
  return { status: 'PUBLISHED', revision: 2, publishedAt }
}

/** A multiple of 1,000 won, or 100 won below one. */
function priceOf(random: Random, { basePrice }: SeedBrand, leaf: Leaf): number {
  const sizeFactor = leaf.rootId === CHILDREN ? CHILDREN_PRICE_FACTOR : 1
  // The sum of three uniform numbers approximates a normal distribution; prices of one kind are log-normal.
  const normal = random.next() + random.next() + random.next() - 1.5
  const price = basePrice * kindOf(leaf.name).priceFactor * sizeFactor * Math.exp(normal * 0.3)
  const thousands = Math.round(Math.min(Math.max(price, MIN_PRICE), MAX_PRICE) / 1_000) * 1_000
  return random.chance(0.4) ? thousands - 100 : thousands
}
