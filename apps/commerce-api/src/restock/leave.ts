import { cte, retryOnConnectionLoss, type Rows, type Sql } from '@munova/database'
import { moveStock, type LockedMoves, type Pairs } from '../catalogue/stock/move.ts'
import type { Context } from '../context.ts'
import type { Waiting } from './join.ts'

/** The member waits no longer; a pair that was held goes to the next in line, or is available to all. Idempotent. */
export async function leaveLine({ sql, outbox }: Context, { memberId, skuId }: Waiting): Promise<void> {
  const open = cte<Pairs>(
    sql,
    'open_place',
    sql`
      select sku_id, 1 as quantity from restock_places
      where sku_id = ${skuId} and member_id = ${memberId} and state in ('WAITING', 'HELD')`,
  )
  const whenLocked = (locked: Rows<{ id: number }>) => leave(sql, memberId, locked)
  // Index restock_places_open.
  await retryOnConnectionLoss(
    () => sql`
      with ${open.definition}, ${moveStock(sql, { pairs: open, by: {}, whenLocked, after: open })}
      select count(*) from ${open.name}`,
  )
  outbox.wake()
}

/** The place may have become HELD before the SKU was locked. */
function leave(sql: Sql, memberId: number, locked: Rows<{ id: number }>): LockedMoves {
  const left = cte<Pairs & { was_held: boolean }>(
    sql,
    'left_place',
    sql`
      update restock_places set state = 'LEFT', ended_at = clock_timestamp()
      from ${locked.name} as locked
      where restock_places.sku_id = locked.id and member_id = ${memberId} and state in ('WAITING', 'HELD')
      returning restock_places.sku_id, 1 as quantity, held_until is not null as was_held`,
  )
  const freed = cte<Pairs>(sql, 'freed', sql`select sku_id, quantity from ${left.name} where was_held`)
  const gone = cte<Pairs>(sql, 'gone', sql`select sku_id, quantity from ${left.name} where not was_held`)
  return {
    definitions: sql`${left.definition}, ${freed.definition}, ${gone.definition}`,
    moves: [
      { pairs: freed, by: { reserved: -1 } },
      { pairs: gone, by: { waiting: -1 } },
    ],
  }
}
