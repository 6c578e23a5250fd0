import { Id, maxCountedInquiries, type WaitingSummary } from '@munova/chat-contract'
import { type Fragment, isoInstant, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { roomColumns, type RoomPage, type RoomRow, toRoom } from '../room/room.ts'

/** An instant with microseconds, which a Date would round, and an id. */
const Position = z.tuple([z.literal('waiting'), z.iso.datetime(), Id])
type Position = z.infer<typeof Position>

/** A page of a seller's inquiries in which the buyer waits and that meet the condition, those who have waited longest first. */
export async function listWaiting(
  sql: Sql,
  sellerId: number,
  { cursor, limit, condition }: { cursor?: string | undefined; limit: number; condition: Fragment },
): Promise<RoomPage> {
  const after = decodeCursor(Position, cursor)
  // Index rooms_waiting. Of many rooms only those of the page are joined.
  const rows = await sql<(RoomRow & { since: string })[]>`
    select ${roomColumns(sql)}, to_char(r.waiting_since, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since
    from (
      select r.* from rooms r
      where r.owner_id = ${sellerId} and r.waiting_since is not null ${condition}
        ${after ? sql`and (r.waiting_since, r.id) > (${after[1]}::text::timestamptz, ${after[2]})` : sql``}
      order by r.waiting_since, r.id limit ${limit + 1}
    ) r
    join room_members m on m.room_id = r.id and m.member_id = ${sellerId}
    order by r.waiting_since, r.id`
  return toPage(rows, limit, {
    item: toRoom,
    position: (row): Position => ['waiting', row.since, row.id],
  })
}

/** How many buyers of a seller wait, and since when the first of them. */
export async function countWaiting(sql: Sql, sellerId: number): Promise<WaitingSummary> {
  // Index rooms_waiting, of which so much is read; then the primary key of room_members.
  const [counts] = await sql<[WaitingSummary]>`
    select count(*)::int as waiting, count(*) filter (where m.read_seq = 0)::int as unseen,
      ${isoInstant(sql, sql`min(r.waiting_since)`)} as "longestSince"
    from (
      select id, waiting_since from rooms
      where owner_id = ${sellerId} and waiting_since is not null
      order by waiting_since, id limit ${maxCountedInquiries}
    ) r
    join room_members m on m.room_id = r.id and m.member_id = ${sellerId}`
  return counts
}
