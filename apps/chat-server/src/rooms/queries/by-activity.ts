import { Id } from '@munova/chat-contract'
import type { Fragment, Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { roomColumns, type RoomPage, type RoomRow, toRoom } from '../room/room.ts'

/** The list, an instant and an id. The instant is text with microseconds, which a Date would round; PostgreSQL has no year 0. */
const Activity = z.iso.datetime().refine((instant) => !instant.startsWith('0000'))
const positionIn = (list: List) => z.tuple([z.literal(list), Activity, Id])
type List = 'rooms' | 'inquiries' | 'inbox'
type Position = z.infer<ReturnType<typeof positionIn>>

/** Where a page begins, and how many rooms it reads: one more than it has. */
interface Page {
  after: Position | undefined
  limit: number
}

/** The first rooms of a page from one source, of which the member is a part. */
export type RoomSource = (sql: Sql, memberId: number, page: Page) => Fragment

/** A page of the rooms of all sources, newest activity first; rooms with the same instant by id. */
export async function listByActivity(
  sql: Sql,
  memberId: number,
  { list, cursor, limit }: { list: List; cursor?: string | undefined; limit: number },
  sources: readonly RoomSource[],
): Promise<RoomPage> {
  const page = { after: decodeCursor(positionIn(list), cursor), limit: limit + 1 }
  const candidates = sources
    .map((source) => sql`(${source(sql, memberId, page)})`)
    .reduce((all, others) => sql`${all} union all ${others}`)
  // Each source has its own limit: of many rooms only those of the page are joined and sorted.
  const rows = await sql<(RoomRow & { activity: string })[]>`
    select ${roomColumns(sql)}, to_char(r.last_activity_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as activity
    from (${candidates}) r
    join room_members m on m.room_id = r.id and m.member_id = ${memberId}
    order by r.last_activity_at desc, r.id desc limit ${page.limit}`
  return toPage(rows, limit, {
    item: toRoom,
    position: (row): Position => [list, row.activity, row.id],
  })
}

/** A member's groups. Index: room_members_groups. */
export const groupsOf: RoomSource = (sql, memberId, { after, limit }) => sql`
  select r.* from room_members g join rooms r on r.id = g.room_id and r.kind = 'GROUP'
  where g.member_id = ${memberId} and not g.is_inquiry ${isAfter(sql, after)}
  order by r.last_activity_at desc, r.id desc limit ${limit}`

/** The inquiries of a seller or a buyer that meet a condition. Indexes: rooms_of_seller, rooms_of_buyer. */
export const inquiriesOf =
  (role: 'seller' | 'buyer', condition?: Fragment): RoomSource =>
  (sql, memberId, { after, limit }) => sql`
    select r.* from rooms r
    where ${role === 'seller' ? sql`r.owner_id` : sql`r.buyer_id`} = ${memberId} and r.kind = 'INQUIRY'
      ${condition ?? sql``} ${isAfter(sql, after)}
      ${after ? sql`and r.inquiry_hour <= date_trunc('hour', ${after[1]}::text::timestamptz at time zone 'UTC')` : sql``}
    order by r.inquiry_hour desc, r.last_activity_at desc, r.id desc limit ${limit}`

function isAfter(sql: Sql, after: Position | undefined): Fragment {
  if (!after) return sql``
  const [, instant, id] = after
  return sql`and (r.last_activity_at, r.id) < (${instant}::text::timestamptz, ${id})`
}
