import type { PageQuery } from '@munova/chat-contract'
import type { Sql } from '@munova/database'
import type { RoomPage } from '../room/room.ts'
import { listByActivity } from './by-activity.ts'

/** All rooms of a member. Index: room_members_member. */
export function listRooms(sql: Sql, memberId: number, query: PageQuery): Promise<RoomPage> {
  const from = sql`room_members m join rooms r on r.id = m.room_id where m.member_id = ${memberId}`
  return listByActivity(sql, { ...query, list: 'rooms' }, from)
}
