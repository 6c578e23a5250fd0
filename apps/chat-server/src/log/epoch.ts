import type { Sql } from '@munova/database'
import { type LogEntry, originOf } from './entry.ts'

/** What a node has delivered of a room whose log may have lost entries. */
export interface DeliveredLog {
  readonly roomId: number
  /** In which it was delivered. */
  readonly epoch: number
  /** The newest entries, ascending and without gaps; empty when none are kept. */
  readonly entries: readonly LogEntry[]
  /** The log is known to have lost entries, whatever the comparison gives. */
  readonly isLost: boolean
}

/** Entries that one statement compares; a room has `RING_ENTRIES` at most. */
const COMPARED_ENTRIES = 5_000

/**
 * Compares what was delivered with the logs, and begins a new epoch where they differ: it starts with the last entry that both
 * have, or with 0 when none of those that are kept is in the log. Returns the rooms that have a new epoch now.
 */
export async function beginEpochs(sql: Sql, rooms: readonly DeliveredLog[]): Promise<number[]> {
  const begun: number[] = []
  for (const batch of batches(rooms)) {
    const common = await lastCommonSeqs(sql, batch)
    const lost = batch.flatMap((room) => {
      const start = common.get(room.roomId) ?? 0
      return room.isLost || start < (room.entries.at(-1)?.seq ?? 0) ? [{ ...room, start }] : []
    })
    if (lost.length > 0) await store(sql, lost)
    begun.push(...lost.map(({ roomId }) => roomId))
  }
  return begun
}

function* batches(rooms: readonly DeliveredLog[]): Generator<DeliveredLog[]> {
  let [batch, size]: [DeliveredLog[], number] = [[], 0]
  for (const room of rooms) {
    // A room without entries is a row of the statement as well.
    const cost = room.entries.length + 1
    if (size + cost > COMPARED_ENTRIES && batch.length > 0) {
      yield batch
      ;[batch, size] = [[], 0]
    }
    batch.push(room)
    size += cost
  }
  if (batch.length > 0) yield batch
}

/**
 * By room, the seq of the last entry before the first one that the log does not have; none for rooms that have nothing in common
 * with it. Index: the primary key of messages.
 */
async function lastCommonSeqs(sql: Sql, rooms: readonly DeliveredLog[]): Promise<Map<number, number>> {
  const known = rooms.filter(({ entries }) => entries.length > 0)
  if (known.length === 0) return new Map()
  const rows = await sql<{ roomId: number; seq: number; senderId: number; sentAt: Date }[]>`
    select d.room_id as "roomId", l.seq, l.sender_id as "senderId", l.sent_at as "sentAt"
    from unnest(
      ${known.map(({ roomId }) => roomId)}::bigint[], ${known.map(({ entries }) => entries[0]!.seq)}::bigint[],
      ${known.map(({ entries }) => entries.at(-1)!.seq)}::bigint[]
    ) as d (room_id, first, last)
    cross join lateral (
      select seq, sender_id, sent_at from messages where room_id = d.room_id and seq between d.first and d.last
    ) l`
  const origins = Map.groupBy(rows, ({ roomId }) => roomId)
  return new Map(
    known.flatMap(({ roomId, entries }) => {
      const stored = new Map(
        origins.get(roomId)?.map(({ seq, senderId, sentAt }) => [seq, `${senderId} ${sentAt.toISOString()}`]),
      )
      const lost = entries.findIndex((entry) => stored.get(entry.seq) !== originOf(entry))
      const last = entries[(lost === -1 ? entries.length : lost) - 1]
      return last ? [[roomId, last.seq] as const] : []
    }),
  )
}

/** Of several nodes that notice the loss one begins the epoch, and the others find it begun. */
async function store(sql: Sql, rooms: readonly (DeliveredLog & { start: number })[]): Promise<void> {
  await sql`
    with lost as materialized (
      select r.id, d.epoch, least(d.start, r.last_seq) as start
      from unnest(
        ${rooms.map(({ roomId }) => roomId)}::bigint[], ${rooms.map(({ epoch }) => epoch)}::int[],
        ${rooms.map(({ start }) => start)}::bigint[]
      ) as d (room_id, epoch, start)
      -- Below the epoch that was delivered: the log has lost its beginning as well.
      join rooms r on r.id = d.room_id and r.epoch <= d.epoch
      order by r.id for no key update of r
    ),
    begun as (
      update rooms set epoch = lost.epoch + 1, epoch_start = lost.start
      from lost where rooms.id = lost.id
      returning rooms.id, last_seq, message_count
    )
    update room_members m
    set read_seq = least(read_seq, begun.last_seq), read_count = least(read_count, begun.message_count)
    from begun where m.room_id = begun.id and read_seq > begun.last_seq`
}
