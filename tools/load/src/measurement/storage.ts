import type { Sql } from '@munova/database'

/** A message that the server acked. */
export interface Acked {
  roomId: number
  seq: number
  clientMessageId: string
}

/** Rows per statement. */
const CHUNK = 20_000

/** The last seq of each room's log. */
export async function lastSeqs(sql: Sql, roomIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await sql<{ id: number; lastSeq: number }[]>`
    select id, last_seq as "lastSeq" from rooms where id = any(${[...roomIds]}::bigint[])`
  return new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]))
}

/**
 * Compares the log with the acks: each acked message must be stored once, under the acked seq, and seqs must have no gaps.
 * Returns the number of stored messages and the violations as text.
 */
export async function verifyStorage(
  sql: Sql,
  { roomIds, acked }: { roomIds: readonly number[]; acked: readonly Acked[] },
): Promise<{ stored: number; lostAcked: number; problems: string[] }> {
  const rooms = await sql<
    { count: number; messages: number; ids: number; first: number; last: number; head: number }[]
  >`
    select count(m.seq)::int as count, count(m.client_message_id)::int as messages, count(distinct m.client_message_id)::int as ids,
      coalesce(min(m.seq), 1) as first, coalesce(max(m.seq), 0) as last, r.last_seq as head
    from rooms r left join messages m on m.room_id = r.id
    where r.id = any(${[...roomIds]}::bigint[]) group by r.id, r.last_seq`
  // Entries such as joins are not messages.
  const stored = rooms.reduce((sum, { messages }) => sum + messages, 0)
  const withGaps = rooms.filter(
    (room) => room.first !== 1 || room.last !== room.count || room.head !== room.last,
  )
  const doubled = rooms.reduce((sum, { messages, ids }) => sum + messages - ids, 0)
  const lostAcked = acked.length - (await countStored(sql, acked))

  const problems: string[] = []
  if (withGaps.length > 0) problems.push(`${withGaps.length} rooms have gaps in their seqs`)
  if (doubled > 0) problems.push(`${doubled} messages are stored twice`)
  if (lostAcked > 0) problems.push(`${lostAcked} acked messages are not stored under the seq that was acked`)
  return { stored, lostAcked, problems }
}

async function countStored(sql: Sql, acked: readonly Acked[]): Promise<number> {
  let found = 0
  for (let from = 0; from < acked.length; from += CHUNK) {
    const chunk = acked.slice(from, from + CHUNK)
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from unnest(
        ${chunk.map(({ roomId }) => roomId)}::bigint[], ${chunk.map(({ seq }) => seq)}::bigint[],
        ${chunk.map(({ clientMessageId }) => clientMessageId)}::uuid[]
      ) as a (room_id, seq, client_message_id)
      join messages m on m.room_id = a.room_id and m.seq = a.seq and m.client_message_id = a.client_message_id`
    found += row!.count
  }
  return found
}
