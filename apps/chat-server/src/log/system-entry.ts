import type { RoomEntry } from '@munova/chat-contract'
import { type Cte, cte, type Fragment, type Sql } from '@munova/database'
import type { LogEntry } from './entry.ts'
import { type LogRow, toEntry } from './row.ts'

/** What a system entry needs of its room: a row of `rooms` whose `last_seq` was advanced. */
export interface AdvancedRoom {
  id: number
  last_seq: number
  message_count: number
}

/** A `LogRow`, or nulls where the statement wrote no entry. */
export type SystemEntryRow = { [Column in keyof LogRow]: LogRow[Column] | null }

/** The CTE that writes a system entry. */
export interface SystemEntry extends Cte {
  /** The columns of a `SystemEntryRow`, for a statement that ends in `… left join ${entry.name} on true`. */
  readonly columns: Fragment
}

/**
 * Writes one entry for each room in `changed`. System entries do not count as messages: `message_no` stays. `content` is
 * SQL of type json, of the event's schema in the contract.
 */
export type WriteSystemEntry = (
  changed: Cte<AdvancedRoom>,
  entry: { event: Exclude<RoomEntry['event'], 'message'>; senderId: number; content: Fragment },
) => SystemEntry

export function systemEntryWriter(sql: Sql): WriteSystemEntry {
  return (changed, { event, senderId, content }) => {
    const entry = cte(
      sql,
      'entry',
      sql`
        insert into messages (room_id, seq, event, sender_id, content, message_no, sent_at)
        select c.id, c.last_seq, ${event}, ${senderId}, ${content}, c.message_count,
          date_trunc('milliseconds', clock_timestamp())
        from ${changed.name} c
        returning room_id, seq, event, sender_id, content::text as content, sent_at`,
    )
    const columns = sql`
      ${entry.name}.room_id as "roomId", ${entry.name}.seq, ${entry.name}.event, ${entry.name}.sender_id as "senderId",
      (select display_name from members where id = ${entry.name}.sender_id) as "senderName",
      null::uuid as "clientMessageId", null::text as type, ${entry.name}.content, null::bigint as "replyTo",
      ${entry.name}.sent_at as "sentAt"`
    return { ...entry, columns }
  }
}

export function toSystemEntry(row: SystemEntryRow): LogEntry | undefined {
  return row.seq === null ? undefined : toEntry(row as LogRow)
}
