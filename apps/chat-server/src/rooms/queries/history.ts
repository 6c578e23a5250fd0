import type { HistoryQuery } from '@munova/chat-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'
import { entriesWithin } from '../../log/entry.ts'
import { readAfter, readBefore } from '../../log/history.ts'
import { readableAfter, type RoomAccess } from '../room/access.ts'

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
  const access = await reader.access.of(memberId, query.roomId)
  if (!access) throw problem('NOT_A_MEMBER')
  const { roomId, before, after, limit } = query
  const forward = after !== undefined
  const page = { roomId, limit: limit + 1, bytes: reader.pageBytes }
  // One more than the page holds shows whether there is a next page.
  const entries = await retryOnConnectionLoss(() =>
    forward
      ? readAfter(reader.sql, { ...page, after: readableAfter(access, after) })
      : readBefore(reader.sql, { ...page, first: access.firstSeq, before }),
  )
  const nearestFirst = forward ? entries : entries.toReversed()
  const onPage = entriesWithin(nearestFirst.slice(0, limit), reader.pageBytes)
  const nextCursor = onPage.length < entries.length ? onPage.at(-1)!.seq : null
  const items = (forward ? onPage : onPage.toReversed()).map((entry) => entry.body.toString())
  return `{"items":[${items.join(',')}],"nextCursor":${nextCursor}}`
}
