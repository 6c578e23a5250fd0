import { cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { stockEvent, type StockColumns } from '../../outbox/stock-events.ts'
import { available } from './available.ts'

/** The change of each count of a SKU, per pair. */
export interface Movement {
  stock?: 1 | -1
  reserved?: 1 | -1
  allocated?: 1 | -1
}

/** Pairs of a SKU; several rows may have the same SKU. */
export interface Pairs {
  sku_id: number
  quantity: number
}

/**
 * CTEs of a statement that changes the counts of SKUs by these pairs, and publishes `stock.changed` of a SKU that sells out
 * or is available again. SKUs are locked in id order, after the rows of `after`, which the statement locks before them. When a
 * count would become wrong the whole statement is rejected (skus_committed).
 */
export function moveStock(
  sql: Sql,
  { pairs, by, after }: { pairs: Rows<Pairs>; by: Movement; after: Rows },
): Fragment {
  const { stock = 0, reserved = 0, allocated = 0 } = by
  const freed = stock - reserved - allocated
  const moving = cte<Pairs>(
    sql,
    'moving',
    sql`select sku_id, sum(quantity)::int as quantity from ${pairs.name} group by sku_id`,
  )
  const locked = cte<{ id: number }>(
    sql,
    'locked_skus',
    sql`
      select id from skus
      where id in (select sku_id from ${moving.name}) and (select count(*) from ${after.name}) >= 0
      order by id
      for no key update`,
    { materialized: true },
  )
  const moved = cte<StockColumns & { was_available: number }>(
    sql,
    'moved_skus',
    sql`
      update skus set
        stock = skus.stock + ${stock} * moving.quantity,
        reserved = skus.reserved + ${reserved} * moving.quantity,
        allocated = skus.allocated + ${allocated} * moving.quantity
      from ${moving.name} as moving join ${locked.name} as locked on locked.id = moving.sku_id
      where skus.id = moving.sku_id
      returning skus.id, skus.product_id, ${available(sql)} as available,
        ${available(sql)} - ${freed} * moving.quantity as was_available`,
  )
  const event = cte(sql, 'stock_event', stockEvent(sql, moved, sql`(available = 0) <> (was_available = 0)`))
  return sql`${moving.definition}, ${locked.definition}, ${moved.definition}, ${event.definition}`
}
