import type { Fragment, Rows, Sql } from '@munova/database'

/** How many members like a product: exact, with the changes that are not counted yet. Indexes like_counts_pkey, like_changes_product. */
export const likesOf = (sql: Sql, productId: Fragment): Fragment => sql`(
  coalesce((select likes from like_counts where like_counts.product_id = ${productId}), 0)
  + coalesce((select sum(change) from like_changes where like_changes.product_id = ${productId}), 0))::int`

/** A part of the statement that adds or deletes likes: each row of `from` changes the count of its product. */
export const likeChanges = (sql: Sql, { by, from }: { by: 1 | -1; from: Rows }): Fragment => sql`
  insert into like_changes (product_id, change) select product_id, ${by}::smallint from ${from.name}`
