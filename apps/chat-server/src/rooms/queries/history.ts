import type { HistoryQuery } from '@munova/chat-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'
import { fitting } from '../../delivery/room/encoding.ts'
import { readAfter, readBefore } from '../../log/read.ts'
import type { AccessReader } from '../room/access.ts'

export interface HistoryReader {
  sql: Sql
  access: AccessReader
  /** A page ends at so many bytes; it has one entry at least. */
  pageBytes: number
}

/** A stretch of a room's log as JSON text of a `HistoryPage`, for members only. */
export async function history(
  reader: HistoryReader,
  memberId: number,
  query: HistoryQuery & { roomId: number },
): Promise<string> {
  if (!(await reader.access.of(memberId, query.roomId))) throw problem('NOT_A_MEMBER')
  const { roomId, before, after, limit } = query
  const forward = after !== undefined
  // One more than asked for tells whether there is a next page.
  const entries = await retryOnConnectionLoss(() =>
    forward
      ? readAfter(reader.sql, { roomId, after, limit: limit + 1, bytes: reader.pageBytes })
      : readBefore(reader.sql, { roomId, before, limit: limit + 1, bytes: reader.pageBytes }),
  )
  const nearestFirst = forward ? entries : entries.toReversed()
  const page = fitting(nearestFirst.slice(0, limit), reader.pageBytes)
  const nextCursor = page.length < entries.length ? page.at(-1)!.seq : null
  const items = (forward ? page : page.toReversed()).map((entry) => entry.body.toString())
  return `{"items":[${items.join(',')}],"nextCursor":${nextCursor}}`
}
