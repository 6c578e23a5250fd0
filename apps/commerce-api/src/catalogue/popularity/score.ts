import { cte, retryOnConnectionLoss, type Fragment, type Rows, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import type { ViewerCounts } from './viewer-counts.ts'

/** A view is the unit of weights; those of likes, sales and reviews are in the triggers of 0125_popularity.sql. */
const VIEW = 1

/** A part of a statement that adds to scores, in the order of their products. */
const addToScores = (sql: Sql, added: Rows<{ product_id: number; score: number }>): Fragment => sql`
  insert into product_scores (product_id, score, is_moved)
  select product_id, sum(score), popularity_step(sum(score)) <> 0 from ${added.name}
  group by product_id order by product_id
  on conflict (product_id) do update set score = product_scores.score + excluded.score,
    is_moved = popularity_step(product_scores.score + excluded.score) <> product_scores.placed`

/**
 * Stores the views that were counted in this process, as one statement. They are lost when it fails, and with a process that is killed: a
 * view is worth less than a statement of its own. Not repeated, since it may have happened.
 */
export async function storeViews({ sql, views }: Context & { views: ViewerCounts<number> }): Promise<number> {
  const counts = [...views.take()]
  if (counts.length === 0) return 0
  const viewed = cte<{ product_id: number; score: number }>(
    sql,
    'viewed',
    sql`
      select product_id, popularity_weight((views * ${VIEW}::int)::real, now()) as score
      from unnest(${counts.map(([id]) => id)}::bigint[], ${counts.map(([, count]) => count)}::int[]) as view (product_id, views)`,
  )
  await sql`with ${viewed.definition} ${addToScores(sql, viewed)}`
  return counts.length
}

/**
 * Takes the oldest changes of scores, at most SCORE_BATCH; resolves to how many. Several processes may run it at once: a change is
 * taken by one of them.
 */
export async function countScores({ sql, config }: Context): Promise<number> {
  const taken = cte<{ product_id: number; score: number }>(
    sql,
    'taken',
    sql`
      delete from score_changes where id in (
        select id from score_changes order by id limit ${config.SCORE_BATCH} for update skip locked
      )
      returning product_id, popularity_weight(weight, at) as score`,
  )
  const [{ changes }] = await retryOnConnectionLoss(
    () => sql<[{ changes: number }]>`
      with ${taken.definition}, scored as (${addToScores(sql, taken)})
      select count(*)::int as changes from ${taken.name}`,
  )
  return changes
}

/**
 * Gives products that have become more or less popular by a step their new place in lists, at most SCORE_BATCH; resolves to how many. A
 * score that another process is changing is left to the next run.
 */
export async function movePopular({ sql, config }: Context): Promise<number> {
  // Index product_scores_moved.
  const moved = await retryOnConnectionLoss(
    () => sql`
      with score as materialized (
        select product_id, popularity_step(score) as step from product_scores
        where is_moved order by product_id limit ${config.SCORE_BATCH} for update skip locked
      ), placed as (
        update product_scores set placed = step, is_moved = false from score
        where product_scores.product_id = score.product_id
      ), locked as materialized (
        select id, step from products join score on product_id = id order by id for no key update of products
      )
      update products set popularity = step from locked where products.id = locked.id
      returning products.id`,
  )
  return moved.length
}
