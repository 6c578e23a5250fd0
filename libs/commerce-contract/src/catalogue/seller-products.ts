import * as z from 'zod'
import { Disclosure } from './disclosure.ts'
import { ColorFamily } from './color-families.ts'
import { isNoBrokenPictureUrl } from './pictures.ts'
import { Cursor, Limit, page } from '../page.ts'
import { CategoryId, Id, Instant, Moment, PathId, Revision, Won } from '../primitives.ts'
import { ProductColor, ProductDetail, ProductStatus, ProductSummary, SizeMm, Stock } from './products.ts'
import { multiLine, singleLine, UrlText } from '@munova/text-contract'

export const ProductName = singleLine({ max: 100 })
export const Description = multiLine({ min: 10, max: 65_535 })
export const ColorName = singleLine({ max: 30 })

/** An http(s) address, or a path on the shop's own host: that of a picture of the seller, or any other file. */
const ImageUrl = UrlText.max(2_048)
  .refine(isImageUrl, 'must be an http(s) URL or a path that starts with one /')
  .refine(isNoBrokenPictureUrl, 'must be the address of a picture in one of its widths')

function isImageUrl(text: string): boolean {
  return /^(https?:\/\/|\/(?!\/))[^\s\\]+$/.test(text) && URL.canParse(text, 'https://munova.example')
}

/** A lower price for a period: from `from`, until before `until`. Where `from` has passed the sale begins at once. */
export const SetSale = z
  .strictObject({ price: Won, from: Moment, until: Moment })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    error: 'must be after from',
    path: ['until'],
  })
  .refine(({ until }) => Date.parse(until) > Date.now(), { error: 'must be in the future', path: ['until'] })
export type SetSale = z.infer<typeof SetSale>

/** A sale that is planned or runs. */
export const PlannedSale = z.object({ price: Won, from: Instant, until: Instant })
export type PlannedSale = z.infer<typeof PlannedSale>

/** At most 10 different ones; the first is the main image. */
const Images = z.array(ImageUrl).max(10).refine(allDifferent, 'must not repeat an image')

export const NewSku = z.strictObject({ sizeMm: SizeMm, stock: Stock })

export type NewSku = z.infer<typeof NewSku>

/** Sizes for a colour. */
export const NewSizes = z.strictObject({
  skus: z
    .array(NewSku)
    .min(1)
    .max(61)
    .refine((skus) => allDifferent(skus.map((sku) => sku.sizeMm)), 'must not repeat a size'),
})
export type NewSizes = z.infer<typeof NewSizes>

/** Without `family` the name says it. */
export const NewColor = z.strictObject({
  name: ColorName,
  family: ColorFamily.optional(),
  ...NewSizes.shape,
})
export type NewColor = z.infer<typeof NewColor>

/** Absent fields stay unchanged; `family: null`: the name says it. */
export const ChangeColor = z
  .strictObject({ name: ColorName.optional(), family: ColorFamily.nullable().optional() })
  .refine(({ name, family }) => name !== undefined || family !== undefined, 'must change something')
export type ChangeColor = z.infer<typeof ChangeColor>

/** Pairs that one member may order of a product, over all orders that are not cancelled or returned; null: any number. */
const PurchaseLimit = z.int().min(1).max(1_000).nullable()

export const SetPurchaseLimit = z.strictObject({ purchaseLimit: PurchaseLimit })
export type SetPurchaseLimit = z.infer<typeof SetPurchaseLimit>

/**
 * The fields that a seller sets when creating a product and can edit later. `categoryId` is a leaf of the tree. None has a
 * default: `partial()` keeps defaults, so an edit would reset every field that it does not name.
 */
const ProductFields = z.object({
  brandId: Id,
  categoryId: CategoryId,
  name: ProductName,
  description: Description,
  price: Won,
  /** Not needed by a draft; a product without it cannot be published (DISCLOSURE_NEEDED). */
  disclosure: Disclosure.optional(),
  purchaseLimit: PurchaseLimit.optional(),
})

/** A new product is a DRAFT. At most 20 colours with 61 sizes each. */
export const CreateProduct = z.strictObject({
  ...ProductFields.shape,
  colors: z
    .array(NewColor)
    .min(1)
    .max(20)
    .refine((colors) => allDifferent(colors.map((color) => color.name)), 'must not repeat a colour'),
  images: Images.default([]),
})
export type CreateProduct = z.infer<typeof CreateProduct>

/**
 * Absent fields stay unchanged; `images` replaces the whole list. With `expectedRevision` the edit fails
 * (PRODUCT_CHANGED) when the product has another revision.
 */
export const EditProduct = z
  .strictObject({
    ...ProductFields.partial().shape,
    images: Images.optional(),
    expectedRevision: Revision.optional(),
  })
  .refine(
    (change) =>
      Object.entries(change).some(([field, value]) => field !== 'expectedRevision' && value !== undefined),
    'must change something',
  )
export type EditProduct = z.infer<typeof EditProduct>

/**
 * `stock` is the number of pairs on hand, including those that are sold and not shipped. `expectedStock` is what the seller
 * saw: if the stock differs, it is not overwritten (STOCK_CHANGED). Sales do not change the stock, but it cannot go below
 * the pairs that are reserved or allocated (STOCK_COMMITTED).
 */
export const SetStock = z.strictObject({ stock: Stock, expectedStock: Stock })
export type SetStock = z.infer<typeof SetStock>

export const ColorPath = z.strictObject({ id: PathId, colorId: PathId })
export const SkuPath = z.strictObject({ id: PathId, skuId: PathId })
export const SkuStock = z.object({ id: Id, stock: z.int().nonnegative(), available: z.int().nonnegative() })
export type SkuStock = z.infer<typeof SkuStock>

/** `stock` is on hand; pairs that are reserved or allocated are not `available`, nor those that are held for members who waited. */
export const SellerSku = z.object({
  ...SkuStock.shape,
  sizeMm: z.int(),
  waiting: z.int().nonnegative(),
})
/** `chosenFamily` is null where the name says the family. */
export const SellerColor = z.object({
  ...ProductColor.shape,
  chosenFamily: ColorFamily.nullable(),
  skus: z.array(SellerSku),
})
export type SellerColor = z.infer<typeof SellerColor>

/**
 * A product as its seller sees it. `revision` grows with every change except of stock; `plannedSale` is the sale that is
 * planned or runs.
 */
export const SellerProduct = z.object({
  ...ProductDetail.omit({ seller: true, drop: true, likes: true, reviews: true }).shape,
  colors: z.array(SellerColor),
  plannedSale: PlannedSale.nullable(),
  status: ProductStatus,
  revision: Revision,
  createdAt: Instant,
  publishedAt: Instant.nullable(),
})
export type SellerProduct = z.infer<typeof SellerProduct>

/** `stock` is the number of pairs on hand in all sizes and colours. */
export const SellerProductCard = z.object({
  ...ProductSummary.shape,
  status: ProductStatus,
  imageUrl: z.string().nullable(),
  stock: z.int().nonnegative(),
  revision: Revision,
  createdAt: Instant,
})
export type SellerProductCard = z.infer<typeof SellerProductCard>

/** The products of the seller, newest first. */
export const SellerProductPage = page(SellerProductCard)
export type SellerProductPage = z.infer<typeof SellerProductPage>

/** `name`: what the name of the product contains, in small or capital letters. */
export const SellerProductQuery = z.strictObject({
  status: ProductStatus.optional(),
  name: ProductName.optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type SellerProductQuery = z.infer<typeof SellerProductQuery>

function allDifferent(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length
}
