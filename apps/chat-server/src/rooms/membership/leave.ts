import { cte, type Sql } from '@munova/database'
import type { RoomLog } from '../../log/room-log.ts'
import type { SystemEntryRow, WriteSystemEntry } from '../../log/system-entry.ts'
import { problem } from '../../problems.ts'
import { lockRoom, type StoredRoom } from '../room/change.ts'

interface EndRow {
  ownerId: number
  /** The owner had removed the member before: an earlier attempt of the same request. */
  wasRemoved: boolean
}

/**
 * Ends one's own membership; no effect if there is none. The owner has to transfer the group first. Throws
 * ROOM_NOT_FOUND and OWNER_MUST_STAY.
 */
export async function leaveGroup(log: RoomLog, memberId: number, roomId: number): Promise<void> {
  const row = await log.record<EndRow>((sql, writeEntry) =>
    endMembership(sql, writeEntry, { roomId, memberId, by: memberId, reason: 'LEFT' }),
  )
  if (!row) throw problem('ROOM_NOT_FOUND')
  if (row.ownerId === memberId) throw problem('OWNER_MUST_STAY')
}

/**
 * The owner ends another member's membership, who cannot join again until the owner allows it. Every node stops delivering
 * to that member at the system entry. Throws
 * ROOM_NOT_FOUND, NOT_THE_OWNER, OWNER_MUST_STAY and MEMBER_NOT_FOUND.
 */
export async function removeMember(
  log: RoomLog,
  ownerId: number,
  target: { roomId: number; memberId: number },
): Promise<void> {
  const row = await log.record<EndRow>((sql, writeEntry) =>
    endMembership(sql, writeEntry, { ...target, by: ownerId, reason: 'REMOVED' }),
  )
  if (!row) throw problem('ROOM_NOT_FOUND')
  if (row.ownerId !== ownerId) throw problem('NOT_THE_OWNER')
  if (target.memberId === ownerId) throw problem('OWNER_MUST_STAY')
  if (!row.isRecorded && !row.wasRemoved) throw problem('MEMBER_NOT_FOUND')
}

function endMembership(
  sql: Sql,
  writeEntry: WriteSystemEntry,
  {
    roomId,
    memberId,
    by,
    reason,
  }: { roomId: number; memberId: number; by: number; reason: 'LEFT' | 'REMOVED' },
) {
  const room = lockRoom(sql, { roomId, kind: 'GROUP' })
  const removed = cte<{ room_id: number }>(
    sql,
    'removed',
    sql`
      delete from room_members m using ${room.name} room
      where m.room_id = room.id and m.member_id = ${memberId} and room.owner_id <> ${memberId}
        and (${by} = ${memberId} or room.owner_id = ${by})
      returning m.room_id`,
  )
  const changed = cte<StoredRoom>(
    sql,
    'changed',
    sql`
      update rooms r set member_count = r.member_count - 1, last_seq = r.last_seq + 1,
        last_activity_at = clock_timestamp()
      from ${removed.name} removed where r.id = removed.room_id
      returning r.*`,
  )
  const entry = writeEntry(changed, {
    event: 'member.left',
    senderId: by,
    content: sql`json_build_object('memberId', ${memberId}::bigint, 'reason', ${reason}::text)`,
  })
  return sql<(EndRow & SystemEntryRow)[]>`
    with ${room.definition}, ${removed.definition}, ${changed.definition}, ${entry.definition},
    counted as (
      update members set group_count = greatest(group_count - 1, 0) from ${removed.name} where members.id = ${memberId}
    ), forbidden as (
      insert into removed_members (room_id, member_id)
      select room_id, ${memberId}::bigint from ${removed.name} where ${reason} = 'REMOVED'
      on conflict do nothing
    )
    select room.owner_id as "ownerId",
      exists (select from removed_members where room_id = ${roomId} and member_id = ${memberId}) as "wasRemoved",
      ${entry.columns}
    from ${room.name} room left join ${entry.name} on true`
}
