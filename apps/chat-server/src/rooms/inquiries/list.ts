import type { InboxQuery, PageQuery } from '@munova/chat-contract'
import type { Fragment, Sql } from '@munova/database'
import type { RoomPage } from '../room/room.ts'
import { inquiriesOf, listByActivity } from '../queries/by-activity.ts'
import { listWaiting } from './waiting.ts'

/** Inquiries that a member opened as a buyer. */
export function listInquiries(sql: Sql, buyerId: number, query: PageQuery): Promise<RoomPage> {
  return listByActivity(sql, buyerId, { ...query, list: 'inquiries' }, [inquiriesOf('buyer')])
}

/** A seller's inbox. */
export function listInbox(sql: Sql, sellerId: number, query: InboxQuery): Promise<RoomPage> {
  const condition = meets(sql, query)
  if (query.sort === 'waiting') return listWaiting(sql, sellerId, { ...query, condition })
  return listByActivity(sql, sellerId, { ...query, list: 'inbox' }, [inquiriesOf('seller', condition)])
}

/** Conditions on rows of `rooms r`. */
const meets = (sql: Sql, { status, waiting, seen }: InboxQuery): Fragment => sql`
  ${status === undefined ? sql`` : sql`and r.status = ${status}`}
  ${waiting === undefined ? sql`` : sql`and (r.waiting_since is not null) = ${waiting}`}
  ${
    seen === undefined
      ? sql``
      : sql`and (
        select read_seq > 0 from room_members where room_id = r.id and member_id = r.owner_id) = ${seen}`
  }`
