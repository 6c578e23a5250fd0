import { cte, type Rows, type Sql } from '@munova/database'
import { moveStock, type LockedMoves, type Pairs } from '../catalogue/stock/move.ts'
import type { Context } from '../context.ts'

type DueHold = Pairs & { id: number }

/**
 * Ends holds whose time has ended, at most RESTOCK_BATCH; their pairs go to the next in line, or are available to all. Every process may do
 * it at once, and with orders that buy what is held: the lock of the SKU decides who is first. Resolves to how many were due, and how many ended.
 */
export async function expireHolds({ sql, config, outbox }: Context): Promise<{ due: number; ended: number }> {
  const due = cte<DueHold>(
    sql,
    'due',
    sql`
      select id, sku_id, 1 as quantity from restock_places
      where state = 'HELD' and held_until <= clock_timestamp() order by held_until limit ${config.RESTOCK_BATCH}`,
    { materialized: true },
  )
  const whenLocked = (locked: Rows<{ id: number }>) => expire(sql, due, locked)
  // Index restock_places_due.
  const [result] = await sql<[{ due: number; ended: number }]>`
    with ${due.definition}, ${moveStock(sql, { pairs: due, by: {}, whenLocked, after: due })}
    select (select count(*) from ${due.name}) as due, (select count(*) from expired_place) as ended`
  if (result.ended > 0) outbox.wake()
  return result
}

function expire(sql: Sql, due: Rows<DueHold>, locked: Rows<{ id: number }>): LockedMoves {
  const expired = cte<Pairs>(
    sql,
    'expired_place',
    sql`
      update restock_places set state = 'EXPIRED', ended_at = clock_timestamp()
      from ${due.name} as due, ${locked.name} as locked
      where restock_places.id = due.id and locked.id = due.sku_id and state = 'HELD'
      returning restock_places.sku_id, 1 as quantity`,
  )
  return { definitions: expired.definition, moves: [{ pairs: expired, by: { reserved: -1 } }] }
}
