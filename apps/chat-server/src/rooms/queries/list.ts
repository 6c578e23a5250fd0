import { type GroupSearch, type InboxQuery, type PageQuery, type Room, Id } from '@munova/chat-contract'
import type { Sql } from '@munova/database'
import { z } from 'zod'
import { decodeCursor, toPage } from '../room/cursor.ts'
import { roomColumns, type RoomRow, toRoom } from '../room/room.ts'

export interface RoomPage {
  items: Room[]
  nextCursor: string | null
}

/** Newest activity first; rooms with the same instant by id. The instant has microseconds, which a Date would lose. */
const ActivityPlace = z.tuple([z.iso.datetime(), Id])
type ActivityRow = RoomRow & { activity: string }
const activity = (sql: Sql) => sql`to_char(r.last_activity_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as activity`
const byActivity = {
  item: toRoom,
  place: (row: ActivityRow): z.infer<typeof ActivityPlace> => [row.activity, row.id],
}

function afterActivity(sql: Sql, cursor: string | undefined) {
  if (cursor === undefined) return sql``
  const [instant, id] = decodeCursor(ActivityPlace, cursor)
  return sql`and (r.last_activity_at, r.id) < (${instant}::text::timestamptz, ${id})`
}

/** All rooms of a member. Index: room_members_member. */
export async function listRooms(sql: Sql, memberId: number, query: PageQuery): Promise<RoomPage> {
  const rows = await sql<ActivityRow[]>`
    select ${roomColumns(sql)}, ${activity(sql)} from room_members m join rooms r on r.id = m.room_id
    where m.member_id = ${memberId} ${afterActivity(sql, query.cursor)}
    order by r.last_activity_at desc, r.id desc limit ${query.limit + 1}`
  return toPage(rows, query.limit, byActivity)
}

/** Inquiries that a member opened as a buyer. Index: room_members_member. */
export async function listInquiries(sql: Sql, buyerId: number, query: PageQuery): Promise<RoomPage> {
  const rows = await sql<ActivityRow[]>`
    select ${roomColumns(sql)}, ${activity(sql)} from room_members m join rooms r on r.id = m.room_id
    where m.member_id = ${buyerId} and r.buyer_id = ${buyerId} ${afterActivity(sql, query.cursor)}
    order by r.last_activity_at desc, r.id desc limit ${query.limit + 1}`
  return toPage(rows, query.limit, byActivity)
}

/** A seller's inbox. Index: rooms_owner. */
export async function listInbox(sql: Sql, sellerId: number, query: InboxQuery): Promise<RoomPage> {
  const rows = await sql<ActivityRow[]>`
    select ${roomColumns(sql)}, ${activity(sql)} from rooms r
    join room_members m on m.room_id = r.id and m.member_id = ${sellerId}
    where r.owner_id = ${sellerId} and r.kind = 'INQUIRY'
      ${query.status === undefined ? sql`` : sql`and r.status = ${query.status}`}
      ${query.waiting === undefined ? sql`` : sql`and (r.waiting_since is not null) = ${query.waiting}`}
      ${afterActivity(sql, query.cursor)}
    order by r.last_activity_at desc, r.id desc limit ${query.limit + 1}`
  return toPage(rows, query.limit, byActivity)
}

/** Groups by keyword, tags, membership and state; newest first. Indexes: rooms_group_keyword, rooms_group_tags. */
export async function searchGroups(sql: Sql, memberId: number, query: GroupSearch): Promise<RoomPage> {
  const before = query.cursor === undefined ? undefined : decodeCursor(Id, query.cursor)
  const rows = await sql<RoomRow[]>`
    select ${roomColumns(sql)} from rooms r
    left join room_members m on m.room_id = r.id and m.member_id = ${memberId}
    where r.kind = 'GROUP'
      ${query.keyword === undefined ? sql`` : sql`and r.title ilike ${containing(query.keyword)}`}
      ${query.tag === undefined ? sql`` : sql`and r.tags && ${query.tag}::bigint[]`}
      ${query.mine === undefined ? sql`` : sql`and (m.member_id is not null) = ${query.mine}`}
      ${query.status === undefined ? sql`` : sql`and r.status = ${query.status}`}
      ${before === undefined ? sql`` : sql`and r.id < ${before}`}
    order by r.id desc limit ${query.limit + 1}`
  return toPage(rows, query.limit, { item: toRoom, place: (row) => row.id })
}

/** A LIKE pattern in which what people type stands for itself. */
function containing(keyword: string): string {
  return `%${keyword.replace(/[\\%_]/g, '\\$&')}%`
}
