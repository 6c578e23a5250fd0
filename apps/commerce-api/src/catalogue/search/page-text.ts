import type { ProductQuery } from '@munova/commerce-contract'
import type { Fragment, Sql } from '@munova/database'
import { cursorAfter } from './order.ts'

/** Cards as one text, as PostgreSQL made them, and of each its position and id: one card more than the page has, where there is a next page. */
export interface CardRows {
  /** JSON, separated by `separator`; null where nothing matches. */
  cards: string | null
  /** `position,id` of each card, separated by spaces. */
  keys: string | null
  total: number | null
  /** The ids of all that come first in this walk, separated by spaces; null without any. */
  pinned: string | null
}

/** Between two cards: JSON that no card contains. */
export const separator = ',\n'

/** The subquery of the card of a product, as it is now. */
export const cardText = (sql: Sql, productId: Fragment): Fragment => sql`
  select case when now() >= sale_from and now() < sale_until then sale_text else text end
  from product_cards where product_id = ${productId}`

/** The contract's ProductPage as JSON. The cards are not parsed: a page of 24 would take longer than reading it. */
export function pageText(
  { sort, limit }: Pick<ProductQuery, 'sort' | 'limit'>,
  { cards, keys, total, pinned }: CardRows,
  q: string | null,
): string {
  const places = keys?.split(' ') ?? []
  const hasNext = places.length > limit
  const items = hasNext ? cards!.slice(0, cards!.lastIndexOf(separator)) : (cards ?? '')
  const first = pinned?.split(' ').map(Number) ?? []
  const nextCursor = hasNext ? cursorAfter(sort, { ...rowOf(places[limit - 1]!), pinned: first }) : null
  // Others never come before them.
  const pins =
    first.length > 0 ? places.slice(0, limit).filter((key) => first.includes(rowOf(key).id)).length : 0
  return `{"items":[${items}],"nextCursor":${JSON.stringify(nextCursor)},"q":${JSON.stringify(q)},"total":${total},"pinned":${pins}}`
}

function rowOf(key: string): { position: number; id: number } {
  const [position, id] = key.split(',').map(Number)
  return { position: position!, id: id! }
}
