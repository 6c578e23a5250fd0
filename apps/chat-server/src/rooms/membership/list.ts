import { Id, type PageQuery } from '@munova/chat-contract'
import type { Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'

/** The list and an id. */
const Position = z.tuple([z.literal('members'), Id])

interface MemberRow {
  id: number
  name: string | null
  role: 'OWNER' | 'MEMBER'
  joinedAt: Date
}

/** Members of a room by id. Index: the primary key of room_members. */
export async function listMembers(sql: Sql, roomId: number, query: PageQuery) {
  const after = decodeCursor(Position, query.cursor)?.[1] ?? 0
  const rows = await sql<MemberRow[]>`
    select m.member_id as id, s.display_name as name, m.role, m.joined_at as "joinedAt"
    from room_members m left join members s on s.id = m.member_id
    where m.room_id = ${roomId} and m.member_id > ${after}
    order by m.member_id limit ${query.limit + 1}`
  return toPage(rows, query.limit, {
    item: (row) => ({ ...row, joinedAt: row.joinedAt.toISOString() }),
    position: (row): z.infer<typeof Position> => ['members', row.id],
  })
}
