import type { Sql } from '@munova/database'

/** The scores of products as of likes, sales and reviews at the moments at which they happened, and the places in lists that follow. */
export async function fillPopularity(sql: Sql): Promise<void> {
  await sql`delete from score_changes`
  // Nobody looks at the recommendations of made-up members; counting them would go on under what is measured.
  await sql`delete from interest_changes`
  await sql`
    insert into product_scores (product_id, score, placed, is_moved)
    select product_id, sum(score), popularity_step(sum(score)), false from (
      select product_id, popularity_weight(5, liked_at) as score from product_likes
      union all
      select product_id, popularity_weight(20, paid_at) from orders join order_items on order_id = orders.id
      union all
      select product_id, popularity_weight(10, created_at) from reviews
    ) as wanted
    group by product_id order by product_id`
  await sql`
    update products set popularity = placed from product_scores
    where product_id = products.id and placed <> products.popularity`
}
