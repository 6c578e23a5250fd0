import type { HistoryQuery } from '@munova/chat-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'
import { entriesWithin } from '../../log/entry.ts'
import { readAfter, readBefore } from '../../log/history.ts'
import type { RoomAccess } from '../room/access.ts'

export interface HistoryReader {
  sql: Sql
  access: RoomAccess
  /** Most bytes of a page. A single entry that is larger is a page of its own. */
  pageBytes: number
}

/** A page of a room's message history, as the JSON text of a `HistoryPage`. Throws NOT_A_MEMBER. */
export async function history(
  reader: HistoryReader,
  memberId: number,
  query: HistoryQuery & { roomId: number },
): Promise<string> {
  if (!(await reader.access.of(memberId, query.roomId))) throw problem('NOT_A_MEMBER')
  const { roomId, before, after, limit } = query
  const forward = after !== undefined
  // One more than the page holds shows whether there is a next page.
  const entries = await retryOnConnectionLoss(() =>
    forward
      ? readAfter(reader.sql, { roomId, after, limit: limit + 1, bytes: reader.pageBytes })
      : readBefore(reader.sql, { roomId, before, limit: limit + 1, bytes: reader.pageBytes }),
  )
  const nearestFirst = forward ? entries : entries.toReversed()
  const page = entriesWithin(nearestFirst.slice(0, limit), reader.pageBytes)
  const nextCursor = page.length < entries.length ? page.at(-1)!.seq : null
  const items = (forward ? page : page.toReversed()).map((entry) => entry.body.toString())
  return `{"items":[${items.join(',')}],"nextCursor":${nextCursor}}`
}
