import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { type LogEntry, type LogRow, toEntry } from '../../log/entry.ts'
import { problem } from '../../problems.ts'

type Fragment = ReturnType<Sql>

/** The room as it was under its lock, and the log entry of the change if the change was made. */
export interface ChangeAnswer {
  status: 'OPEN' | 'CLOSED'
  memberCount: number
  maxMembers: number
  entry: LogEntry | undefined
}

/**
 * Writes a log entry for each room of the CTE `changed`, which has advanced `last_seq`; defines the CTE `entry`.
 * System entries do not count as messages: `message_no` stays.
 */
export function logEntry(sql: Sql, entry: { event: string; senderId: number; content: Fragment }): Fragment {
  return sql`entry as (
    insert into messages (room_id, seq, event, sender_id, content, message_no, sent_at)
    select c.id, c.last_seq, ${entry.event}, ${entry.senderId}, ${entry.content}, c.message_count,
      date_trunc('milliseconds', clock_timestamp())
    from changed c
    returning room_id, seq, event, sender_id, content::text as content, sent_at
  )`
}

/** The columns of a `LogRow` for statements that define `entry`, which may be empty. */
export const entryColumns = (sql: Sql) => sql`
  e.room_id as "roomId", e.seq, e.event, e.sender_id as "senderId",
  coalesce((select display_name from members where id = e.sender_id), '') as "senderName",
  null::uuid as "clientMessageId", null::text as type, e.content, null::bigint as "replyTo", e.sent_at as "sentAt"`

/** A row that has the columns of `entry`, or nulls in their place. */
export type MaybeLogRow = { [Column in keyof LogRow]: LogRow[Column] | null }

export function entryFrom(row: MaybeLogRow): LogEntry | undefined {
  return row.seq === null ? undefined : toEntry(row as LogRow)
}

/**
 * What the owner of a room does to it: one statement that locks the room, changes it where `when` holds, and logs the
 * change. Throws ROOM_NOT_FOUND and NOT_THE_OWNER; a change whose `when` does not hold gives no entry.
 */
export async function changeRoom(
  sql: Sql,
  change: {
    roomId: number
    kind: 'INQUIRY' | 'GROUP'
    ownerId: number
    /** More CTEs to decide by, each ending with a comma; they may use `room`, which is locked. */
    given?: Fragment
    set: Fragment
    when: Fragment
    event: string
    content: Fragment
    /** More CTEs that write what belongs to the change, each beginning with a comma; they may use `changed`. */
    also?: Fragment
  },
): Promise<ChangeAnswer> {
  const [row] = await retryOnConnectionLoss(
    () => sql<(Omit<ChangeAnswer, 'entry'> & { mine: boolean } & MaybeLogRow)[]>`
      with room as (
        select * from rooms where id = ${change.roomId} and kind = ${change.kind} for no key update
      ),
      ${change.given ?? sql``}
      changed as (
        update rooms r set ${change.set}, last_seq = r.last_seq + 1, last_activity_at = clock_timestamp()
        from room where r.id = room.id and room.owner_id = ${change.ownerId} and ${change.when}
        returning r.*
      ),
      ${logEntry(sql, { event: change.event, senderId: change.ownerId, content: change.content })}
      ${change.also ?? sql``}
      select room.status, room.member_count as "memberCount", room.max_members as "maxMembers",
        room.owner_id = ${change.ownerId} as mine, ${entryColumns(sql)}
      from room left join entry e on true`,
  )
  if (!row) throw problem('ROOM_NOT_FOUND')
  if (!row.mine) throw problem('NOT_THE_OWNER')
  const { status, memberCount, maxMembers } = row
  return { status, memberCount, maxMembers, entry: entryFrom(row) }
}
