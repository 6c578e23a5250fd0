import { Uint32List } from '../../src/verify/history/uint32-list.ts'
import { DeletedEntries } from '../../src/verify/history/deleted-entries.ts'
import { type History, SentMessages, type StoredRoom, Stream } from '../../src/verify/history/history.ts'

export const ROOM = 7
/** Members of the room; Carol leaves with seq 4 and rejoins with seq 7. */
export const [ALICE, BOB, CAROL] = [1, 2, 3]
const LEFT_AT = 4
const REJOINED_AT = 7
const LENGTH = 10

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

export interface GoodHistory extends History {
  room: Mutable<StoredRoom>
  streams: Stream[]
  of(memberId: number): Stream
}

export const text = (message: number) => 1_000 + message
export const body = (seq: number) => 2_000 + seq
const LOST = [9, 10] as const
const lostBody = (seq: number) => 3_000 + seq

/**
 * A correct history for tests to corrupt: ten entries of one room, all but 4 and 7 messages of Alice. Bob changes to
 * another connection after seq 5; Carol is not a member from 4 to 7, and gets nothing of what was said then.
 */
export function goodHistory(): GoodHistory {
  const sent = new SentMessages()
  const [senders, messages, texts] = [new Uint32List(), new Uint32List(), new Uint32List()]
  for (let seq = 1; seq <= LENGTH; seq++) {
    const isMessage = seq !== LEFT_AT && seq !== REJOINED_AT
    senders.push(isMessage ? ALICE : CAROL)
    if (isMessage) {
      const message = sent.add({ roomId: ROOM, senderId: ALICE, text: text(sent.length) })
      sent.recordAttempt(message, 0)
      sent.recordAck(message, seq)
      texts.push(text(message))
    } else texts.push(0)
    messages.push(isMessage ? sent.length : 0)
  }
  const room: StoredRoom = {
    roomId: ROOM,
    members: [ALICE, BOB, CAROL],
    lastSeq: LENGTH,
    seqs: Uint32List.of(upTo(LENGTH)),
    bodies: Uint32List.of(upTo(LENGTH).map(body)),
    senders,
    messages,
    texts,
    changes: [
      { seq: LEFT_AT, memberId: CAROL, kind: 'left' },
      { seq: REJOINED_AT, memberId: CAROL, kind: 'joined' },
    ],
  }
  const streams = [
    stream(ALICE, [{ connection: 0, membership: 0, upTo: LENGTH }]),
    stream(BOB, [
      { connection: 1, membership: 0, upTo: 5 },
      { connection: 2, membership: 0, upTo: LENGTH },
    ]),
    stream(CAROL, [
      { connection: 3, membership: 0, upTo: LEFT_AT },
      { connection: 3, membership: 1, from: REJOINED_AT, upTo: LENGTH },
    ]),
  ]
  return {
    sent,
    rooms: [room],
    deleted: new DeletedEntries(),
    room,
    streams,
    connections: [[ALICE, 0] as const, [BOB, 0] as const, [BOB, 1] as const, [CAROL, 1] as const].map(
      ([memberId, node]) => ({
        memberId,
        node,
        transport: 'ws',
        openedAt: 0,
        closedAt: undefined,
        reason: '',
      }),
    ),
    of: (memberId) => streams.find((each) => each.memberId === memberId)!,
  }
}

function stream(
  memberId: number,
  parts: { connection: number; membership: number; from?: number; upTo: number }[],
): Stream {
  const made = new Stream(memberId, ROOM)
  for (const { connection, membership, from, upTo: last } of parts) {
    const after = made.seqs.length
    made.segments.push({ connection, membership, after, at: after })
    for (let seq = from ?? after + 1; seq <= last; seq++) made.push(seq, body(seq))
  }
  return made
}

/**
 * As if the log had lost two messages of Alice under 9 and 10, which everybody had received, and has the others of these seqs since.
 * Everybody was told and took them back.
 */
export function loseTail(history: GoodHistory): void {
  const { sent, deleted, streams } = history
  for (const seq of LOST) {
    const message = sent.add({ roomId: ROOM, senderId: ALICE, text: text(sent.length) })
    sent.recordAttempt(message, 0)
    sent.recordAck(message, seq)
    deleted.add({ roomId: ROOM, seq, message: message + 1, body: lostBody(seq) })
  }
  for (const before of streams) {
    const made = new Stream(before.memberId, ROOM)
    made.segments.push(...before.segments)
    for (let index = 0; index < before.seqs.length; index++) {
      if (before.seqs.at(index) === LOST[0]) {
        for (const seq of LOST) made.push(seq, lostBody(seq))
        made.losses.push({ after: LOST[0] - 1, until: LOST[1], at: made.seqs.length })
      }
      made.push(before.seqs.at(index), before.bodies.at(index))
    }
    streams[streams.indexOf(before)] = made
  }
}

/** Replaces the received seqs of a member; each entry has the correct body of its seq. */
export function redeliver(history: GoodHistory, memberId: number, seqs: readonly number[]): void {
  const before = history.of(memberId)
  const made = new Stream(memberId, ROOM)
  made.segments.push(...before.segments)
  for (const seq of seqs) made.push(seq, body(seq))
  history.streams[history.streams.indexOf(before)] = made
}

export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
