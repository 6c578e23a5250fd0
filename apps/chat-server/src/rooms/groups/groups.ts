import type { CreateGroup, Room, UpdateGroup } from '@munova/chat-contract'
import { cte, retryOnConnectionLoss, type Sql, violates } from '@munova/database'
import { retry } from '@munova/service'
import { problem, rejectedPath } from '../../problems.ts'
import { changeRoom, type OwnedGroup } from '../room/change.ts'
import type { RoomsContext } from '../room/context.ts'
import { type MemberQuota, type QuotaRow, requireQuota, spendQuota } from '../room/member-quota.ts'
import { getRoom } from '../room/room.ts'

export interface GroupLimits {
  /** Of a group, by configuration; at most the maximum of the contract. */
  maxMembers: number
  /** How many rooms a member may be in. */
  roomsPerMember: number
}

/** Two requests with the same `clientGroupId` race; the loser finds the group on its next attempt. */
const MAX_ATTEMPTS = 2

/**
 * Creates a group with the requesting member as its owner and only member. With a `clientGroupId` that this member has used
 * for a group, it is that group, and nothing is created. Throws TITLE_TAKEN, TAG_NOT_FOUND, TOO_MANY_ROOMS and RATE_LIMITED.
 */
export async function createGroup(
  sql: Sql,
  creator: { memberId: number; limits: GroupLimits; quota: MemberQuota },
  group: CreateGroup,
): Promise<Room> {
  checkMaximum(group.maxMembers, creator.limits)
  await checkTags(sql, group.tags)
  const isRepeatable = group.clientGroupId !== undefined
  const run = () => insertGroup(sql, creator, group)
  try {
    const row = await retry(() => (isRepeatable ? retryOnConnectionLoss(run) : run()), {
      attempts: isRepeatable ? MAX_ATTEMPTS : 1,
      when: violates,
    })
    requireQuota(creator.quota, row)
    if (row.roomId === null) {
      throw problem('TOO_MANY_ROOMS', { detail: 'atMost', rooms: creator.limits.roomsPerMember })
    }
    return await getRoom(sql, creator.memberId, row.roomId)
  } catch (error) {
    if (violates(error, 'rooms_group_title')) throw problem('TITLE_TAKEN')
    throw error
  }
}

async function insertGroup(
  sql: Sql,
  { memberId, limits, quota }: { memberId: number; limits: GroupLimits; quota: MemberQuota },
  { title, maxMembers, tags, historyVisibility, clientGroupId }: CreateGroup,
): Promise<QuotaRow & { roomId: number | null }> {
  const due = cte(
    sql,
    'due',
    sql`
      select from members where id = ${memberId} and group_count < ${limits.roomsPerMember}
        and not exists (select from existing)`,
  )
  const spent = spendQuota(sql, { memberId, quota }, due)
  const [row] = await sql<[QuotaRow & { roomId: number | null }]>`
    with existing as (
      select id from rooms where creator_id = ${memberId} and client_group_id = ${clientGroupId ?? null}::uuid
    ),
    ${due.definition}, ${spent.definition},
    counted as (
      update members set group_count = group_count + 1 from ${spent.name} spent
      where id = ${memberId} and group_count < ${limits.roomsPerMember} and spent.retry_after_ms = 0
      returning id
    ),
    created as (
      insert into rooms (kind, title, owner_id, member_count, max_members, tags, history_visibility, creator_id,
        client_group_id)
      select 'GROUP', ${title}, id, 1, ${maxMembers}, ${tags}::bigint[], ${historyVisibility}, id,
        ${clientGroupId ?? null}::uuid from counted
      returning id
    ),
    joined as (
      insert into room_members (room_id, member_id, role) select id, ${memberId}, 'OWNER' from created
    )
    select coalesce((select id from existing), (select id from created)) as "roomId",
      (select retry_after_ms from ${spent.name}) as "retryAfterMs"`
  return row
}

/**
 * Changes the fields that are present in `update`; no effect if they are so already. Throws TITLE_TAKEN, MAX_BELOW_COUNT, TAG_NOT_FOUND and what
 * `changeRoom` throws.
 */
export async function updateGroup(
  context: Pick<RoomsContext, 'sql' | 'roomLog'>,
  { limits, ...group }: OwnedGroup & { limits: GroupLimits },
  update: UpdateGroup,
): Promise<void> {
  const { title, maxMembers, tags, historyVisibility } = update
  if (maxMembers !== undefined) checkMaximum(maxMembers, limits)
  if (tags !== undefined) await checkTags(context.sql, tags)
  try {
    const { isRecorded, memberCount } = await changeRoom(
      context.roomLog,
      { ...group, kind: 'GROUP' },
      (sql, { name: room }) => {
        const changed = {
          title: sql`${title ?? sql`${room}.title`}`,
          maximum: sql`${maxMembers ?? sql`${room}.max_members`}`,
          tags: tags ? sql`${tags}::bigint[]` : sql`${room}.tags`,
          visibility: sql`${historyVisibility ?? sql`${room}.history_visibility`}`,
        }
        return {
          set: sql`
            title = ${changed.title}, max_members = ${changed.maximum}, tags = ${changed.tags},
            history_visibility = ${changed.visibility}`,
          when: sql`
            (${room}.title, ${room}.max_members, ${room}.tags, ${room}.history_visibility)
              <> (${changed.title}, ${changed.maximum}, ${changed.tags}, ${changed.visibility})
            and ${room}.member_count <= ${changed.maximum}`,
          event: 'room.updated',
          content: sql`${JSON.stringify(update)}::text::json`,
        }
      },
    )
    if (!isRecorded && memberCount > (maxMembers ?? memberCount))
      throw problem('MAX_BELOW_COUNT', { detail: 'members', members: memberCount })
  } catch (error) {
    if (violates(error, 'rooms_group_title')) throw problem('TITLE_TAKEN')
    throw error
  }
}

function checkMaximum(maxMembers: number, limits: GroupLimits): void {
  if (maxMembers <= limits.maxMembers) return
  const errors = [rejectedPath('body.maxMembers', 'must be at most {max}', { max: limits.maxMembers })]
  throw problem('VALIDATION_FAILED', { detail: 'paths', paths: ['body.maxMembers'], errors })
}

async function checkTags(sql: Sql, tags: readonly number[]): Promise<void> {
  if (tags.length === 0) return
  const rows = await sql<{ id: number }[]>`select id from tags where id = any(${tags}::bigint[])`
  const known = new Set(rows.map(({ id }) => id))
  const unknown = tags.filter((tag) => !known.has(tag))
  if (unknown.length > 0) throw problem('TAG_NOT_FOUND', { detail: 'tags', tags: unknown })
}
