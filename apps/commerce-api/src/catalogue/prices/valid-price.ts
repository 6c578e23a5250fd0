import { perPool, type Fragment, type Sql } from '@munova/database'

/* SQL about a row of `products`, whose `price` may be some moments behind the period of its sale. */

/** Whether a sale runs at this moment. */
export const isOnSale = (sql: Sql): Fragment => sql`
  (products.list_price is not null and now() >= products.sale_from and now() < products.sale_until)`

/** The price that is valid at this moment. */
export const validPrice = perPool(
  (sql) => sql`(case when ${isOnSale(sql)} then products.sale_price else ${listPrice(sql)} end)`,
)

/** The price without a sale. */
export const listPrice = (sql: Sql): Fragment => sql`coalesce(products.list_price, products.price)`

/** The first day of the 30 before today, in Korea. */
export const firstDay = (sql: Sql): Fragment => sql`((now() at time zone 'Asia/Seoul')::date - 30)`

/** The lowest price of the last 30 days, without the one that is valid; null where it is the only one. */
export const lowestReplaced = (sql: Sql, productId: Fragment): Fragment => sql`(
  select min(low.price) from product_price_lows as low
  where low.product_id = ${productId} and day >= ${firstDay(sql)})`
