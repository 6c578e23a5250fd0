import { retryOnConnectionLoss } from '@munova/database'
import type { CatalogueContext } from '../categories/tree.ts'
import { cardText, separator } from './page-text.ts'

/** The contract's ProductPage, as JSON, of products that are named: those on sale, once each, in the order of their names. */
export async function cardsOf({ listSql: sql }: CatalogueContext, ids: readonly number[]): Promise<string> {
  const [{ cards }] = await retryOnConnectionLoss(
    () => sql<[{ cards: string | null }]>`
      select string_agg((${cardText(sql, sql`products.id`)}), ${separator} order by place) as cards
      from unnest(${[...new Set(ids)]}::bigint[]) with ordinality as named (product_id, place)
        join products on products.id = product_id
      where status = 'PUBLISHED'`,
  )
  return `{"items":[${cards ?? ''}],"nextCursor":null,"q":null,"total":null,"pinned":0}`
}
