import type { ProductQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import type { CatalogueContext } from '../categories/tree.ts'
import type { PinsContext } from '../pins/pin-lists.ts'
import { cardsOf } from './cards-of.ts'
import { conditionsOf } from './conditions.ts'
import { keywordSource, readKeyword, type KeywordSource } from './keyword.ts'
import { orderOf, placeOf, positionColumn } from './order.ts'
import { cardText, pageText, separator, type CardRows } from './page-text.ts'
import { beginningOf, othersOf, pinnedRows, type Beginning, type PinnedRows } from './pinned.ts'

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
export async function listProducts(context: PinsContext, query: ProductQuery): Promise<ListedPage> {
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

async function readRows(context: PinsContext, query: ProductQuery): Promise<CardRows> {
  const { q } = query
  const sql = poolFor(context, query)
  const keyword = q === undefined ? undefined : await readKeyword(sql, context.categories.items, q)
  // A wrong cursor is an error, also where nothing matches.
  const beginning = beginningOf(context, query, placeOf(query))
  if (q !== undefined && !keyword)
    return { cards: null, keys: null, total: query.total ? 0 : null, pinned: null }
  const matching = keyword && keywordSource(sql, keyword, query.sort)
  const conditions = sql`
    ${conditionsOf(sql, context, query)} ${matching ? sql`and ${matching.condition}` : sql``}`
  const pinned = pinnedRows(sql, beginning, sql`${conditions} ${inBrands(sql, query)}`)
  const place = othersOf(sql, query, beginning, pinned)
  const selection = { joins: matching?.joins ?? sql``, conditions, place }
  const others =
    matching === undefined && query.brand !== undefined
      ? ofBrands(sql, query, query.brand, selection)
      : ofAll(sql, query, selection)
  const listed = pinned ? pinnedFirst(sql, query, pinned, others) : others
  // Nothing comes first among what words find.
  const first = matching?.candidates ?? pinned
  // Depending on the query: products_new, products_price, products_discount, or products_{root,leaf,brand}_{new,popular,price,discount}. For each card
  // product_cards_pkey: in a subquery, so that no plan reads all cards, and in the order of the list.
  const [rows] = await retryOnConnectionLoss(
    () => sql<[CardRows]>`
      ${first ? sql`with ${first.definition}` : sql``}
      select string_agg((
          ${cardText(sql, sql`listed.id`)}
        ), ${separator}) as cards,
        string_agg(listed.position || ',' || listed.id, ' ') as keys,
        ${query.total ? counted(sql, query, selection) : sql`null::int`} as total,
        ${allPinned(sql, beginning, pinned)} as pinned
      from (${listed}) as listed`,
  )
  return rows
}

/** The pinned ones in their order, then the others in that of the list. */
function pinnedFirst(
  sql: Sql,
  { sort, limit }: ProductQuery,
  pinned: PinnedRows,
  others: Fragment,
): Fragment {
  return sql`
    select id, position from (
      select id, position, place from ${pinned.name} union all select id, position, null from (${others}) as others
    ) as ordered
    order by place nulls last, ${orderOf(sql, sort, sql`ordered`)}
    limit ${limit + 1}`
}

/** For the cursor. */
function allPinned(sql: Sql, { known }: Beginning, pinned: PinnedRows | undefined): Fragment {
  if (known) return known.length > 0 ? sql`${known.join(' ')}::text` : sql`null::text`
  return pinned ? sql`(select string_agg(id::text, ' ' order by place) from ${pinned.name})` : sql`null::text`
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
