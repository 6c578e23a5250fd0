import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { cardText, separator } from '../search/page-text.ts'
import { isSoldOut } from '../stock/available.ts'

/** Whole rows of two, three and four. */
const SHOWN = 12
/** Products read on either side of the price. */
const NEAR = 24
/** Of one brand; more only where other brands have nothing. */
const OF_BRAND = 3
/** Prices that differ by less than this part are the same: of them the popular ones come first. */
const STEP = 0.1

/**
 * The contract's ProductCardList as JSON: products in stock of the same category, of nearly the same price, popular ones first, and not all
 * of one brand. Reads the neighbours in the index of the category by price, so that its work does not grow with the category. Throws
 * PRODUCT_NOT_FOUND.
 */
export async function similarProducts({ listSql: sql }: CatalogueContext, id: number): Promise<string> {
  // Index products_leaf_price, once backwards and once forwards.
  const [{ exists, cards }] = await retryOnConnectionLoss(
    () => sql<[{ exists: boolean; cards: string | null }]>`
      with own as materialized (
        select id, category_id, brand_id, price from products where id = ${id} and status = 'PUBLISHED'
      ), near as (
        select cheaper.* from own cross join lateral (${neighbours(sql, sql`<`, sql`desc`)}) as cheaper
        union all
        select dearer.* from own cross join lateral (${neighbours(sql, sql`>`, sql`asc`)}) as dearer
      ), available as (
        select id, step, popularity, row_number() over (partition by brand_id order by step, popularity desc, id) > ${OF_BRAND}::int as is_more
        from near where not is_sold_out
      ), best as (
        select id, row_number() over (order by is_more, step, popularity desc, id) as place from available
        order by place limit ${SHOWN}
      )
      select exists (select from own) as exists,
        (select string_agg((${cardText(sql, sql`best.id`)}), ${separator} order by place) from best) as cards`,
  )
  if (!exists) throw problem('PRODUCT_NOT_FOUND')
  return `{"items":[${cards ?? ''}]}`
}

const neighbours = (sql: Sql, side: Fragment, direction: Fragment): Fragment => sql`
  select products.id, products.brand_id, products.popularity, ${isSoldOut(sql)} as is_sold_out,
    floor(abs(products.price - own.price) / (${STEP}::float8 * greatest(own.price, 1))) as step
  from products
  where products.category_id = own.category_id and products.status = 'PUBLISHED'
    and (products.price, products.id) ${side} (own.price, own.id)
  order by products.price ${direction}, products.id ${direction}
  limit ${NEAR}`
