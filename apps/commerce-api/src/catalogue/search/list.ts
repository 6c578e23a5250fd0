import type { ProductQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import type { CatalogueContext } from '../categories/tree.ts'
import { cardsOf } from './cards-of.ts'
import { conditionsOf } from './conditions.ts'
import { keywordSource, readKeyword, type KeywordSource } from './keyword.ts'
import { after, orderOf, positionColumn } from './order.ts'
import { cardText, pageText, separator, type CardRows } from './page-text.ts'

/** Products that a list counts at most. */
const COUNTED = 500

export interface ListedPage {
  /** The contract's ProductPage as JSON. */
  text: string
  /** The words that have found something. */
  found: string | undefined
}

/**
 * Published products, in keyset pages: no product comes twice and none is left out, whatever is published meanwhile. Only a
 * product whose price changes can move in a list that is sorted by price or discount: what it is sorted by is moments behind the price
 * that it shows when a sale begins or ends. Words that match nothing are looked for as what
 * they may mean: a brand by another name, the other keyboard, a letter that was mistyped.
 */
export async function listProducts(context: CatalogueContext, query: ProductQuery): Promise<ListedPage> {
  const { id, q } = query
  if (id !== undefined) return { text: await cardsOf(context, id), found: undefined }
  const rows = await readRows(context, query)
  const readings = q === undefined || rows.cards !== null ? [] : await context.suggestions.readings(q)
  for (const reading of readings) {
    const meant = await readRows(context, { ...query, q: reading })
    if (meant.cards) return { text: pageText(query, meant, reading), found: reading }
  }
  return { text: pageText(query, rows, q ?? null), found: rows.cards === null ? undefined : q }
}

async function readRows(context: CatalogueContext, query: ProductQuery): Promise<CardRows> {
  const { q } = query
  const sql = poolFor(context, query)
  const keyword = q === undefined ? undefined : await readKeyword(sql, context.categories.items, q)
  // A wrong cursor is an error, also where nothing matches.
  const place = after(sql, query)
  if (q !== undefined && !keyword) return { cards: null, keys: null, total: query.total ? 0 : null }
  const matching = keyword && keywordSource(sql, keyword, query.sort)
  const conditions = sql`
    ${conditionsOf(sql, context, query)} ${matching ? sql`and ${matching.condition}` : sql``}`
  const selection = { joins: matching?.joins ?? sql``, conditions, place }
  const listed =
    matching === undefined && query.brand !== undefined
      ? ofBrands(sql, query, query.brand, selection)
      : ofAll(sql, query, selection)
  // Depending on the query: products_new, products_price, products_discount, or products_{root,leaf,brand}_{new,popular,price,discount}. For each card
  // product_cards_pkey: in a subquery, so that no plan reads all cards, and in the order of the list.
  const [rows] = await retryOnConnectionLoss(
    () => sql<[CardRows]>`
      ${matching?.candidates ? sql`with ${matching.candidates.definition}` : sql``}
      select string_agg((
          ${cardText(sql, sql`listed.id`)}
        ), ${separator}) as cards,
        string_agg(listed.position || ',' || listed.id, ' ') as keys,
        ${query.total ? counted(sql, query, selection) : sql`null::int`} as total
      from (${listed}) as listed`,
  )
  return rows
}

interface Selection extends Pick<KeywordSource, 'joins'> {
  conditions: Fragment
  /** After the cursor. */
  place: Fragment
}

function ofAll(sql: Sql, query: ProductQuery, { joins, conditions, place }: Selection): Fragment {
  const { sort, limit } = query
  return sql`
    select products.id, ${positionColumn(sql, sort)} as position
    from products ${joins}
    where ${conditions} ${inBrands(sql, query)} ${place}
    order by ${orderOf(sql, sort)}
    limit ${limit + 1}`
}

/** The first of each brand, and of these the first: a range of an index for each brand, however rare what else is asked for. */
function ofBrands(
  sql: Sql,
  { sort, limit }: ProductQuery,
  brands: readonly number[],
  { conditions, place }: Selection,
): Fragment {
  return sql`
    select of_brand.id, of_brand.position
    from unnest(${[...new Set(brands)]}::bigint[]) as wanted (brand_id) cross join lateral (
      select products.id, ${positionColumn(sql, sort)} as position from products
      where products.brand_id = wanted.brand_id and ${conditions} ${place}
      order by ${orderOf(sql, sort)}
      limit ${limit + 1}
    ) as of_brand
    order by ${orderOf(sql, sort, sql`of_brand`)}
    limit ${limit + 1}`
}

const inBrands = (sql: Sql, { brand }: ProductQuery): Fragment =>
  brand === undefined ? sql`` : sql`and brand_id = any(${brand}::bigint[])`

function counted(sql: Sql, query: ProductQuery, { joins, conditions }: Selection): Fragment {
  return sql`(
    select count(*)::int from (
      select from products ${joins}
      where ${conditions} ${inBrands(sql, query)}
      limit ${COUNTED}
    ) as counted)`
}

/**
 * Planning takes as long as reading a page, and is done once where the best plan is the same for all values. Which sizes, colours and prices are
 * rare is known to a plan of its own.
 */
function poolFor(
  { sql, listSql }: CatalogueContext,
  { q, brand, size, color, minPrice, maxPrice }: ProductQuery,
): Sql {
  const hasRange =
    size !== undefined || color !== undefined || minPrice !== undefined || maxPrice !== undefined
  return q === undefined && brand === undefined && hasRange ? sql : listSql
}
