import type { ProductCard, ProductPage, ProductQuery } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { toPage } from '@munova/service'
import type { CatalogueContext } from '../categories/tree.ts'
import { isOnSale } from '../prices/valid-price.ts'
import { brandColumn, imageColumn, summaryColumns } from '../products/columns.ts'
import { isSoldOut } from '../stock/available.ts'
import { inKorean } from './keyboard.ts'
import { keywordSource, readKeyword } from './keyword.ts'
import { after, orderOf, positionOf, type SortedRow } from './order.ts'

/** Products that a list counts at most. */
const COUNTED = 500

/** The listed values are the stored ones, by which lists are sorted: moments behind `price` when a sale begins or ends. */
type ListedProduct = ProductCard & SortedRow
type Listed = ListedProduct & { total: number | null }

/**
 * Published products, in keyset pages: no product comes twice and none is left out, whatever is published meanwhile. Only a
 * product whose price changes can move in a list that is sorted by price or discount. Words that match nothing are looked for a second
 * time as the Korean keyboard writes them.
 */
export async function listProducts(context: CatalogueContext, query: ProductQuery): Promise<ProductPage> {
  const page = await readPage(context, query)
  const korean = query.q === undefined || page.items.length > 0 ? undefined : inKorean(query.q)
  if (korean === undefined) return page
  const meant = await readPage(context, { ...query, q: korean })
  return meant.items.length > 0 ? meant : page
}

async function readPage(context: CatalogueContext, query: ProductQuery): Promise<ProductPage> {
  const { sort, limit, q } = query
  const sql = poolFor(context, query)
  const keyword = q === undefined ? undefined : await readKeyword(sql, q)
  // A wrong cursor is an error, also where nothing matches.
  const place = after(sql, query)
  if (q !== undefined && !keyword) {
    return { items: [], nextCursor: null, q, total: query.total ? 0 : null }
  }
  const matching = keyword && keywordSource(sql, keyword)
  const source = sql`products ${matching?.joins ?? sql``}`
  const conditions = sql`
    ${conditionsOf(sql, context, query)} ${matching ? sql`and ${matching.condition}` : sql``}`
  const columns = columnList<Listed>(sql, {
    ...summaryColumns(sql),
    brand: brandColumn(sql),
    categoryId: sql`category_id`,
    imageUrl: imageColumn(sql),
    soldOut: isSoldOut(sql),
    publishedAt: isoInstant(sql, sql`published_at`),
    listedPrice: sql`products.price`,
    listedDiscount: sql`products.discount_percent`,
    popularity: sql`products.popularity`,
    total: query.total
      ? sql`(select count(*)::int from (select from ${source} where ${conditions} limit ${COUNTED}) as counted)`
      : sql`null::int`,
  })
  // Depending on the query: products_new, products_popular, products_price, products_discount, or
  // products_{root,leaf,brand}_{new,popular,price}. For each card
  // skus_size_key and product_images_pkey.
  const rows = await retryOnConnectionLoss(
    () => sql<Listed[]>`
      ${matching?.candidates ? sql`with ${matching.candidates.definition}` : sql``}
      select ${columns}
      from ${source} join brands on brands.id = brand_id
      where ${conditions} ${place}
      order by ${orderOf(sql, sort)}
      limit ${limit + 1}`,
  )
  const page = toPage(rows, limit, {
    item: ({
      listedPrice: _price,
      listedDiscount: _discount,
      popularity: _popularity,
      total: _total,
      ...card
    }) => card,
    position: (row) => positionOf(sort, row),
  })
  return { ...page, q: q ?? null, total: query.total ? (rows[0]?.total ?? 0) : null }
}

/**
 * Planning takes as long as reading a page, and is done once where the best plan is the same for all values. Which sizes and prices are
 * rare is known to a plan of its own.
 */
function poolFor({ sql, listSql }: CatalogueContext, { q, size, minPrice, maxPrice }: ProductQuery): Sql {
  const hasRange = size !== undefined || minPrice !== undefined || maxPrice !== undefined
  return q === undefined && hasRange ? sql : listSql
}

function conditionsOf(sql: Sql, { categories }: CatalogueContext, query: ProductQuery): Fragment {
  const { category, brand, minPrice, maxPrice, size, sale } = query
  return sql`
    status = 'PUBLISHED'
    ${category === undefined ? sql`` : inCategory(sql, category, categories.get(category))}
    ${brand === undefined ? sql`` : sql`and brand_id = ${brand}`}
    ${minPrice === undefined ? sql`` : sql`and products.price >= ${minPrice}`}
    ${maxPrice === undefined ? sql`` : sql`and products.price <= ${maxPrice}`}
    ${sale === undefined ? sql`` : sale ? sql`and ${isOnSale(sql)}` : sql`and not ${isOnSale(sql)}`}
    ${size === undefined ? sql`` : hasSize(sql, size)}`
}

/** A root category includes its leaves; an unknown category has no products. */
function inCategory(sql: Sql, id: number, category: { parentId: number | null } | undefined): Fragment {
  if (!category) return sql`and false`
  return category.parentId === null ? sql`and root_category_id = ${id}` : sql`and category_id = ${id}`
}

/** One of these sizes is available in some colour. Index skus_in_stock_pkey. */
function hasSize(sql: Sql, sizes: readonly number[]): Fragment {
  return sql`
    and exists (
      select from skus_in_stock where size_mm = any(${sizes}::smallint[]) and product_id = products.id)`
}
