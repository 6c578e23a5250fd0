import { Id, Won, type ProductPage, type ProductQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { pageOf, readCursor } from '../../cursor.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { available } from '../stock/available.ts'

interface CardRow {
  id: number
  name: string
  price: number
  brand: { id: number; name: string }
  categoryId: number
  imageUrl: string | null
  soldOut: boolean
  publishedAt: Date
}

// Until 2100; PostgreSQL refuses some years that JavaScript can count to.
const EpochMs = z.int().min(0).max(4_102_444_800_000)
/** Where a page ended. The sort is part of it, so that a cursor fits no list in another order. */
const Place = {
  new: z.tuple([z.literal('new'), EpochMs, Id]),
  priceAsc: z.tuple([z.literal('priceAsc'), Won, Id]),
  priceDesc: z.tuple([z.literal('priceDesc'), Won, Id]),
}

/**
 * Products on sale. Keyset pages: what is published meanwhile shifts nothing, so no product comes twice and none is
 * left out; only one whose price changes under a list by price may move.
 */
export async function listProducts(context: CatalogueContext, query: ProductQuery): Promise<ProductPage> {
  const { sql } = context
  const { minPrice, maxPrice, sort, limit } = query
  // By what is asked for: products_new, products_price, or products_{root,leaf,brand}_{new,price}; and for each card
  // skus_size_key and product_images_pkey. `not exists` would be hashed: all SKUs read for a page of twenty.
  const rows = await retryOnConnectionLoss(
    () => sql<CardRow[]>`
      select products.id, products.name, price, category_id as "categoryId", published_at as "publishedAt",
        json_build_object('id', brands.id, 'name', brands.name) as brand,
        (select url from product_images where product_id = products.id and position = 1) as "imageUrl",
        coalesce((select false from skus where product_id = products.id and ${available(sql)} > 0 limit 1), true)
          as "soldOut"
      from products join brands on brands.id = brand_id
      where status = 'PUBLISHED'
        ${inCategory(context, query.category)}
        ${query.brand === undefined ? sql`` : sql`and brand_id = ${query.brand}`}
        ${minPrice === undefined ? sql`` : sql`and price >= ${minPrice}`}
        ${maxPrice === undefined ? sql`` : sql`and price <= ${maxPrice}`}
        ${after(sql, query)}
      order by ${order(sql, sort)}
      limit ${limit + 1}`,
  )
  return pageOf(rows, limit, {
    item: (row) => ({ ...row, publishedAt: row.publishedAt.toISOString() }),
    place: (row) => [sort, sort === 'new' ? row.publishedAt.getTime() : row.price, row.id],
  })
}

function inCategory({ sql, categories }: CatalogueContext, id: number | undefined) {
  if (id === undefined) return sql``
  const category = categories.get(id)
  if (!category) return sql`and false`
  return category.parentId === null ? sql`and root_category_id = ${id}` : sql`and category_id = ${id}`
}

function after(sql: Sql, { sort, cursor }: ProductQuery) {
  if (cursor === undefined) return sql``
  if (sort === 'new') {
    const [, publishedAt, id] = readCursor(Place.new, cursor)
    return sql`and (published_at, products.id) < (${new Date(publishedAt)}, ${id})`
  }
  const [, price, id] = readCursor(Place[sort], cursor)
  return sort === 'priceAsc'
    ? sql`and (price, products.id) > (${price}, ${id})`
    : sql`and (price, products.id) < (${price}, ${id})`
}

function order(sql: Sql, sort: ProductQuery['sort']) {
  if (sort === 'new') return sql`published_at desc, products.id desc`
  return sort === 'priceAsc' ? sql`price, products.id` : sql`price desc, products.id desc`
}
