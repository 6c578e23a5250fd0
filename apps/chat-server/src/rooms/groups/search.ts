import { type GroupSearch, Id } from '@munova/chat-contract'
import type { Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { roomColumns, type RoomPage, type RoomRow, toRoom } from '../room/room.ts'

/** The list and an id. */
const Position = z.tuple([z.literal('groups'), Id])

/** Groups by keyword, tags, membership and status, also for guests, who are in none; newest first. Indexes: rooms_groups, rooms_group_keyword, rooms_group_tags, room_members_groups. */
export async function searchGroups(
  sql: Sql,
  memberId: number | undefined,
  query: GroupSearch,
): Promise<RoomPage> {
  const before = decodeCursor(Position, query.cursor)?.[1]
  const rows = await sql<RoomRow[]>`
    select ${roomColumns(sql)} from rooms r
    left join room_members m on m.room_id = r.id and m.member_id = ${memberId ?? null}::bigint and not m.is_inquiry
    where r.kind = 'GROUP'
      ${query.keyword === undefined ? sql`` : sql`and r.title ilike ${containing(query.keyword)}`}
      ${query.tag === undefined ? sql`` : sql`and r.tags && ${query.tag}::bigint[]`}
      ${query.mine === undefined ? sql`` : sql`and (m.member_id is not null) = ${query.mine}`}
      ${query.status === undefined ? sql`` : sql`and r.status = ${query.status}`}
      ${before === undefined ? sql`` : sql`and r.id < ${before}`}
    order by r.id desc limit ${query.limit + 1}`
  return toPage(rows, query.limit, {
    item: toRoom,
    position: (row): z.infer<typeof Position> => ['groups', row.id],
  })
}

/** A LIKE pattern that matches the keyword literally: `%`, `_` and `\` have no special meaning. */
function containing(keyword: string): string {
  return `%${keyword.replace(/[\\%_]/g, '\\$&')}%`
}
