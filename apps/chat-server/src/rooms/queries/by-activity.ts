import { Id } from '@munova/chat-contract'
import type { Fragment, Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { roomColumns, type RoomPage, type RoomRow, toRoom } from '../room/room.ts'

/** The list, an instant and an id. The instant is text with microseconds, which a Date would round. */
const positionIn = (list: List) => z.tuple([z.literal(list), z.iso.datetime(), Id])
type List = 'rooms' | 'inquiries' | 'inbox'

/**
 * A page of rooms, newest activity first; rooms with the same instant by id. `from` is what follows `from` and ends in a
 * condition; it reads rooms as `r` and the requesting member's row as `m`.
 */
export async function listByActivity(
  sql: Sql,
  { list, cursor, limit }: { list: List; cursor?: string | undefined; limit: number },
  from: Fragment,
): Promise<RoomPage> {
  const rows = await sql<(RoomRow & { activity: string })[]>`
    select ${roomColumns(sql)}, to_char(r.last_activity_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as activity
    from ${from} ${cursor === undefined ? sql`` : after(sql, list, cursor)}
    order by r.last_activity_at desc, r.id desc limit ${limit + 1}`
  return toPage(rows, limit, {
    item: toRoom,
    position: (row): z.infer<ReturnType<typeof positionIn>> => [list, row.activity, row.id],
  })
}

function after(sql: Sql, list: List, cursor: string): Fragment {
  const [, instant, id] = decodeCursor(positionIn(list), cursor)
  return sql`and (r.last_activity_at, r.id) < (${instant}::text::timestamptz, ${id})`
}
