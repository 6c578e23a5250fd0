import type { CreateGroup, Room, UpdateGroup } from '@munova/chat-contract'
import { type Sql, violates } from '@munova/database'
import { problem } from '../../problems.ts'
import type { LogEntry } from '../../log/entry.ts'
import { changeRoom } from '../room/change.ts'
import { getRoom } from '../room/room.ts'

export interface GroupLimits {
  /** The configured ceiling of a group; the contract's own is higher or equal. */
  maxMembers: number
  /** Rooms one member may be in. */
  roomsPerMember: number
}

/** A new group with its creator as owner and only member. Not repeated on a lost connection: it may have happened. */
export async function createGroup(
  sql: Sql,
  creator: { memberId: number; limits: GroupLimits },
  group: CreateGroup,
): Promise<Room> {
  checkMaximum(group.maxMembers, creator.limits)
  await checkTags(sql, group.tags)
  try {
    const [created] = await sql<{ id: number }[]>`
      with created as (
        insert into rooms (kind, title, owner_id, member_count, max_members, tags)
        select 'GROUP', ${group.title}, ${creator.memberId}, 1, ${group.maxMembers}, ${group.tags}::bigint[]
        where (select count(*) from room_members where member_id = ${creator.memberId})
          < ${creator.limits.roomsPerMember}
        returning id
      ),
      joined as (
        insert into room_members (room_id, member_id, role) select id, ${creator.memberId}, 'OWNER' from created
      )
      select id from created`
    if (!created) throw problem('TOO_MANY_ROOMS')
    return await getRoom(sql, creator.memberId, created.id)
  } catch (error) {
    if (violates(error, 'rooms_group_title')) throw problem('TITLE_TAKEN')
    throw error
  }
}

/** What is absent stays as it is. */
export async function updateGroup(
  sql: Sql,
  group: { roomId: number; ownerId: number; limits: GroupLimits },
  update: UpdateGroup,
): Promise<LogEntry> {
  const { title, maxMembers, tags } = update
  if (maxMembers !== undefined) checkMaximum(maxMembers, group.limits)
  if (tags !== undefined) await checkTags(sql, tags)
  try {
    const { entry, memberCount } = await changeRoom(sql, {
      roomId: group.roomId,
      kind: 'GROUP',
      ownerId: group.ownerId,
      set: sql`
        title = ${title === undefined ? sql`r.title` : title},
        max_members = ${maxMembers === undefined ? sql`r.max_members` : maxMembers},
        tags = ${tags === undefined ? sql`r.tags` : sql`${tags}::bigint[]`}`,
      when: maxMembers === undefined ? sql`true` : sql`room.member_count <= ${maxMembers}`,
      event: 'room.updated',
      content: sql`${JSON.stringify({ title, maxMembers, tags })}::text::json`,
    })
    if (!entry) throw problem('MAX_BELOW_COUNT', { detail: 'members', members: memberCount })
    return entry
  } catch (error) {
    if (violates(error, 'rooms_group_title')) throw problem('TITLE_TAKEN')
    throw error
  }
}

/** Makes another member the owner; nothing happens if they are it. */
export async function transferGroup(
  sql: Sql,
  group: { roomId: number; ownerId: number; newOwnerId: number },
): Promise<LogEntry | undefined> {
  const { entry } = await changeRoom(sql, {
    roomId: group.roomId,
    kind: 'GROUP',
    ownerId: group.ownerId,
    set: sql`owner_id = ${group.newOwnerId}`,
    // Locked, so that a member who is just leaving does not inherit.
    given: sql`heir as (
      select m.member_id from room join room_members m on m.room_id = room.id and m.member_id = ${group.newOwnerId}
      for key share of m
    ),`,
    when: sql`room.owner_id <> ${group.newOwnerId} and exists (select from heir)`,
    event: 'room.updated',
    content: sql`json_build_object('ownerId', ${group.newOwnerId}::bigint)`,
    also: sql`,
      roles as (
        update room_members m set role = case when m.member_id = ${group.newOwnerId} then 'OWNER' else 'MEMBER' end
        from changed c where m.room_id = c.id and m.member_id in (${group.ownerId}, ${group.newOwnerId})
      )`,
  })
  if (!entry && group.newOwnerId !== group.ownerId) throw problem('MEMBER_NOT_FOUND')
  return entry
}

function checkMaximum(maxMembers: number, limits: GroupLimits): void {
  if (maxMembers <= limits.maxMembers) return
  const errors = [{ path: 'body.maxMembers', message: `must be at most ${limits.maxMembers}` }]
  throw problem('VALIDATION_FAILED', { detail: 'paths', paths: ['body.maxMembers'], errors })
}

async function checkTags(sql: Sql, tags: readonly number[]): Promise<void> {
  if (tags.length === 0) return
  const rows = await sql<{ id: number }[]>`select id from tags where id = any(${tags}::bigint[])`
  const known = new Set(rows.map(({ id }) => id))
  const unknown = tags.filter((tag) => !known.has(tag))
  if (unknown.length > 0) throw problem('TAG_NOT_FOUND', { detail: 'tags', tags: unknown })
}
