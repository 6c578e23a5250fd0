import { retryOnConnectionLoss } from '@munova/database'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'
import { cardText, separator } from '../catalogue/search/page-text.ts'
import { isSoldOut } from '../catalogue/stock/available.ts'

/** Whole rows of two and four. */
const SHOWN = 12
/** Products of the member, the most wanted ones, and what goes with each of them. */
const [SEEDS, OF_SEED] = [10, 10]
/** The weight of a purchase. */
const BOUGHT = 20

/**
 * The contract's ProductCardList as JSON: what goes together with the products that the member wants most, and is not bought yet; then
 * the popular ones of the categories of these, which the member has not looked at. Empty for a member of whom nothing is known. Reads what the job has
 * counted: at most SEEDS × OF_SEED pairs, and some products of each category.
 */
export async function recommendedProducts(
  { listSql: sql, config }: CatalogueContext,
  memberId: number,
): Promise<string> {
  // Indexes member_interests_pkey, product_pairs_pkey and, backwards, products_leaf_popular.
  const [{ cards }] = await retryOnConnectionLoss(
    () => sql<[{ cards: string | null }]>`
      with own as materialized (
        select product_id, weight, score / popularity_weight(1, now()) as score from member_interests
        where member_id = ${memberId} and acted_at > now() - ${config.INTEREST_DAYS}::int * interval '1 day'
      ), seed as materialized (
        select product_id, score from own order by score desc, product_id limit ${SEEDS}
      ), together as (
        select other_id as id, sum(least(seed.score, ${BOUGHT}::int) * pair.score) as score
        from seed cross join lateral (
          select other_id, score / popularity_weight(1, now()) as score from product_pairs
          where product_id = seed.product_id and members >= ${config.PAIR_MEMBERS}
          order by product_pairs.score desc, other_id limit ${OF_SEED}
        ) as pair
        where not exists (select from own where own.product_id = other_id and weight >= ${BOUGHT})
        group by other_id
      ), popular as (
        select favourite.id, favourite.popularity from (
          select distinct category_id from seed join products on products.id = seed.product_id
        ) as category cross join lateral (
          select id, popularity from products
          where products.category_id = category.category_id and status = 'PUBLISHED'
          order by popularity desc, id desc limit ${2 * SHOWN}
        ) as favourite
        where not exists (select from own where own.product_id = favourite.id)
      ), candidate as (
        select id, 1 as rank, score from together
        union all
        select id, 2, popularity from popular where id not in (select id from together)
      ), best as (
        select products.id, row_number() over (order by rank, score desc, products.id desc) as place
        from candidate join products using (id)
        where status = 'PUBLISHED' and not ${isSoldOut(sql)}
        order by place limit ${SHOWN}
      )
      select string_agg((${cardText(sql, sql`best.id`)}), ${separator} order by place) as cards from best`,
  )
  return `{"items":[${cards ?? ''}]}`
}
