import { type Cte, cte, type Fragment, type Sql } from '@munova/database'
import type { RoomLog } from '../../log/room-log.ts'
import { problem } from '../../problems.ts'
import { changeRoom, type OwnedGroup, type StoredRoom } from '../room/change.ts'

type Describe = (sql: Sql, room: Cte<StoredRoom>) => Fragment

/**
 * Makes another member the owner of a group; no effect if they own it already. Throws MEMBER_NOT_FOUND and what
 * `changeRoom` throws.
 */
export async function transferGroup(
  log: RoomLog,
  { newOwnerId, ...group }: OwnedGroup & { newOwnerId: number },
): Promise<void> {
  const { isRecorded, wasMade } = await changeOwner(log, group, {
    choose: (sql, room) => sql`
      select m.member_id from ${room.name} room
      join room_members m on m.room_id = room.id and m.member_id = ${newOwnerId}`,
    wasMade: (sql, room) => sql`
      ${room.name}.owner_id = ${newOwnerId} and ${room.name}.previous_owner_id = ${group.ownerId}`,
  })
  if (!isRecorded && !wasMade && newOwnerId !== group.ownerId) throw problem('MEMBER_NOT_FOUND')
}

/**
 * Makes the member the owner who has been in the group longest, besides the owner and those who have withdrawn; a suspended
 * one only when there is no other. False when there is none. Throws what `changeRoom` throws.
 */
export async function handOver(log: RoomLog, group: OwnedGroup): Promise<boolean> {
  const { isRecorded } = await changeOwner(log, group, {
    choose: (sql, room) => sql`
      select m.member_id from ${room.name} room
      join room_members m on m.room_id = room.id and m.member_id <> room.owner_id
      join members s on s.id = m.member_id and s.status <> 'WITHDRAWN'
      order by s.status = 'SUSPENDED', m.joined_at, m.member_id limit 1`,
  })
  return isRecorded
}

/** `choose` selects the `member_id` of the new owner, or no row, from the locked room and `room_members m`. */
function changeOwner(
  log: RoomLog,
  group: OwnedGroup,
  { choose, wasMade }: Record<'choose', Describe> & Partial<Record<'wasMade', Describe>>,
) {
  const { ownerId } = group
  return changeRoom(log, { ...group, kind: 'GROUP' }, (sql, room) => {
    // Locked, so that a member who is leaving at the same moment does not become the owner.
    const newOwner = cte<{ member_id: number }>(
      sql,
      'new_owner',
      sql`${choose(sql, room)} for key share of m`,
    )
    const newOwnerId = sql`(select member_id from ${newOwner.name})`
    return {
      given: newOwner,
      set: sql`owner_id = ${newOwnerId}, previous_owner_id = ${ownerId}`,
      when: sql`${newOwnerId} <> ${ownerId}`,
      ...(wasMade && { wasMade: wasMade(sql, room) }),
      event: 'room.updated',
      content: sql`json_build_object('ownerId', ${newOwnerId})`,
      also: (changed) =>
        cte(
          sql,
          'roles',
          sql`
            update room_members m set role = case when m.member_id = c.owner_id then 'OWNER' else 'MEMBER' end
            from ${changed.name} c where m.room_id = c.id and m.member_id in (${ownerId}, c.owner_id)`,
        ),
    }
  })
}
