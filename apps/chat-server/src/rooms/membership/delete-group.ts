import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import type { RoomLog } from '../../log/room-log.ts'
import type { AdvancedRoom, SystemEntryRow } from '../../log/system-entry.ts'
import { problem } from '../../problems.ts'
import { lockRoom, type OwnedGroup } from '../room/change.ts'
import { type QuotaRow, requireQuota, spendQuota } from '../room/member-quota.ts'

interface DeletionRow extends QuotaRow {
  isOwner: boolean
}

/**
 * Deletes a group for all its members: every node stops delivering at the system entry, which is the last. No effect if
 * this member has deleted it before. Throws ROOM_NOT_FOUND, NOT_THE_OWNER and RATE_LIMITED.
 */
export async function deleteGroup(
  { sql, roomLog }: { sql: Sql; roomLog: RoomLog },
  group: OwnedGroup,
): Promise<void> {
  const row = await endGroup(roomLog, group, { onlyIfEmpty: false })
  if (row) {
    if (!row.isOwner) throw problem('NOT_THE_OWNER')
    return requireQuota(group.quota, row)
  }
  if (!(await wasDeleted(sql, group))) throw problem('ROOM_NOT_FOUND')
}

/** Deletes a group in which nobody is left but its owner. False when somebody else is in it. */
export async function deleteEmptyGroup(roomLog: RoomLog, group: OwnedGroup): Promise<boolean> {
  const row = await endGroup(roomLog, group, { onlyIfEmpty: true })
  if (row) requireQuota(group.quota, row)
  return row?.isRecorded ?? false
}

/** Whether this member deleted the group, or left it as the last: known for `DELETED_GROUP_RETENTION_MS`. */
export async function wasDeleted(sql: Sql, { roomId, ownerId }: OwnedGroup): Promise<boolean> {
  const rows = await retryOnConnectionLoss(
    () => sql`select from deleted_rooms where room_id = ${roomId} and owner_id = ${ownerId}`,
  )
  return rows.length > 0
}

/**
 * Deletes the room's row, after which nothing finds the group: no list, no search, no access, no send. What else there is
 * of it is left to `purge`.
 */
function endGroup(
  log: RoomLog,
  { roomId, ownerId, quota }: OwnedGroup,
  { onlyIfEmpty }: { onlyIfEmpty: boolean },
) {
  return log.record<DeletionRow>((sql, writeEntry) => {
    const room = lockRoom(sql, { roomId, kind: 'GROUP' })
    // Members are read as of the statement's snapshot. Nobody has joined between it and the lock if the seq is the same.
    const isEmpty = sql`
      not exists (
        select from room_members m join members s on s.id = m.member_id and s.status <> 'WITHDRAWN'
        where m.room_id = room.id and m.member_id <> ${ownerId}
      ) and room.last_seq = (select last_seq from rooms where id = ${roomId})`
    const due = cte(
      sql,
      'due',
      sql`
        select id from ${room.name} room
        where room.owner_id = ${ownerId} ${onlyIfEmpty ? sql`and ${isEmpty}` : sql``}`,
    )
    const spent = spendQuota(sql, { memberId: ownerId, quota }, due)
    const deleted = cte<AdvancedRoom & { epoch: number }>(
      sql,
      'deleted',
      sql`
        delete from rooms r using ${room.name} room, ${spent.name} spent
        where r.id = room.id and spent.retry_after_ms = 0
        returning r.id, r.epoch, r.last_seq + 1 as last_seq, r.message_count`,
    )
    const entry = writeEntry(deleted, { event: 'room.deleted', senderId: ownerId, content: sql`'{}'::json` })
    return sql<(DeletionRow & SystemEntryRow)[]>`
      with ${room.definition}, ${due.definition}, ${spent.definition}, ${deleted.definition}, ${entry.definition},
      remembered as (
        insert into deleted_rooms (room_id, owner_id, epoch, last_seq)
        select id, ${ownerId}, epoch, last_seq from ${deleted.name}
      )
      select room.owner_id = ${ownerId} as "isOwner",
        (select retry_after_ms from ${spent.name}) as "retryAfterMs", ${entry.columns}
      from ${room.name} room left join ${entry.name} on true`
  })
}
