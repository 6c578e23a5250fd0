import { cte } from '@munova/database'
import type { RoomLog } from '../../log/room-log.ts'
import { problem } from '../../problems.ts'
import { changeRoom } from '../room/change.ts'

/**
 * Makes another member the owner of a group; no effect if they own it already. Throws MEMBER_NOT_FOUND and what
 * `changeRoom` throws.
 */
export async function transferGroup(
  log: RoomLog,
  { roomId, ownerId, newOwnerId }: { roomId: number; ownerId: number; newOwnerId: number },
): Promise<void> {
  const { isRecorded } = await changeRoom(log, { roomId, kind: 'GROUP', ownerId }, (sql, room) => {
    // Locked, so that a member who is leaving at the same moment does not become the owner.
    const newOwner = cte(
      sql,
      'new_owner',
      sql`
        select m.member_id
        from ${room.name} room join room_members m on m.room_id = room.id and m.member_id = ${newOwnerId}
        for key share of m`,
    )
    return {
      given: newOwner,
      set: sql`owner_id = ${newOwnerId}`,
      when: sql`${room.name}.owner_id <> ${newOwnerId} and exists (select from ${newOwner.name})`,
      event: 'room.updated',
      content: sql`json_build_object('ownerId', ${newOwnerId}::bigint)`,
      also: (changed) =>
        cte(
          sql,
          'roles',
          sql`
            update room_members m set role = case when m.member_id = ${newOwnerId} then 'OWNER' else 'MEMBER' end
            from ${changed.name} c where m.room_id = c.id and m.member_id in (${ownerId}, ${newOwnerId})`,
        ),
    }
  })
  if (!isRecorded && newOwnerId !== ownerId) throw problem('MEMBER_NOT_FOUND')
}
