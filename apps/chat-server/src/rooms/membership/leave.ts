import { cte, type Sql } from '@munova/database'
import { Problem } from '@munova/service'
import type { RoomLog } from '../../log/room-log.ts'
import type { SystemEntryRow, WriteSystemEntry } from '../../log/system-entry.ts'
import { problem } from '../../problems.ts'
import { lockRoom, type OwnedGroup, type StoredRoom } from '../room/change.ts'
import { type MemberQuota, type QuotaRow, requireQuota, spendQuota } from '../room/member-quota.ts'
import { deleteEmptyGroup, wasDeleted } from './delete-group.ts'
import { handOver } from './transfer.ts'

interface EndRow extends QuotaRow {
  ownerId: number
  /** The owner had removed the member before: an earlier attempt of the same request. */
  wasRemoved: boolean
}

/** Of an owner: others join and leave meanwhile, and each attempt sees what they did. */
const MAX_ATTEMPTS = 5
const RETRY_AFTER_MS = 1_000
/** An equal request has handed the group over, or deleted it. */
const wasFirst: ReadonlySet<string> = new Set(['NOT_THE_OWNER', 'ROOM_NOT_FOUND'])

/**
 * Ends one's own membership; no effect if there is none. When the owner leaves, the group goes to the member who has been
 * in it longest, and is deleted if nobody is left. Each step may be repeated. Throws ROOM_NOT_FOUND and RATE_LIMITED.
 */
export async function leaveGroup(
  { sql, roomLog }: { sql: Sql; roomLog: RoomLog },
  { memberId, roomId, quota }: { memberId: number; roomId: number; quota?: MemberQuota },
): Promise<void> {
  let unspent = quota
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const row = await roomLog.record<EndRow>((statement, writeEntry) =>
      endMembership(statement, writeEntry, {
        roomId,
        memberId,
        by: memberId,
        reason: 'LEFT',
        quota: unspent,
      }),
    )
    const group = { roomId, ownerId: memberId, quota: unspent }
    if (!row) {
      if (await wasDeleted(sql, group)) return
      throw problem('ROOM_NOT_FOUND')
    }
    requireQuota(unspent, row)
    if (row.ownerId !== memberId) return
    if (await isHandedOver(roomLog, group)) unspent = undefined
    else if (await deleteEmptyGroup(roomLog, group)) return
  }
  throw problem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
}

/** False when there is nobody to hand the group to; true also when another request was first. */
async function isHandedOver(log: RoomLog, group: OwnedGroup): Promise<boolean> {
  try {
    return await handOver(log, group)
  } catch (error) {
    if (error instanceof Problem && wasFirst.has(error.code)) return true
    throw error
  }
}

/**
 * The owner ends another member's membership, who cannot join again until the owner allows it. Every node stops delivering
 * to that member at the system entry. Throws
 * ROOM_NOT_FOUND, NOT_THE_OWNER, OWNER_MUST_STAY, MEMBER_NOT_FOUND and RATE_LIMITED.
 */
export async function removeMember(
  log: RoomLog,
  ownerId: number,
  { quota, ...target }: { roomId: number; memberId: number; quota?: MemberQuota },
): Promise<void> {
  const run = () =>
    log.record<EndRow>((sql, writeEntry) =>
      endMembership(sql, writeEntry, { ...target, by: ownerId, reason: 'REMOVED', quota }),
    )
  const isDone = (row: Awaited<ReturnType<typeof run>>) => row?.isRecorded || row?.wasRemoved
  let row = await run()
  // The snapshot of a second run has what an equal request has committed while this one waited for the room.
  if (!isDone(row)) row = await run()
  if (!row) throw problem('ROOM_NOT_FOUND')
  if (row.ownerId !== ownerId) throw problem('NOT_THE_OWNER')
  if (target.memberId === ownerId) throw problem('OWNER_MUST_STAY')
  requireQuota(quota, row)
  if (!isDone(row)) throw problem('MEMBER_NOT_FOUND')
}

interface Ending {
  roomId: number
  memberId: number
  by: number
  reason: 'LEFT' | 'REMOVED'
  quota: MemberQuota | undefined
}

function endMembership(sql: Sql, writeEntry: WriteSystemEntry, ending: Ending) {
  const { roomId, memberId, by, reason, quota } = ending
  const room = lockRoom(sql, { roomId, kind: 'GROUP' })
  const due = cte(
    sql,
    'due',
    sql`
      select m.room_id from ${room.name} room
      join room_members m on m.room_id = room.id and m.member_id = ${memberId}
      where room.owner_id <> ${memberId} and (${by} = ${memberId} or room.owner_id = ${by})
      for update of m`,
  )
  const spent = spendQuota(sql, { memberId: by, quota }, due)
  const removed = cte<{ room_id: number }>(
    sql,
    'removed',
    sql`
      delete from room_members m using ${room.name} room, ${spent.name} spent
      where m.room_id = room.id and m.member_id = ${memberId} and spent.retry_after_ms = 0
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
    with ${room.definition}, ${due.definition}, ${spent.definition}, ${removed.definition}, ${changed.definition},
    ${entry.definition},
    counted as (
      update members set group_count = greatest(group_count - 1, 0) from ${removed.name} where members.id = ${memberId}
    ), forbidden as (
      insert into removed_members (room_id, member_id)
      select room_id, ${memberId}::bigint from ${removed.name} where ${reason} = 'REMOVED'
      on conflict (room_id, member_id) do update set may_return = false, removed_at = excluded.removed_at
    )
    select room.owner_id as "ownerId",
      exists (
        select from removed_members where room_id = ${roomId} and member_id = ${memberId} and not may_return
      ) as "wasRemoved",
      (select retry_after_ms from ${spent.name}) as "retryAfterMs", ${entry.columns}
    from ${room.name} room left join ${entry.name} on true`
}
