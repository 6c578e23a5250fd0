import type { Sql } from '@munova/database'
import type { LogEntry } from './entry.ts'
import { type LogRow, toEntry } from './row.ts'

/** The columns of a `LogRow`, for statements that read the log as `l` joined with its sender `s`. */
const logColumns = (sql: Sql) => sql`
  l.room_id as "roomId", l.seq, l.event, l.sender_id as "senderId", s.display_name as "senderName",
  l.client_message_id as "clientMessageId", l.type, l.content::text as content, l.reply_to as "replyTo",
  l.sent_at as "sentAt"`

/**
 * Entries with a seq above `after`, ascending: at most `limit`, and no further ones once their contents exceed `bytes`.
 * Index: the primary key of messages.
 */
export async function readAfter(
  sql: Sql,
  range: { roomId: number; after: number; limit: number; bytes: number },
): Promise<LogEntry[]> {
  const rows = await sql<LogRow[]>`
    select ${logColumns(sql)} from (
      select *, sum(octet_length(content::text)) over (order by seq) - octet_length(content::text) as before
      from (
        select * from messages where room_id = ${range.roomId} and seq > ${range.after} order by seq limit ${range.limit}
      ) nearest
    ) l left join members s on s.id = l.sender_id
    where l.before <= ${range.bytes} order by l.seq`
  return rows.map(toEntry)
}

/** The newest entries with a seq from `first` on and below `before` (or the newest of all), ascending; bounded as in `readAfter`. */
export async function readBefore(
  sql: Sql,
  range: { roomId: number; first: number; before: number | undefined; limit: number; bytes: number },
): Promise<LogEntry[]> {
  const rows = await sql<LogRow[]>`
    select ${logColumns(sql)} from (
      select *, sum(octet_length(content::text)) over (order by seq desc) - octet_length(content::text) as before
      from (
        select * from messages where room_id = ${range.roomId} and seq >= ${range.first}
          and seq < ${range.before ?? Number.MAX_SAFE_INTEGER}
        order by seq desc limit ${range.limit}
      ) nearest
    ) l left join members s on s.id = l.sender_id
    where l.before <= ${range.bytes} order by l.seq`
  return rows.map(toEntry)
}
