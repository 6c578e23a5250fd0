import { cte, type Sql, violates } from '@munova/database'
import { retry } from '@munova/service'
import type { RoomLog } from '../../log/room-log.ts'
import type { SystemEntryRow, WriteSystemEntry } from '../../log/system-entry.ts'
import { problem } from '../../problems.ts'
import { lockRoom, type StoredRoom } from '../room/change.ts'
import { type MemberQuota, type QuotaRow, requireQuota, spendQuota } from '../room/member-quota.ts'

interface JoinRow extends QuotaRow {
  status: 'OPEN' | 'CLOSED'
  isFull: boolean
  isMember: boolean
  isRemoved: boolean
}

/** A member can race only with their own other requests, and the second attempt sees the membership of the first. */
const MAX_ATTEMPTS = 5

/**
 * Adds a member to a group; no effect if they are in it. The count is checked and changed under the room's lock, so that
 * a group never exceeds its maximum (rooms_capacity). Throws ROOM_NOT_FOUND, REMOVED_FROM_GROUP,
 * ROOM_CLOSED, ROOM_FULL, TOO_MANY_ROOMS and RATE_LIMITED.
 */
export async function joinGroup(
  log: RoomLog,
  memberId: number,
  group: { roomId: number; roomsPerMember: number; quota: MemberQuota },
): Promise<void> {
  const row = await retry(
    () => log.record<JoinRow>((sql, writeEntry) => join(sql, writeEntry, { memberId, ...group })),
    { attempts: MAX_ATTEMPTS, when: (error) => violates(error, 'room_members_pkey') },
  )
  if (!row) throw problem('ROOM_NOT_FOUND')
  if (row.isRecorded || row.isMember) return
  if (row.isRemoved) throw problem('REMOVED_FROM_GROUP')
  if (row.status === 'CLOSED') throw problem('ROOM_CLOSED')
  if (row.isFull) throw problem('ROOM_FULL')
  requireQuota(group.quota, row)
  throw problem('TOO_MANY_ROOMS', { detail: 'atMost', rooms: group.roomsPerMember })
}

function join(
  sql: Sql,
  writeEntry: WriteSystemEntry,
  { memberId, roomId, roomsPerMember, quota }: Parameters<typeof joinGroup>[2] & { memberId: number },
) {
  const room = lockRoom(sql, { roomId, kind: 'GROUP' })
  const membership = cte<{ is_member: boolean; is_removed: boolean; was_removed: boolean }>(
    sql,
    'membership',
    sql`
      select exists (select from room_members where room_id = ${roomId} and member_id = ${memberId}) as is_member,
        exists (
          select from removed_members where room_id = ${roomId} and member_id = ${memberId} and not may_return
        ) as is_removed,
        exists (select from removed_members where room_id = ${roomId} and member_id = ${memberId}) as was_removed`,
  )
  const due = cte(
    sql,
    'due',
    sql`
      select room.id from ${room.name} room, ${membership.name} own
      where room.status = 'OPEN' and room.member_count < room.max_members and not own.is_member and not own.is_removed
        and exists (select from members where id = ${memberId} and group_count < ${roomsPerMember})`,
  )
  const spent = spendQuota(sql, { memberId, quota }, due)
  // Rooms are locked before members.
  const counted = cte(
    sql,
    'counted',
    sql`
      update members set group_count = group_count + 1 from ${spent.name} spent
      where members.id = ${memberId} and group_count < ${roomsPerMember} and spent.retry_after_ms = 0
      returning members.id`,
  )
  const changed = cte<StoredRoom>(
    sql,
    'changed',
    sql`
      update rooms r set member_count = r.member_count + 1, last_seq = r.last_seq + 1,
        last_activity_at = clock_timestamp()
      from ${room.name} room, ${counted.name}
      where r.id = room.id
      returning r.*`,
  )
  const entry = writeEntry(changed, {
    event: 'member.joined',
    senderId: memberId,
    content: sql`json_build_object('memberId', ${memberId}::bigint)`,
  })
  return sql<(JoinRow & SystemEntryRow)[]>`
    with ${room.definition}, ${membership.definition}, ${due.definition}, ${spent.definition}, ${counted.definition},
    ${changed.definition},
    -- Earlier messages count as read.
    member as (
      insert into room_members (room_id, member_id, role, read_seq, read_count, joined_seq, returned_seq)
      select c.id, ${memberId}, 'MEMBER', c.last_seq, c.message_count, c.last_seq,
        case when own.was_removed then c.last_seq else 0 end
      from ${changed.name} c, ${membership.name} own
    ),
    ${entry.definition}
    select room.status, room.member_count >= room.max_members as "isFull", own.is_member as "isMember",
      own.is_removed as "isRemoved", (select retry_after_ms from ${spent.name}) as "retryAfterMs", ${entry.columns}
    from ${room.name} room cross join ${membership.name} own left join ${entry.name} on true`
}
