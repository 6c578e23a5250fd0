import type { CreateProduct, ProductSummary } from '@munova/commerce-contract'
import { isoInstant, type Columns, type Fragment, type Sql } from '@munova/database'
import { isOnSale, listPrice, validPrice } from '../prices/valid-price.ts'

/** The fields that every list and page of products shows. */
export function summaryColumns(sql: Sql): Columns<ProductSummary> {
  return {
    id: sql`products.id`,
    name: sql`products.name`,
    price: validPrice(sql),
    listPrice: listPrice(sql),
    // The job that begins the sale computes the lowest price, moments later.
    sale: sql`case when ${isOnSale(sql)} then json_build_object('until', ${isoInstant(sql, sql`products.sale_until`)},
      'lowestPrice', coalesce(products.lowest_price, products.list_price)) end`,
  }
}

/** Fields of CreateProduct and EditProduct that are stored as they are; the others have tables or rules of their own. */
type StoredFields = Omit<CreateProduct, 'categoryId' | 'colors' | 'images' | 'disclosure'>
type GivenFields = { [Field in keyof StoredFields]?: StoredFields[Field] | undefined }

const storedColumns = {
  brandId: 'brand_id',
  name: 'name',
  description: 'description',
  price: 'price',
  purchaseLimit: 'purchase_limit',
} satisfies Record<keyof StoredFields, string>

export type StoredValue = string | number | boolean | null

/** The fields that are given, under the names of their columns, for `insert` and `update`. */
export function toStoredColumns(fields: GivenFields): Record<string, StoredValue> {
  const given = Object.entries(storedColumns).flatMap(([field, column]) => {
    const value = fields[field as keyof StoredFields]
    return value === undefined ? [] : [[column, value] as const]
  })
  return Object.fromEntries(given)
}

/** The brand of a product as JSON; the statement joins `brands`. */
export const brandColumn = (sql: Sql): Fragment =>
  sql`json_build_object('id', brands.id, 'name', brands.name)`

/** The first image of a product; null when it has none. Index product_images_pkey. */
export const imageColumn = (sql: Sql): Fragment =>
  sql`(select url from product_images where product_id = products.id and position = 1)`
