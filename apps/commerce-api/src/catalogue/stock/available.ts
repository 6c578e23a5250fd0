import type { Sql } from '@munova/database'

/**
 * Available pairs of a row of `skus`: those on hand that are neither reserved nor allocated. A size that was removed has none, also
 * when pairs of it are returned.
 */
export const available = (sql: Sql) =>
  sql`(case when skus.removed_at is null then skus.stock - skus.reserved - skus.allocated else 0 end)`

/** Whether no pair of a row of `products` is available. `not exists` would be planned as a hash of all SKUs, read for a page of twenty products. */
export const isSoldOut = (sql: Sql) => sql`
  coalesce((select false from skus where product_id = products.id and ${available(sql)} > 0 limit 1), true)`
