import { perPool, type Fragment, type Sql } from '@munova/database'

/** The contract's ReviewFigures of a row of `products`, as JSON: counted in the index reviews_rating alone, so that no figure can be wrong. */
export const reviewFigures = perPool(
  (sql): Fragment => sql`(
  select json_build_object(
    'reviews', coalesce(sum(said), 0), 'average', round(sum(rating * said) / sum(said), 1),
    'ratings', json_build_array(${stars(sql, 1)}, ${stars(sql, 2)}, ${stars(sql, 3)}, ${stars(sql, 4)}, ${stars(sql, 5)}),
    'fits', json_build_array(${fits(sql, -2)}, ${fits(sql, -1)}, ${fits(sql, 0)}, ${fits(sql, 1)}, ${fits(sql, 2)}))
  from (
    select rating, fit, count(*) as said from reviews
    where reviews.product_id = products.id and reviews.status = 'SHOWN'
    group by rating, fit
  ) as counted)`,
)

const stars = (sql: Sql, rating: number): Fragment =>
  sql`coalesce(sum(said) filter (where rating = ${rating}::int), 0)`
const fits = (sql: Sql, fit: number): Fragment => sql`coalesce(sum(said) filter (where fit = ${fit}::int), 0)`
