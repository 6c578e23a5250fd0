import * as z from 'zod'
import { KnownBusiness } from '../accounts/business.ts'
import { Brand } from './brands.ts'
import { Category } from './categories.ts'
import { ColorFamily } from './color-families.ts'
import { KnownDisclosure } from './disclosure.ts'
import { PINS } from './pins.ts'
import { ReviewFigures } from './reviews.ts'
import { Cursor, Limit, page } from '../page.ts'
import { singleLine } from '@munova/text-contract'
import { CategoryId, Digits, Id, Instant, PathId, Won } from '../primitives.ts'

/**
 * A DRAFT is visible to its seller only, also one that was on sale before; SUSPENDED is a published one while its seller is;
 * REMOVED is final.
 */
export const ProductStatus = z.enum(['DRAFT', 'PUBLISHED', 'SUSPENDED', 'REMOVED'])
export type ProductStatus = z.infer<typeof ProductStatus>

/** Shoe size as the length of the foot in mm: 100 to 400 in steps of 5. */
export const SizeMm = z.int().min(100).max(400).multipleOf(5)

/** A number of pairs. */
export const Stock = z.int().min(0).max(1_000_000)

/** One size of one colour: the unit of a cart line. `stock` is what is available now, `waiting` the length of its restock line. */
export const Sku = z.object({
  id: Id,
  sizeMm: z.int(),
  stock: z.int().nonnegative(),
  waiting: z.int().nonnegative(),
})
export type Sku = z.infer<typeof Sku>

export const ProductColor = z.object({ id: Id, name: z.string(), family: ColorFamily, skus: z.array(Sku) })
export type ProductColor = z.infer<typeof ProductColor>

/** A sale that runs. `lowestPrice` is the lowest price of the 30 days before it began. */
export const RunningSale = z.object({ until: Instant, lowestPrice: Won })
export type RunningSale = z.infer<typeof RunningSale>

/**
 * The fields of a product that every list and page shows, the seller's included. `price` is the price now, `listPrice` the
 * one without a sale: they differ while a sale runs.
 */
export const ProductSummary = z.object({
  id: Id,
  name: z.string(),
  price: Won,
  listPrice: Won,
  sale: RunningSale.nullable(),
})
export type ProductSummary = z.infer<typeof ProductSummary>

/** What the reviews of a product that are shown say of it. */
export const CardRating = z.object({ average: z.number().min(1).max(5), reviews: z.int().positive() })
export type CardRating = z.infer<typeof CardRating>

/**
 * A product in a list. `imageUrl` is the first image; `soldOut`: no size of any colour is available. `likes` is moments behind the one of
 * the product's page.
 */
export const ProductCard = z.object({
  ...ProductSummary.shape,
  brand: Brand,
  categoryId: Id,
  imageUrl: z.string().nullable(),
  soldOut: z.boolean(),
  likes: z.int().nonnegative(),
  rating: CardRating.nullable(),
  publishedAt: Instant,
})
export type ProductCard = z.infer<typeof ProductCard>

/**
 * `q` is what was looked for: the words of the query, or, when these match nothing, what their keys write on a Korean keyboard.
 * `total` counts 500 products at most. The first `pinned` items are there because an administrator pinned them.
 */
export const ProductPage = z.object({
  ...page(ProductCard).shape,
  q: z.string().nullable(),
  total: z.int().min(0).max(500).nullable(),
  pinned: z.int().min(0).max(PINS),
})
export type ProductPage = z.infer<typeof ProductPage>

/** Products that belong together, the first one first; each on sale. */
export const ProductCardList = z.object({ items: z.array(ProductCard) })
export type ProductCardList = z.infer<typeof ProductCardList>

/**
 * Minutes within which half of a seller's answers to inquiries came, as one of a few steps; null with too few answers within the last
 * 30 days, or above two days.
 */
export const UsualAnswerMinutes = z.int().positive().nullable()

/** Who sells the product; without a business where it is on sale since before that was required. */
export const ProductSeller = z.object({
  id: Id,
  name: z.string(),
  business: KnownBusiness.nullable(),
  usualAnswerMinutes: UsualAnswerMinutes,
})

/** From when until when the product is sold through its waiting room. */
export const ProductDrop = z.object({ opensAt: Instant, closesAt: Instant })

/** Colours in the seller's order, sizes ascending, images in the seller's order (the first is the main one). */
export const ProductDetail = z.object({
  ...ProductSummary.shape,
  description: z.string(),
  brand: Brand,
  category: Category,
  seller: ProductSeller,
  disclosure: KnownDisclosure.nullable(),
  /** Pairs that one member may order; null: any number. */
  purchaseLimit: z.int().positive().nullable(),
  /** Its waiting room until that closes; null without one. */
  drop: ProductDrop.nullable(),
  colors: z.array(ProductColor),
  images: z.array(z.string()),
  /** Members who like it. */
  likes: z.int().nonnegative(),
  reviews: ReviewFigures,
  publishedAt: Instant,
})
export type ProductDetail = z.infer<typeof ProductDetail>

export const ProductSort = z.enum(['new', 'popular', 'priceAsc', 'priceDesc', 'discount'])
export type ProductSort = z.infer<typeof ProductSort>

const QueryWon = Digits.pipe(Won)

const QuerySize = Digits.pipe(SizeMm)

/** What one searches for. */
export const Keywords = singleLine({ max: 50 })

/** A parameter that may come once or several times. */
const listOf = <Item extends z.ZodType>(item: Item, most: number) =>
  z.union([item.transform((only) => [only]), z.array(item).min(1).max(most)])

/** What products are filtered by. */
export const productFilters = {
  q: Keywords.optional(),
  category: Digits.pipe(CategoryId).optional(),
  brand: listOf(PathId, 20).optional(),
  minPrice: QueryWon.optional(),
  maxPrice: QueryWon.optional(),
  size: listOf(QuerySize, 20).optional(),
  color: listOf(ColorFamily, 20).optional(),
  sale: z.stringbool().optional(),
}

/** For `refine` of what has these filters. */
export const isRangeOfPrices = [
  ({ minPrice, maxPrice }: { minPrice?: number | undefined; maxPrice?: number | undefined }) =>
    minPrice === undefined || maxPrice === undefined || minPrice <= maxPrice,
  { error: 'must not be below minPrice', path: ['maxPrice'] },
] as const satisfies Parameters<z.ZodObject['refine']>

/** `sort` and `limit` are there by default; they say nothing about products that are named. */
const besideId = new Set(['id', 'sort', 'limit'])

/**
 * `category` may be a root, which includes its leaves. `minPrice` and `maxPrice` are inclusive, in whole won. Of several brands it is
 * of one, of several sizes one must be in stock, and of several colours. With both it is a size of a colour: black in 270, not black in 260
 * beside white in 270. `id` is for a page that knows what it shows: its products in its order, as one page.
 */
export const ProductQuery = z
  .strictObject({
    id: listOf(PathId, 20).optional(),
    ...productFilters,
    total: z.stringbool().optional(),
    sort: ProductSort.default('new'),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .refine(...isRangeOfPrices)
  .refine((query) => query.id === undefined || Object.keys(query).every((name) => besideId.has(name)), {
    error: 'must be the only parameter',
    path: ['id'],
  })
export type ProductQuery = z.infer<typeof ProductQuery>
