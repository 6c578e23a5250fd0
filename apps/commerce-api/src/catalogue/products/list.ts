import { Id, Won, type ProductCard, type ProductPage, type ProductQuery } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import type { CatalogueContext } from '../categories/tree.ts'
import { available } from '../stock/available.ts'
import { brandColumn, imageColumn, summaryColumns } from './columns.ts'

/** Until the year 2100: JavaScript has years that PostgreSQL rejects. */
const EpochMs = z.int().min(0).max(4_102_444_800_000)
/** Cursor positions, one kind for each sort: a cursor of another sort is rejected. */
const Position = {
  new: z.tuple([z.literal('new'), EpochMs, Id]),
  priceAsc: z.tuple([z.literal('priceAsc'), Won, Id]),
  priceDesc: z.tuple([z.literal('priceDesc'), Won, Id]),
}

/** `listedPrice` is the stored one, by which lists are sorted: moments behind `price` when a sale begins or ends. */
type ListedProduct = ProductCard & { listedPrice: number }

/**
 * Published products, in keyset pages: no product comes twice and none is left out, whatever is published meanwhile. Only a
 * product whose price changes can move in a list that is sorted by price.
 */
export async function listProducts(context: CatalogueContext, query: ProductQuery): Promise<ProductPage> {
  const { sql } = context
  const { brand, minPrice, maxPrice, sort, limit } = query
  const columns = columnList<ListedProduct>(sql, {
    ...summaryColumns(sql),
    brand: brandColumn(sql),
    categoryId: sql`category_id`,
    imageUrl: imageColumn(sql),
    // `not exists` would be planned as a hash of all SKUs, read for a page of twenty products.
    soldOut: sql`
      coalesce((select false from skus where product_id = products.id and ${available(sql)} > 0 limit 1), true)`,
    publishedAt: isoInstant(sql, sql`published_at`),
    listedPrice: sql`products.price`,
  })
  // Depending on the query: products_new, products_price, or products_{root,leaf,brand}_{new,price}. For each card
  // skus_size_key and product_images_pkey.
  const rows = await retryOnConnectionLoss(
    () => sql<ListedProduct[]>`
      select ${columns}
      from products join brands on brands.id = brand_id
      where status = 'PUBLISHED'
        ${inCategory(context, query.category)}
        ${brand === undefined ? sql`` : sql`and brand_id = ${brand}`}
        ${minPrice === undefined ? sql`` : sql`and products.price >= ${minPrice}`}
        ${maxPrice === undefined ? sql`` : sql`and products.price <= ${maxPrice}`}
        ${after(sql, query)}
      order by ${order(sql, sort)}
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, {
    item: ({ listedPrice: _listedPrice, ...card }) => card,
    position: (row) => [sort, sort === 'new' ? Date.parse(row.publishedAt) : row.listedPrice, row.id],
  })
}

/** A root category includes its leaves; an unknown category has no products. */
function inCategory({ sql, categories }: CatalogueContext, id: number | undefined): Fragment {
  if (id === undefined) return sql``
  const category = categories.get(id)
  if (!category) return sql`and false`
  return category.parentId === null ? sql`and root_category_id = ${id}` : sql`and category_id = ${id}`
}

function after(sql: Sql, { sort, cursor }: ProductQuery): Fragment {
  if (cursor === undefined) return sql``
  if (sort === 'new') {
    const [, publishedAt, id] = decodeCursor(Position.new, cursor)
    return sql`and (published_at, products.id) < (${new Date(publishedAt)}, ${id})`
  }
  const [, price, id] = decodeCursor(Position[sort], cursor)
  return sort === 'priceAsc'
    ? sql`and (products.price, products.id) > (${price}, ${id})`
    : sql`and (products.price, products.id) < (${price}, ${id})`
}

function order(sql: Sql, sort: ProductQuery['sort']): Fragment {
  if (sort === 'new') return sql`published_at desc, products.id desc`
  return sort === 'priceAsc' ? sql`products.price, products.id` : sql`products.price desc, products.id desc`
}
