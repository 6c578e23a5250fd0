import type { Sql } from '@munova/database'

/** Deletes up to `limit` entries of a room that was deleted; resolves to how many. Index: the primary key of messages. */
export async function purgeEntries(
  sql: Sql,
  { roomId, limit }: { roomId: number; limit: number },
): Promise<number> {
  const { count } = await sql`
    delete from messages where room_id = ${roomId}
      and seq in (select seq from messages where room_id = ${roomId} order by seq limit ${limit})`
  return count
}
