import { setTimeout as pause } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import type { Sql } from '@munova/database'
import { monotonic } from '../../runtime/clock.ts'
import { bodyOf, numberOf, readPage } from '../history/read-log.ts'
import type { Recorder } from '../history/recorder.ts'
import type { LossyRoom } from '../members/create-members.ts'

/** For what is on its way when the room is locked: less than a server waits for the lock. */
const DELIVERY_TIMEOUT_MS = 3_000
/** Between failures of the nodes the members need this long to be back, at most. */
const TRAFFIC_TIMEOUT_MS = 30_000
/** More than the interval of a sweep. */
const NOTICE_TIMEOUT_MS = 60_000
const POLL_MS = 10

/**
 * Deletes the newer half of what a room gets within `forMs`, as a failover does to what was not replicated; the members write on
 * at once. Resolves once a server has begun a new epoch, with true; with false when the room was too quiet for a loss that a node must notice.
 */
export async function loseTail(
  { sql, recorder }: { sql: Sql; recorder: Recorder },
  room: LossyRoom,
  forMs: number,
): Promise<boolean> {
  const before = await stateOf(sql, room.roomId)
  // What was delivered since the fault began, a node has that runs.
  const isBusy = await waited(() => newestOf(room) > before.lastSeq + 1, TRAFFIC_TIMEOUT_MS)
  await pause(forMs)
  if (!isBusy || !(await deleteTail(sql, { recorder, room, after: before.lastSeq }))) return false
  const deadline = monotonic() + NOTICE_TIMEOUT_MS
  while ((await stateOf(sql, room.roomId)).epoch === before.epoch) {
    if (monotonic() > deadline) {
      recorder.problem(`no server has noticed that the log of room ${room.roomId} lost its end`)
      return false
    }
    await pause(POLL_MS)
  }
  return true
}

/** False when nobody had received the end of the log, or it is not beyond `after`. */
function deleteTail(
  sql: Sql,
  { recorder, room, after }: { recorder: Recorder; room: LossyRoom; after: number },
): Promise<boolean> {
  const { roomId } = room
  return sql.begin(async (tx) => {
    const [locked] = await tx<{ last: number; kept: number }[]>`
      select last_seq as last, greatest(${after}::bigint, (
        select max(seq) from messages where room_id = ${roomId} and event in ('member.joined', 'member.left')
      )) as kept
      from rooms where id = ${roomId} for update`
    const { last, kept } = locked!
    const isReceived = await waited(() => newestOf(room) >= last, DELIVERY_TIMEOUT_MS)
    if (!isReceived || last <= kept) return false
    // Half of it, so that a ring buffer and the log have entries in common.
    const end = kept + Math.floor((last - kept) / 2)
    for (const row of await readPage(sql, roomId, end))
      recorder.deleted.add({
        roomId,
        seq: row.seq,
        message: numberOf(row, room.run),
        body: crc32(bodyOf(roomId, row)),
      })
    await tx`delete from messages where room_id = ${roomId} and seq > ${end}`
    await tx`
      update rooms set last_seq = ${end}, message_count = coalesce(m.message_no, 0), last_message_seq = m.seq,
        last_message_sender_id = m.sender_id, last_message_preview = m.content ->> 'text', last_message_at = m.sent_at
      from (select ${roomId}::bigint as id) room left join lateral (
        select * from messages where room_id = room.id and event = 'message' order by seq desc limit 1
      ) m on true
      where rooms.id = room.id`
    return true
  })
}

async function stateOf(sql: Sql, roomId: number): Promise<{ lastSeq: number; epoch: number }> {
  const [row] = await sql<{ lastSeq: number; epoch: number }[]>`
    select last_seq as "lastSeq", epoch from rooms where id = ${roomId}`
  return row!
}

/** The highest seq that a member of the room has received. */
function newestOf({ roomId, members }: LossyRoom): number {
  return Math.max(...members.map(({ reader }) => reader.rooms.get(roomId)!.lastSeq))
}

async function waited(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = monotonic() + timeoutMs
  while (!condition() && monotonic() < deadline) await pause(POLL_MS)
  return condition()
}
