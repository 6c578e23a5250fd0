import { cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { available } from './available.ts'
import type { LockedMoves, Pairs } from './move.ts'

/** Of a row of `skus`: whether a pair of it is held for the member, who waited for it. Index restock_places_open. */
export const isHeldFor = (sql: Sql, memberId: number): Fragment => sql`
  exists (
    select from restock_places
    where restock_places.sku_id = skus.id and restock_places.member_id = ${memberId} and restock_places.state = 'HELD'
  )`

/** Pairs of a row of `skus` that this member can order: what is available to all, and the pair that is held for the member. */
export const availableTo = (sql: Sql, memberId: number): Fragment =>
  sql`(${available(sql)} + (${isHeldFor(sql, memberId)})::int)`

/**
 * For `whenLocked` of moveStock: what is held of these SKUs for the buyer of `order` is bought with the order, which counts the pair
 * itself. A hold that has ended since then is no longer there: the order takes what is available to all, or is out of stock.
 */
export function buyHeld(
  sql: Sql,
  {
    order,
    items,
    locked,
  }: { order: Rows<{ member_id: number }>; items: Rows<Pairs>; locked: Rows<{ id: number }> },
): LockedMoves {
  const bought = cte<Pairs>(
    sql,
    'bought_place',
    sql`
      update restock_places set state = 'BOUGHT', ended_at = clock_timestamp()
      from ${locked.name} as locked, ${order.name} as buying
      where restock_places.sku_id = locked.id and restock_places.member_id = buying.member_id
        and restock_places.state = 'HELD' and restock_places.sku_id in (select sku_id from ${items.name})
      returning restock_places.sku_id, 1 as quantity`,
  )
  return { definitions: bought.definition, moves: [{ pairs: bought, by: { reserved: -1 } }] }
}
