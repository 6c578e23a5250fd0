import type { Sql } from '@munova/database'
import { type LogEntry, type LogRow, toEntry } from './entry.ts'

/** The columns of a `LogRow`, for statements that read the log as `l` joined with its sender `s`. */
export const logColumns = (sql: Sql) => sql`
  l.room_id as "roomId", l.seq, l.event, l.sender_id as "senderId", coalesce(s.display_name, '') as "senderName",
  l.client_message_id as "clientMessageId", l.type, l.content::text as content, l.reply_to as "replyTo",
  l.sent_at as "sentAt"`

/** Entries after `after` in ascending seq, at most `limit`. Index: the primary key of messages. */
export async function readAfter(sql: Sql, range: { roomId: number; after: number; limit: number }) {
  const rows = await sql<LogRow[]>`
    select ${logColumns(sql)} from messages l left join members s on s.id = l.sender_id
    where l.room_id = ${range.roomId} and l.seq > ${range.after}
    order by l.seq limit ${range.limit}`
  return rows.map(toEntry)
}

/** The newest entries before `before` (or the newest of all), in ascending seq, at most `limit`. */
export async function readBefore(
  sql: Sql,
  range: { roomId: number; before: number | undefined; limit: number },
): Promise<LogEntry[]> {
  const rows = await sql<LogRow[]>`
    select ${logColumns(sql)} from messages l left join members s on s.id = l.sender_id
    where l.room_id = ${range.roomId} and l.seq < ${range.before ?? Number.MAX_SAFE_INTEGER}
    order by l.seq desc limit ${range.limit}`
  return rows.map(toEntry).toReversed()
}
