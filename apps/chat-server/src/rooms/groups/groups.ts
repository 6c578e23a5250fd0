import type { CreateGroup, Room, UpdateGroup } from '@munova/chat-contract'
import { type Sql, violates } from '@munova/database'
import { problem } from '../../problems.ts'
import { changeRoom } from '../room/change.ts'
import type { RoomsContext } from '../room/context.ts'
import { getRoom } from '../room/room.ts'

export interface GroupLimits {
  /** Of a group, by configuration; at most the maximum of the contract. */
  maxMembers: number
  /** How many rooms a member may be in. */
  roomsPerMember: number
}

/**
 * Creates a group with the requesting member as its owner and only member. Not retried on a lost connection, since the
 * first attempt may have created the group. Throws TITLE_TAKEN, TAG_NOT_FOUND and TOO_MANY_ROOMS.
 */
export async function createGroup(
  sql: Sql,
  creator: { memberId: number; limits: GroupLimits },
  group: CreateGroup,
): Promise<Room> {
  checkMaximum(group.maxMembers, creator.limits)
  await checkTags(sql, group.tags)
  try {
    const [created] = await sql<{ id: number }[]>`
      with counted as (
        update members set group_count = group_count + 1
        where id = ${creator.memberId} and group_count < ${creator.limits.roomsPerMember}
        returning id
      ),
      created as (
        insert into rooms (kind, title, owner_id, member_count, max_members, tags)
        select 'GROUP', ${group.title}, ${creator.memberId}, 1, ${group.maxMembers}, ${group.tags}::bigint[]
        from counted
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

/**
 * Changes the fields that are present in `update`. Throws TITLE_TAKEN, MAX_BELOW_COUNT, TAG_NOT_FOUND and what
 * `changeRoom` throws.
 */
export async function updateGroup(
  context: Pick<RoomsContext, 'sql' | 'roomLog'>,
  group: { roomId: number; ownerId: number; limits: GroupLimits },
  update: UpdateGroup,
): Promise<void> {
  const { title, maxMembers, tags } = update
  if (maxMembers !== undefined) checkMaximum(maxMembers, group.limits)
  if (tags !== undefined) await checkTags(context.sql, tags)
  const { roomId, ownerId } = group
  try {
    const { isRecorded, memberCount } = await changeRoom(
      context.roomLog,
      { roomId, kind: 'GROUP', ownerId },
      (sql, room) => ({
        set: sql`
          title = ${title ?? sql`${room.name}.title`},
          max_members = ${maxMembers ?? sql`${room.name}.max_members`},
          tags = ${tags ? sql`${tags}::bigint[]` : sql`${room.name}.tags`}`,
        when: maxMembers === undefined ? sql`true` : sql`${room.name}.member_count <= ${maxMembers}`,
        event: 'room.updated',
        content: sql`${JSON.stringify({ title, maxMembers, tags })}::text::json`,
      }),
    )
    if (!isRecorded) throw problem('MAX_BELOW_COUNT', { detail: 'members', members: memberCount })
  } catch (error) {
    if (violates(error, 'rooms_group_title')) throw problem('TITLE_TAKEN')
    throw error
  }
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
