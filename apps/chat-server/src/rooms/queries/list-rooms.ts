import type { PageQuery } from '@munova/chat-contract'
import type { Sql } from '@munova/database'
import type { RoomPage } from '../room/room.ts'
import { groupsOf, inquiriesOf, listByActivity } from './by-activity.ts'

/** All rooms of a member. */
export function listRooms(sql: Sql, memberId: number, query: PageQuery): Promise<RoomPage> {
  const sources = [groupsOf, inquiriesOf('seller'), inquiriesOf('buyer')]
  return listByActivity(sql, memberId, { ...query, list: 'rooms' }, sources)
}
