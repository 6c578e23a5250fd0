import type { Sql } from './connect.ts'
import { retryOnConnectionLoss } from './failures.ts'

/**
 * The CTE `fresh` of a statement that does what events ask for: a row with `event_id` for each that this consumer has not
 * taken yet. Whatever the statement writes comes from `fresh`, so the effect and the note that it was made are committed
 * together, and an event that comes again, even at the same moment, has none:
 *
 *   with ${takeOnce(sql, { consumer, eventIds: [eventId] })} insert into … select … from fresh
 *
 * Needs the table `inbox`.
 */
export function takeOnce(
  sql: Sql,
  { consumer, eventIds }: { consumer: string; eventIds: readonly string[] },
) {
  return sql`fresh as (
    insert into inbox (consumer, event_id)
    -- In one order, so that two who take the same events do not wait for each other.
    select ${consumer}, event_id from unnest(${[...eventIds]}::uuid[]) as event_id order by event_id
    on conflict (consumer, event_id) do nothing
    returning event_id
  )`
}

/**
 * Forgets events that were taken more than `keepMs` ago, at most `batch` of them; answers how many. An event that comes
 * again after that has its effect again, so keep them longer than any broker or operator repeats events.
 */
export async function trimInbox(
  sql: Sql,
  { keepMs, batch }: { keepMs: number; batch: number },
): Promise<number> {
  const gone = await retryOnConnectionLoss(
    () => sql`
      delete from inbox where (consumer, event_id) in (
        select consumer, event_id from inbox
        where taken_at < now() - ${keepMs} * interval '1 millisecond'
        order by taken_at limit ${batch}
      )
      returning event_id`,
  )
  return gone.length
}
