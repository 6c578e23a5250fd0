import type { InboxQuery, PageQuery } from '@munova/chat-contract'
import type { Sql } from '@munova/database'
import type { RoomPage } from '../room/room.ts'
import { inquiriesOf, listByActivity } from '../queries/by-activity.ts'

/** Inquiries that a member opened as a buyer. */
export function listInquiries(sql: Sql, buyerId: number, query: PageQuery): Promise<RoomPage> {
  return listByActivity(sql, buyerId, { ...query, list: 'inquiries' }, [inquiriesOf('buyer')])
}

/** A seller's inbox. */
export function listInbox(sql: Sql, sellerId: number, query: InboxQuery): Promise<RoomPage> {
  const condition = sql`
    ${query.status === undefined ? sql`` : sql`and r.status = ${query.status}`}
    ${query.waiting === undefined ? sql`` : sql`and (r.waiting_since is not null) = ${query.waiting}`}`
  return listByActivity(sql, sellerId, { ...query, list: 'inbox' }, [inquiriesOf('seller', condition)])
}
