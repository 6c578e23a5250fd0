import { type Cte, cte, type Fragment, type Sql } from '@munova/database'
import type { InquiryColumns } from '../../inquiry-events/inquiry-state.ts'
import type { RoomLog } from '../../log/room-log.ts'
import type { AdvancedRoom, SystemEntryRow } from '../../log/system-entry.ts'
import { problem } from '../../problems.ts'
import { type MemberQuota, type QuotaRow, requireQuota, spendQuota } from './member-quota.ts'

/** A row of `rooms`, as far as changes read and write it. */
export interface StoredRoom extends InquiryColumns, AdvancedRoom {
  status: string
  title: string
  tags: number[]
  member_count: number
  max_members: number
}

export interface OwnedRoom {
  roomId: number
  kind: 'INQUIRY' | 'GROUP'
  ownerId: number
  quota?: MemberQuota | undefined
}

export type OwnedGroup = Omit<OwnedRoom, 'kind'>

export interface RoomChange {
  /** A further CTE that `when` may read. */
  given?: Cte
  set: Fragment
  /** Whether there is something to change: false for a repeated request, which writes nothing. */
  when: Fragment
  /** Whether this member made the change and is no longer the owner for it. */
  wasMade?: Fragment
  /** The system entry of the change; `content` is of type json. */
  event: 'room.updated' | 'room.closed'
  content: Fragment
  /** A further CTE that writes what belongs to the change; `changed` has the room, or no row. */
  also?: (changed: Cte<StoredRoom>) => Cte
}

interface ChangeResult {
  /** The change was made: `when` held. */
  isRecorded: boolean
  /** `wasMade` of the change held: this is a repeated request. */
  wasMade: boolean
  /** Before the change. */
  memberCount: number
}

/** The CTE that locks a room for a change of the room itself: `status`, `member_count` and the like are the newest. */
export function lockRoom(sql: Sql, { roomId, kind }: Pick<OwnedRoom, 'roomId' | 'kind'>): Cte<StoredRoom> {
  return cte(sql, 'room', sql`select * from rooms where id = ${roomId} and kind = ${kind} for no key update`)
}

/**
 * A change that only the owner of a room may make: one statement that locks the room, changes it if `when` holds, and
 * logs the change. Throws ROOM_NOT_FOUND, NOT_THE_OWNER and RATE_LIMITED.
 */
export async function changeRoom(
  log: RoomLog,
  owned: OwnedRoom,
  describeChange: (sql: Sql, room: Cte<StoredRoom>) => RoomChange,
): Promise<ChangeResult> {
  const { ownerId, quota } = owned
  type Row = Omit<ChangeResult, 'isRecorded'> & { isOwner: boolean } & QuotaRow
  const row = await log.record<Row>((sql, writeEntry) => {
    const room = lockRoom(sql, owned)
    const { given, set, when, wasMade, event, content, also } = describeChange(sql, room)
    const due = cte(
      sql,
      'due',
      sql`select id from ${room.name} where ${room.name}.owner_id = ${ownerId} and ${when}`,
    )
    const spent = spendQuota(sql, { memberId: ownerId, quota }, due)
    const changed = cte<StoredRoom>(
      sql,
      'changed',
      sql`
        update rooms r set ${set}, last_seq = r.last_seq + 1, last_activity_at = clock_timestamp()
        from ${room.name}, ${spent.name}
        where r.id = ${room.name}.id and ${spent.name}.retry_after_ms = 0
        returning r.*`,
    )
    const entry = writeEntry(changed, { event, senderId: ownerId, content })
    return sql<(Row & SystemEntryRow)[]>`
      with ${room.definition},
      ${given ? sql`${given.definition},` : sql``}
      ${due.definition}, ${spent.definition}, ${changed.definition},
      ${entry.definition}
      ${also ? sql`, ${also(changed).definition}` : sql``}
      select room.member_count as "memberCount", room.owner_id = ${ownerId} as "isOwner",
        ${wasMade ?? sql`false`} as "wasMade", (select retry_after_ms from ${spent.name}) as "retryAfterMs",
        ${entry.columns}
      from ${room.name} room left join ${entry.name} on true`
  })
  if (!row) throw problem('ROOM_NOT_FOUND')
  if (!row.isOwner && !row.wasMade) throw problem('NOT_THE_OWNER')
  requireQuota(quota, row)
  return row
}
