import { type PageQuery, Id } from '@munova/chat-contract'
import { retryOnConnectionLoss, type Sql, violates } from '@munova/database'
import { problem } from '../../problems.ts'
import type { LogEntry } from '../../log/entry.ts'
import { entryColumns, entryFrom, logEntry, type MaybeLogRow } from '../room/change.ts'
import { decodeCursor, toPage } from '../room/cursor.ts'
import type { GroupLimits } from '../groups/groups.ts'

/** One member cannot race with itself more often than it has connections; the first repetition sees the winner. */
const MAX_ATTEMPTS = 5

type JoinRow = {
  status: 'OPEN' | 'CLOSED'
  full: boolean
  already: boolean
  rooms: number
} & MaybeLogRow

/**
 * Lets a member into a group; nothing happens if they are in it. The count is checked and changed under the room's
 * lock, so that a group never has more members than it may (rooms_capacity).
 */
export async function joinGroup(
  sql: Sql,
  memberId: number,
  group: { roomId: number; limits: GroupLimits },
): Promise<LogEntry | undefined> {
  const { roomsPerMember } = group.limits
  for (let attempt = 1; ; attempt++) {
    try {
      const row = await retryOnConnectionLoss(() =>
        join(sql, memberId, { roomId: group.roomId, roomsPerMember }),
      )
      if (!row) throw problem('ROOM_NOT_FOUND')
      const entry = entryFrom(row)
      if (entry || row.already) return entry
      if (row.status === 'CLOSED') throw problem('ROOM_CLOSED')
      if (row.full) throw problem('ROOM_FULL')
      throw problem('TOO_MANY_ROOMS', `At most ${roomsPerMember} rooms`)
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !violates(error, 'room_members_pkey')) throw error
    }
  }
}

async function join(sql: Sql, memberId: number, group: { roomId: number; roomsPerMember: number }) {
  const [row] = await sql<JoinRow[]>`
    with room as (
      select * from rooms where id = ${group.roomId} and kind = 'GROUP' for no key update
    ),
    standing as (
      select count(*)::int as rooms, coalesce(bool_or(room_id = ${group.roomId}), false) as already
      from room_members where member_id = ${memberId}
    ),
    changed as (
      update rooms r set member_count = r.member_count + 1, last_seq = r.last_seq + 1,
        last_activity_at = clock_timestamp()
      from room, standing
      where r.id = room.id and room.status = 'OPEN' and room.member_count < room.max_members
        and not standing.already and standing.rooms < ${group.roomsPerMember}
      returning r.*
    ),
    -- What was said before counts as read.
    member as (
      insert into room_members (room_id, member_id, role, read_seq, read_count)
      select id, ${memberId}, 'MEMBER', last_seq, message_count from changed
    ),
    ${logEntry(sql, {
      event: 'member.joined',
      senderId: memberId,
      content: sql`json_build_object('memberId', ${memberId}::bigint,
        'name', coalesce((select display_name from members where id = ${memberId}), ''))`,
    })}
    select room.status, room.member_count >= room.max_members as full, standing.already, standing.rooms,
      ${entryColumns(sql)}
    from room cross join standing left join entry e on true`
  return row
}

/** Ends one's own membership; nothing happens if there is none. The owner has to transfer the group first. */
export async function leaveGroup(sql: Sql, memberId: number, roomId: number): Promise<LogEntry | undefined> {
  const row = await retryOnConnectionLoss(() =>
    endMembership(sql, { roomId, memberId, by: memberId, reason: 'LEFT' }),
  )
  if (!row) throw problem('ROOM_NOT_FOUND')
  if (row.ownerId === memberId) throw problem('OWNER_MUST_STAY')
  return entryFrom(row)
}

/** The owner ends somebody's membership. Delivery to them ends with the entry, on every node. */
export async function removeMember(
  sql: Sql,
  ownerId: number,
  target: { roomId: number; memberId: number },
): Promise<LogEntry> {
  const row = await retryOnConnectionLoss(() =>
    endMembership(sql, { ...target, by: ownerId, reason: 'REMOVED' }),
  )
  if (!row) throw problem('ROOM_NOT_FOUND')
  if (row.ownerId !== ownerId) throw problem('NOT_THE_OWNER')
  if (target.memberId === ownerId) throw problem('OWNER_MUST_STAY')
  const entry = entryFrom(row)
  if (!entry) throw problem('MEMBER_NOT_FOUND')
  return entry
}

async function endMembership(
  sql: Sql,
  end: { roomId: number; memberId: number; by: number; reason: 'LEFT' | 'REMOVED' },
) {
  const [row] = await sql<({ ownerId: number } & MaybeLogRow)[]>`
    with room as (
      select * from rooms where id = ${end.roomId} and kind = 'GROUP' for no key update
    ),
    gone as (
      delete from room_members m using room
      where m.room_id = room.id and m.member_id = ${end.memberId} and room.owner_id <> ${end.memberId}
        and (${end.by} = ${end.memberId} or room.owner_id = ${end.by})
      returning m.room_id
    ),
    changed as (
      update rooms r set member_count = r.member_count - 1, last_seq = r.last_seq + 1,
        last_activity_at = clock_timestamp()
      from gone where r.id = gone.room_id
      returning r.*
    ),
    ${logEntry(sql, {
      event: 'member.left',
      senderId: end.by,
      content: sql`json_build_object('memberId', ${end.memberId}::bigint, 'reason', ${end.reason}::text)`,
    })}
    select room.owner_id as "ownerId", ${entryColumns(sql)} from room left join entry e on true`
  return row
}

type MemberRow = { id: number; name: string; role: 'OWNER' | 'MEMBER'; joinedAt: Date }

/** Members of a room by id. Index: the primary key of room_members. */
export async function listMembers(sql: Sql, roomId: number, query: PageQuery) {
  const after = query.cursor === undefined ? 0 : decodeCursor(Id, query.cursor)
  const rows = await sql<MemberRow[]>`
    select m.member_id as id, coalesce(s.display_name, '') as name, m.role, m.joined_at as "joinedAt"
    from room_members m left join members s on s.id = m.member_id
    where m.room_id = ${roomId} and m.member_id > ${after}
    order by m.member_id limit ${query.limit + 1}`
  return toPage(rows, query.limit, {
    item: (row) => ({ ...row, joinedAt: row.joinedAt.toISOString() }),
    place: (row) => row.id,
  })
}
