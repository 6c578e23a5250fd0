import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { available } from '../stock/available.ts'
import type { FacetRow } from './facet-columns.ts'
import { IN_LOW, SMALLEST, STEP } from './size-bits.ts'

/** What lists filter by, of the published products after an id, in the order of ids. */
export const readRowsAfter = (sql: Sql, id: number, limit: number): Promise<FacetRow[]> =>
  // Index products_pkey; for each row product_colors (product_id, position) and skus_size_key.
  readRows(sql, sql`products.id > ${id} order by products.id limit ${limit}`)

/** The same of certain products; without those that are not published. */
export const readRowsOf = (sql: Sql, ids: readonly number[]): Promise<FacetRow[]> =>
  readRows(sql, sql`products.id = any(${[...ids]}::bigint[])`)

/** Where one has read changes to: a snapshot of PostgreSQL. */
export interface Changes {
  position: string
  /** Changes that the former position has not seen are deleted already. */
  isGap: boolean
  ids: number[]
}

export async function readPosition(sql: Sql): Promise<string> {
  const [{ position }] = await retryOnConnectionLoss(
    () => sql<[{ position: string }]>`select pg_current_snapshot()::text as position`,
  )
  return position
}

/**
 * The products with changes that a position has not seen, `limit` at most. A dump that was restored into a new cluster may have transactions
 * that this cluster has yet to reach: they are none.
 */
export async function readChanges(sql: Sql, position: string, limit: number): Promise<Changes> {
  // Index facet_changes_pkey.
  const [changes] = await retryOnConnectionLoss(
    () => sql<[Changes]>`
      select pg_current_snapshot()::text as position,
        (deleted >= pg_snapshot_xmin(former) and deleted < pg_snapshot_xmax(pg_current_snapshot())) as "isGap",
        (
          select coalesce(json_agg(product_id), '[]') from (
            select distinct product_id from facet_changes
            where changed_by >= pg_snapshot_xmin(former) and changed_by < pg_snapshot_xmax(pg_current_snapshot())
              and not pg_visible_in_snapshot(changed_by, former)
            limit ${limit}
          ) as changed
        ) as ids
      from facet_horizon cross join (select ${position}::pg_snapshot as former) as reader`,
  )
  return changes
}

async function readRows(sql: Sql, condition: Fragment): Promise<FacetRow[]> {
  const milliseconds = (moment: Fragment) =>
    sql`case when list_price is not null then (extract(epoch from ${moment}) * 1000)::float8 end`
  return retryOnConnectionLoss(
    () => sql<FacetRow[]>`
      select products.id, category_id as "categoryId", root_category_id as "rootId", brand_id as "brandId", price,
        ${milliseconds(sql`sale_from`)} as "saleFrom", ${milliseconds(sql`sale_until`)} as "saleUntil", colors
      from products cross join lateral (
        select coalesce(json_agg(of_family), '[]') as colors from (
          select family, coalesce(bit_or(1 << place) filter (where place < ${IN_LOW}), 0) as low,
            coalesce(bit_or(1 << (place - ${IN_LOW})) filter (where place >= ${IN_LOW}), 0) as high
          from (
            select family, ((size_mm - ${SMALLEST}::int) / ${STEP}::int) as place
            from product_colors join skus on skus.product_id = products.id and color_id = product_colors.id
            where product_colors.product_id = products.id and ${available(sql)} > 0
          ) as in_stock
          group by family
        ) as of_family
      ) as families
      where status = 'PUBLISHED' and ${condition}`,
  )
}
