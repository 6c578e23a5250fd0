import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'

/**
 * Takes the oldest changes of likes into the counts of products, at most LIKE_COUNT_BATCH; resolves to how many. Several processes may
 * run it at once: a change is taken by one of them, and counts are locked in the order of their products.
 */
export async function countLikes({ sql, config }: Context): Promise<number> {
  const [{ taken }] = await retryOnConnectionLoss(
    () => sql<[{ taken: number }]>`
      with taken as (
        delete from like_changes where id in (
          select id from like_changes order by id limit ${config.LIKE_COUNT_BATCH} for update skip locked
        )
        returning product_id, change
      ), counted as (
        insert into like_counts (product_id, likes)
        select product_id, sum(change) from taken group by product_id order by product_id
        on conflict (product_id) do update set likes = like_counts.likes + excluded.likes
      )
      select count(*)::int as taken from taken`,
  )
  return taken
}
