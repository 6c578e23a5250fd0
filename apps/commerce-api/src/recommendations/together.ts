import { retryOnConnectionLoss } from '@munova/database'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'
import { cardText, separator } from '../catalogue/search/page-text.ts'
import { isSoldOut } from '../catalogue/stock/available.ts'
import { problem } from '../problems.ts'

/** Whole rows of two, three and four. */
const SHOWN = 12

/**
 * The contract's ProductCardList as JSON: products in stock that were wanted by the same members as this one, as the job has counted them; the
 * more members, acts and days of late, the earlier. Throws PRODUCT_NOT_FOUND.
 */
export async function productsTogether(
  { listSql: sql, config }: CatalogueContext,
  id: number,
): Promise<string> {
  // Index product_pairs_pkey: at most PAIRS_PER_PRODUCT rows.
  const [{ exists, cards }] = await retryOnConnectionLoss(
    () => sql<[{ exists: boolean; cards: string | null }]>`
      with best as (
        select products.id, score from product_pairs join products on products.id = other_id
        where product_pairs.product_id = ${id} and members >= ${config.PAIR_MEMBERS}
          and status = 'PUBLISHED' and not ${isSoldOut(sql)}
        order by score desc, products.id limit ${SHOWN}
      )
      select exists (select from products where id = ${id} and status = 'PUBLISHED') as exists,
        (select string_agg((${cardText(sql, sql`best.id`)}), ${separator} order by score desc, id) from best) as cards`,
  )
  if (!exists) throw problem('PRODUCT_NOT_FOUND')
  return `{"items":[${cards ?? ''}]}`
}
