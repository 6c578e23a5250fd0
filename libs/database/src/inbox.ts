import type { Sql } from './connect.ts'
import { retryOnConnectionLoss } from './failures.ts'
import { cte, type Cte } from './statement-parts.ts'

/**
 * A CTE with those of the events that this consumer has not processed. The statement takes what it writes from these rows:
 * the effect of an event and its entry in the inbox are committed together, so an event that is delivered again, even at
 * the same moment, has no second effect.
 *
 *   with ${claimed.definition} insert into … select … from ${claimed.name}
 *
 * Needs the table `inbox`.
 */
export function claimEvents(
  sql: Sql,
  { consumer, eventIds }: { consumer: string; eventIds: readonly string[] },
): Cte<{ event_id: string }> {
  return cte(
    sql,
    'claimed',
    sql`
      insert into inbox (consumer, event_id)
      -- In one order, so that statements that claim the same events cannot deadlock.
      select ${consumer}, event_id from unnest(${[...eventIds]}::uuid[]) as event_id order by event_id
      on conflict (consumer, event_id) do nothing
      returning event_id`,
  )
}

/**
 * Deletes entries that are older than `retentionMs`, at most `batch`, and returns their number. An event that is delivered
 * again later has its effect again, so the retention has to be longer than any broker or operator repeats events.
 */
export async function deleteExpiredInboxEntries(
  sql: Sql,
  { retentionMs, batch }: { retentionMs: number; batch: number },
): Promise<number> {
  const deleted = await retryOnConnectionLoss(
    () => sql`
      delete from inbox where (consumer, event_id) in (
        select consumer, event_id from inbox
        where taken_at < now() - ${retentionMs} * interval '1 millisecond'
        order by taken_at limit ${batch}
      )
      returning event_id`,
  )
  return deleted.length
}
