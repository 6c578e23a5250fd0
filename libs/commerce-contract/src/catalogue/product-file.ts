import * as z from 'zod'
import { NormalText, singleLine } from '@munova/text-contract'
import { page } from '../page.ts'
import { Digits, Id, Instant, Moment, PathId, Revision, Won } from '../primitives.ts'
import { SizeMm, Stock } from './products.ts'
import { ColorName, Description, ProductName } from './seller-products.ts'

/**
 * A CSV file (RFC 4180) of the seller's products, a line for each size of each colour. Its first line names the columns, in any order and
 * language of the table in docs/commerce.md: a file that was exported can be changed and imported. Other columns are ignored. A cell that
 * begins with an apostrophe before one of `= + - @` is read without it.
 */
export const ProductFile = NormalText.min(1)

/** A cell of a column; an empty one says nothing. */
const cell = <Value extends z.ZodType<unknown, string>>(value: Value) =>
  z
    .string()
    .transform((text) => (text === '' ? undefined : text))
    .pipe(value.optional())

/** A number with or without the commas of thousands, which spreadsheets write. */
const Amount = z
  .string()
  .transform((text) => text.replaceAll(',', ''))
  .pipe(Digits)

/** One line of the file. What a product has once may be in any of its lines. */
export const ProductLine = z.object({
  /** Without it the line is of a new product. */
  productId: cell(PathId),
  /** When it is given and not the product's, nothing but stock is changed. */
  revision: cell(Digits.pipe(Revision)),
  /** Lines of one new product have the same text here; without it the same name. */
  group: cell(singleLine({ max: 100 })),
  name: cell(ProductName),
  brand: cell(singleLine({ max: 50 })),
  /** The names of root and leaf, with `>` between them. */
  category: cell(singleLine({ max: 110 })),
  description: cell(Description),
  listPrice: cell(Amount.pipe(Won)),
  /** Without all three there is no sale. */
  salePrice: cell(Amount.pipe(Won)),
  saleFrom: cell(Moment),
  saleUntil: cell(Moment),
  color: ColorName,
  sizeMm: Digits.pipe(SizeMm),
  /** As it was exported: the stock is changed only if it still is this. */
  stockBefore: cell(Amount.pipe(Stock)),
  stock: cell(Amount.pipe(Stock)),
})
export type ProductLine = z.infer<typeof ProductLine>

/** `dryRun`: nothing is changed, and the result is what it would be. */
export const ImportQuery = z.strictObject({ dryRun: z.stringbool().default(false) })
export type ImportQuery = z.infer<typeof ImportQuery>

/** What is wrong with a line; its product is not changed at all. `column` is null where it is no single one. */
export const LineError = z.object({
  /** From 1, with the line of the column names. */
  line: z.int().positive(),
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
})
export type LineError = z.infer<typeof LineError>

/** Numbers of products: each is created or changed as the file says, is so already, or has errors and stays as it is. */
const Counts = z.object({
  created: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
})

/** In the order of the lines. `id` is null for a dry run; `moreErrors` are those that the list has no room for. */
export const ProductImportResult = z.object({
  id: Id.nullable(),
  ...Counts.shape,
  errors: z.array(LineError),
  moreErrors: z.int().nonnegative(),
})
export type ProductImportResult = z.infer<typeof ProductImportResult>

/** An import that can be undone until `undoUntil`. It runs while `finishedAt` is null. */
export const ProductImport = z.object({
  id: Id,
  ...Counts.shape,
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  undoUntil: Instant,
  undoneAt: Instant.nullable(),
})
export type ProductImport = z.infer<typeof ProductImport>

/** Newest first. */
export const ProductImportPage = page(ProductImport)
export type ProductImportPage = z.infer<typeof ProductImportPage>

/** A product of which something was changed since the import, and stays: `columns` of the file. */
export const KeptProduct = z.object({ productId: Id, columns: z.array(z.string()) })
export type KeptProduct = z.infer<typeof KeptProduct>

/** `restored` products are again what they were, or removed if the import had created them. */
export const UndoneImport = z.object({
  restored: z.int().nonnegative(),
  kept: z.array(KeptProduct),
})
export type UndoneImport = z.infer<typeof UndoneImport>
