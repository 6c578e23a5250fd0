import { crc32 } from 'node:zlib'
import type { Sql } from '@munova/database'
import { messageNumber } from '../../clients/messages/message-id.ts'
import { Uint32List } from './uint32-list.ts'
import { FOREIGN, type MembershipChange, type StoredRoom } from './history.ts'

export interface Row {
  seq: number
  event: string
  senderId: number
  senderName: string | null
  clientMessageId: string | null
  type: string | null
  content: string
  sentAt: Date
}

const PAGE = 10_000

/** Reads the logs of rooms; the map holds the initial members of each. */
export async function readLogs(
  sql: Sql,
  { rooms, run }: { rooms: ReadonlyMap<number, readonly number[]>; run: string },
): Promise<StoredRoom[]> {
  const logs: StoredRoom[] = []
  for (const [roomId, members] of rooms) logs.push(await readLog(sql, { roomId, members, run }))
  return logs
}

/** Reads a room's log from the database; `members` are its initial members. */
export async function readLog(
  sql: Sql,
  { roomId, members, run }: { roomId: number; members: readonly number[]; run: string },
): Promise<StoredRoom> {
  const [room] = await sql<
    { lastSeq: number }[]
  >`select last_seq as "lastSeq" from rooms where id = ${roomId}`
  const changes: MembershipChange[] = []
  const stored = {
    roomId,
    members,
    changes,
    lastSeq: room!.lastSeq,
    seqs: new Uint32List(),
    bodies: new Uint32List(),
    senders: new Uint32List(),
    messages: new Uint32List(),
    texts: new Uint32List(),
  }
  for (let after = 0; ;) {
    const rows = await readPage(sql, roomId, after)
    for (const row of rows) {
      const isMessage = row.event === 'message'
      stored.seqs.push(row.seq)
      stored.bodies.push(crc32(bodyOf(roomId, row)))
      stored.senders.push(row.senderId)
      stored.messages.push(isMessage ? numberOf(row, run) : 0)
      stored.texts.push(isMessage ? crc32((JSON.parse(row.content) as { text: string }).text) : 0)
      const change = changeOf(row)
      if (change) changes.push(change)
    }
    if (rows.length < PAGE) return stored
    after = rows.at(-1)!.seq
  }
}

/** A page of a room's log. */
export function readPage(sql: Sql, roomId: number, after: number) {
  return sql<Row[]>`
    select m.seq, m.event, m.sender_id as "senderId", s.display_name as "senderName",
      m.client_message_id as "clientMessageId", m.type, m.content::text as content, m.sent_at as "sentAt"
    from messages m join members s on s.id = m.sender_id
    where m.room_id = ${roomId} and m.seq > ${after} order by m.seq limit ${PAGE}`
}

/** The event of an entry according to docs/protocol.md, independent of the server code under test. */
export function bodyOf(roomId: number, row: Row): string {
  const { event, seq, senderId, senderName, clientMessageId, type, content, sentAt } = row
  const fields = [
    ['event', event],
    ['roomId', roomId],
    ['seq', seq],
    ['senderId', senderId],
    ['senderName', senderName],
    ...(clientMessageId === null
      ? []
      : [
          ['clientMessageId', clientMessageId],
          ['type', type],
        ]),
  ]
  const before = fields.map(([name, value]) => `"${name}":${JSON.stringify(value)}`).join(',')
  const joined = event === 'member.joined' && { ...(JSON.parse(content) as object), name: senderName }
  const shown = joined ? JSON.stringify(joined) : content
  return `{${before},"content":${shown},"sentAt":"${sentAt.toISOString()}"}`
}

/** Number of the message + 1; FOREIGN when it is not of this run. */
export function numberOf({ clientMessageId }: Pick<Row, 'clientMessageId'>, run: string): number {
  return clientMessageId?.startsWith(run) ? messageNumber(clientMessageId) + 1 : FOREIGN
}

function changeOf({ event, seq, content }: Row): MembershipChange | undefined {
  if (event !== 'member.joined' && event !== 'member.left') return undefined
  const { memberId } = JSON.parse(content) as { memberId: number }
  return { seq, memberId, kind: event === 'member.joined' ? 'joined' : 'left' }
}
