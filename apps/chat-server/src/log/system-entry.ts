import { type Cte, cte, type Fragment, type Sql } from '@munova/database'
import { type LogEntry, type LogRow, toEntry } from './entry.ts'

/** What `systemEntry` needs of each room that it writes an entry for: a row of `rooms` whose `last_seq` was advanced. */
export interface AdvancedRoom {
  id: number
  last_seq: number
  message_count: number
}

/** The columns of `systemEntryColumns`: a `LogRow`, or nulls where the statement wrote no entry. */
export type SystemEntryRow = { [Column in keyof LogRow]: LogRow[Column] | null }

/**
 * A CTE that writes one entry for each room in `changed`. System entries do not count as messages: `message_no` stays.
 * `event` is a room event of the contract, `content` SQL of type json.
 */
export function systemEntry(
  sql: Sql,
  changed: Cte<AdvancedRoom>,
  { event, senderId, content }: { event: string; senderId: number; content: Fragment },
): Cte<SystemEntryRow> {
  return cte(
    sql,
    'entry',
    sql`
      insert into messages (room_id, seq, event, sender_id, content, message_no, sent_at)
      select c.id, c.last_seq, ${event}, ${senderId}, ${content}, c.message_count,
        date_trunc('milliseconds', clock_timestamp())
      from ${changed.name} c
      returning room_id, seq, event, sender_id, content::text as content, sent_at`,
  )
}

/** The columns of a `SystemEntryRow`, for a statement that ends in `… left join ${entry.name} e on true`. */
export const systemEntryColumns = (sql: Sql) => sql`
  e.room_id as "roomId", e.seq, e.event, e.sender_id as "senderId",
  coalesce((select display_name from members where id = e.sender_id), '') as "senderName",
  null::uuid as "clientMessageId", null::text as type, e.content, null::bigint as "replyTo", e.sent_at as "sentAt"`

export function toSystemEntry(row: SystemEntryRow): LogEntry | undefined {
  return row.seq === null ? undefined : toEntry(row as LogRow)
}
