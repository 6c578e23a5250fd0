import type { InboxQuery, PageQuery } from '@munova/chat-contract'
import type { Sql } from '@munova/database'
import type { RoomPage } from '../room/room.ts'
import { listByActivity } from '../queries/by-activity.ts'

/** Inquiries that a member opened as a buyer. Index: room_members_member. */
export function listInquiries(sql: Sql, buyerId: number, query: PageQuery): Promise<RoomPage> {
  const from = sql`
    room_members m join rooms r on r.id = m.room_id
    where m.member_id = ${buyerId} and r.buyer_id = ${buyerId}`
  return listByActivity(sql, { ...query, list: 'inquiries' }, from)
}

/** A seller's inbox. Index: rooms_owner. */
export function listInbox(sql: Sql, sellerId: number, query: InboxQuery): Promise<RoomPage> {
  const from = sql`
    rooms r join room_members m on m.room_id = r.id and m.member_id = ${sellerId}
    where r.owner_id = ${sellerId} and r.kind = 'INQUIRY'
      ${query.status === undefined ? sql`` : sql`and r.status = ${query.status}`}
      ${query.waiting === undefined ? sql`` : sql`and (r.waiting_since is not null) = ${query.waiting}`}`
  return listByActivity(sql, { ...query, list: 'inbox' }, from)
}
