import type { ProductQuery } from '@munova/commerce-contract'
import { cte, type Cte, type Fragment, type Sql } from '@munova/database'
import type { PinsContext } from '../pins/pin-lists.ts'
import { isSoldOut } from '../stock/available.ts'
import { after, type Place } from './order.ts'

export type PinnedRows = Cte<{ id: number; position: number; place: number }>

/** Where a page begins, and what comes first on it. */
export interface Beginning {
  /** The products that may come first on this page, in their order. */
  ids: readonly number[]
  /** All that came first in this walk; undefined on its first page, which decides it. */
  known?: readonly number[]
  /** After which row the others begin; undefined: with the first one. */
  place?: Place
}

/**
 * The cursor has all products that came first on the first page of its walk: whatever is pinned or sold out meanwhile, each later page leaves out
 * these and no others. A page that holds fewer than are pinned ends at one of them, and the next goes on there.
 */
export function beginningOf(
  { pins }: PinsContext,
  { sort, q, category }: ProductQuery,
  place: Place | undefined,
): Beginning {
  if (!place) return { ids: sort === 'popular' && q === undefined ? pins.of(category ?? null) : [] }
  const { pinned: known, id } = place
  const last = known.indexOf(id)
  return last === -1 ? { ids: [], known, place } : { ids: known.slice(last + 1), known }
}

/** The rows of a page that come first, for `with`; undefined where none can. A product that is sold out keeps its usual place. */
export function pinnedRows(
  sql: Sql,
  { ids, known }: Beginning,
  conditions: Fragment,
): PinnedRows | undefined {
  if (ids.length === 0) return undefined
  return cte(
    sql,
    'pinned',
    sql`
      select products.id, products.popularity as position, place
      from unnest(${[...ids]}::bigint[]) with ordinality as pin (product_id, place) join products on products.id = product_id
      where ${conditions} ${known ? sql`` : sql`and not ${isSoldOut(sql)}`}`,
    { materialized: true },
  )
}

/** The condition of the other rows of the page. */
export function othersOf(
  sql: Sql,
  { sort }: ProductQuery,
  { known, place }: Beginning,
  pinned: PinnedRows | undefined,
): Fragment {
  const leftOut = known?.length
    ? sql`and products.id <> all(${[...known]}::bigint[])`
    : pinned
      ? sql`and products.id <> all(array(select id from ${pinned.name}))`
      : sql``
  return sql`${place ? after(sql, sort, place) : sql``} ${leftOut}`
}
