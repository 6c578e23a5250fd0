import {
  type Account,
  departureVersion,
  type Room,
  type RoomVersion,
  roomVersion,
} from '@munova/chat-contract'
import { type Fragment, retryOnConnectionLoss, type Sql } from '@munova/database'
import { roomColumns, type RoomRow, toRoom } from '../rooms/room/room.ts'
import { type Position, toRowXid } from './position.ts'

/** A member's inbox, of which the changes since a position are asked for. */
export interface Reader {
  readonly memberId: number
  readonly since: Position
}

/** The state of a room, or the end of the membership, as it is now. */
export interface RoomState {
  readonly memberId: number
  readonly roomId: number
  readonly version: RoomVersion
  /** Undefined when the member has left the room. */
  readonly room: Room | undefined
}

/**
 * The rooms that have changed for each reader since its position, or those of `roomIds` that have, and the memberships that
 * have ended: pages of at most `limit` states. `age` compares transaction ids across their wraparound; a row that has not
 * changed for 2^31 transactions may be found too, which is harmless.
 */
export async function* roomStatePages(
  sql: Sql,
  readers: readonly Reader[],
  { roomIds, limit }: { roomIds?: readonly number[]; limit: number },
): AsyncGenerator<RoomState[]> {
  const inRooms = roomIds === undefined ? sql`true` : sql`m.room_id = any(${[...roomIds]}::bigint[])`
  for (const read of [readRooms, readDepartures]) {
    let page: RoomState[] | undefined
    do {
      const last = page?.at(-1)
      const after = sql`${inRooms} and (m.room_id, m.member_id) > (${last?.roomId ?? 0}, ${last?.memberId ?? 0})`
      page = await retryOnConnectionLoss(() => read(sql, readersTable(sql, readers), { after, limit }))
      if (page.length > 0) yield page
    } while (page.length === limit)
  }
}

interface Page {
  after: Fragment
  limit: number
}

async function readRooms(sql: Sql, readers: Fragment, { after, limit }: Page): Promise<RoomState[]> {
  const rows = await sql<(RoomRow & { memberId: number })[]>`
    select w.member_id as "memberId", ${roomColumns(sql)}
    from ${readers} join room_members m on m.member_id = w.member_id join rooms r on r.id = m.room_id
    where ${after} and (age(m.xmin) <= age(w.since) or age(r.xmin) <= age(w.since))
    order by m.room_id, m.member_id limit ${limit}`
  return rows.map((row) => {
    const room = toRoom(row)
    return { memberId: row.memberId, roomId: room.id, version: roomVersion(room), room }
  })
}

async function readDepartures(sql: Sql, readers: Fragment, { after, limit }: Page): Promise<RoomState[]> {
  const rows = await sql<{ memberId: number; roomId: number; epoch: number; seq: number }[]>`
    select m.member_id as "memberId", m.room_id as "roomId", m.epoch, m.seq
    from ${readers} join lateral (
      select d.*, d.xmin as changed from departures d where d.member_id = w.member_id
      union all
      -- Of a deleted room the memberships go later.
      select o.member_id, d.room_id, d.epoch, d.last_seq, d.deleted_at, d.xmin
      from room_members o join deleted_rooms d on d.room_id = o.room_id where o.member_id = w.member_id
    ) m on age(m.changed) <= age(w.since)
    where ${after} and not exists (
      select from room_members o join rooms r on r.id = o.room_id
      where o.room_id = m.room_id and o.member_id = m.member_id
    )
    order by m.room_id, m.member_id limit ${limit}`
  return rows.map((row) => ({
    memberId: row.memberId,
    roomId: row.roomId,
    version: departureVersion(row),
    room: undefined,
  }))
}

export type MemberAccount = Account & { memberId: number }

/** The accounts of the readers: all of them, or those that have changed since the positions. */
export function readAccounts(
  sql: Sql,
  readers: readonly Reader[],
  which: 'all' | 'changed',
): Promise<MemberAccount[]> {
  return retryOnConnectionLoss(
    () => sql<MemberAccount[]>`
      select m.id as "memberId", m.display_name as name, m.role
      from ${readersTable(sql, readers)} join members m on m.id = w.member_id
      where m.status = 'ACTIVE' ${which === 'all' ? sql`` : sql`and age(m.xmin) <= age(w.since)`}`,
  )
}

function readersTable(sql: Sql, readers: readonly Reader[]) {
  return sql`
    (select member_id, since::text::xid as since from unnest(
      ${readers.map(({ memberId }) => memberId)}::bigint[], ${readers.map(({ since }) => toRowXid(since))}::bigint[]
    ) as w (member_id, since)) as w`
}
