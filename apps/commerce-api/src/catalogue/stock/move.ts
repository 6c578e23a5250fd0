import { cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { stockEvent, type StockColumns } from '../../outbox/stock-events.ts'
import { available } from './available.ts'

/** The change of each count of a SKU, per pair. */
export interface Movement {
  stock?: 1 | -1
  reserved?: 1 | -1
  allocated?: 1 | -1
  /** Members in line, see `restock_places`. */
  waiting?: 1 | -1
}

/** Pairs of a SKU; several rows may have the same SKU. */
export interface Pairs {
  sku_id: number
  quantity: number
}

/** Pairs, and how each of them changes the counts of its SKU. */
export interface Move {
  pairs: Rows<Pairs>
  by: Movement
}

/** CTEs that read or write under the locks of SKUs, without a comma at the end, and the moves that follow from them. */
export interface LockedMoves {
  definitions: Fragment
  moves: readonly Move[]
}

interface Moves extends Move {
  and?: readonly Move[]
  /** What is moved besides, known only when the SKUs of these pairs are locked; of these SKUs only. */
  whenLocked?: ((locked: Rows<{ id: number }>) => LockedMoves) | undefined
  after: Rows
}

/**
 * CTEs of a statement that changes the counts of SKUs by these pairs, and by those of `and` and `whenLocked`, and publishes `stock.changed` of a SKU that
 * sells out or is available again. SKUs are locked in id order, after the rows of `after`, which the statement locks before them. When a
 * count would become wrong the whole statement is rejected (skus_committed). Pairs that come back are held for members who wait for
 * them, before anybody can see them as available (skus_hold_returned).
 */
export function moveStock(sql: Sql, { pairs, by, and = [], whenLocked, after }: Moves): Fragment {
  const given = [{ pairs, by }, ...and]
  const locked = cte<{ id: number }>(
    sql,
    'locked_skus',
    sql`
      select id from skus
      where id in (${unionOf(sql, given, (move) => sql`select sku_id from ${move.pairs.name}`)})
        and (select count(*) from ${after.name}) >= 0
      order by id
      for no key update`,
    { materialized: true },
  )
  const further = whenLocked?.(locked)
  const moving = cte<{ sku_id: number; stock: number; reserved: number; allocated: number; waiting: number }>(
    sql,
    'moving',
    sql`
      select sku_id, sum(stock)::int as stock, sum(reserved)::int as reserved, sum(allocated)::int as allocated,
        sum(waiting)::int as waiting
      from (${unionOf(sql, [...given, ...(further?.moves ?? [])], (move) => changesOf(sql, move))}) as move
      group by sku_id`,
  )
  const moved = cte<StockColumns & { was_available: number }>(
    sql,
    'moved_skus',
    sql`
      update skus set
        stock = skus.stock + moving.stock,
        reserved = skus.reserved + moving.reserved,
        allocated = skus.allocated + moving.allocated,
        waiting = skus.waiting + moving.waiting
      from ${moving.name} as moving join ${locked.name} as locked on locked.id = moving.sku_id
      where skus.id = moving.sku_id
      -- What was held for the line is not available, and was not: where somebody waits nothing is.
      returning skus.id, skus.product_id, ${available(sql)} as available,
        greatest(${available(sql)} - (moving.stock - moving.reserved - moving.allocated), 0) as was_available`,
  )
  const event = cte(sql, 'stock_event', stockEvent(sql, moved, sql`(available = 0) <> (was_available = 0)`))
  const furtherDefinitions = further ? sql`${further.definitions},` : sql``
  return sql`
    ${locked.definition}, ${furtherDefinitions} ${moving.definition}, ${moved.definition}, ${event.definition}`
}

function unionOf(sql: Sql, moves: readonly Move[], select: (move: Move) => Fragment): Fragment {
  return sql`${moves.map((move, index) => sql`${index === 0 ? sql`` : sql`union all`} ${select(move)}`)}`
}

function changesOf(sql: Sql, { pairs, by }: Move): Fragment {
  const { stock = 0, reserved = 0, allocated = 0, waiting = 0 } = by
  return sql`
    select sku_id, quantity * ${stock} as stock, quantity * ${reserved} as reserved, quantity * ${allocated} as allocated,
      quantity * ${waiting} as waiting
    from ${pairs.name}`
}
