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

/** Pairs, and how each of them changes the counts of its SKU. */
interface Move {
  pairs: Rows<Pairs>
  by: Movement
}

/**
 * CTEs of a statement that changes the counts of SKUs by these pairs, and by those of `and`, and publishes `stock.changed` of a SKU that sells out
 * or is available again. SKUs are locked in id order, after the rows of `after`, which the statement locks before them. When a
 * count would become wrong the whole statement is rejected (skus_committed).
 */
export function moveStock(
  sql: Sql,
  { pairs, by, and = [], after }: Move & { and?: readonly Move[]; after: Rows },
): Fragment {
  const moves = [{ pairs, by }, ...and].map((move, index) => {
    const { stock = 0, reserved = 0, allocated = 0 } = move.by
    return sql`
      ${index === 0 ? sql`` : sql`union all`}
      select sku_id, quantity * ${stock} as stock, quantity * ${reserved} as reserved, quantity * ${allocated} as allocated
      from ${move.pairs.name}`
  })
  const moving = cte<{ sku_id: number; stock: number; reserved: number; allocated: number }>(
    sql,
    'moving',
    sql`
      select sku_id, sum(stock)::int as stock, sum(reserved)::int as reserved, sum(allocated)::int as allocated
      from (${moves}) as move group by sku_id`,
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
        stock = skus.stock + moving.stock,
        reserved = skus.reserved + moving.reserved,
        allocated = skus.allocated + moving.allocated
      from ${moving.name} as moving join ${locked.name} as locked on locked.id = moving.sku_id
      where skus.id = moving.sku_id
      returning skus.id, skus.product_id, ${available(sql)} as available,
        ${available(sql)} - (moving.stock - moving.reserved - moving.allocated) as was_available`,
  )
  const event = cte(sql, 'stock_event', stockEvent(sql, moved, sql`(available = 0) <> (was_available = 0)`))
  return sql`${moving.definition}, ${locked.definition}, ${moved.definition}, ${event.definition}`
}
