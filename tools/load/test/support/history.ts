import { Column } from '../../src/verify/history/uint32-list.ts'
import { type History, Sent, type StoredRoom, Stream } from '../../src/verify/history/history.ts'

export const ROOM = 7
/** Members of the room, and the one who leaves with seq 4 and is back with seq 7. */
export const [ALICE, BOB, CAROL] = [1, 2, 3]
const LEFT_AT = 4
const BACK_AT = 7
const LENGTH = 10

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

export interface Told extends History {
  room: Mutable<StoredRoom>
  streams: Stream[]
  of(memberId: number): Stream
}

export const text = (message: number) => 1_000 + message
export const body = (seq: number) => 2_000 + seq

/**
 * A run as it should be: ten entries of one room, all but 4 and 7 messages of Alice; Bob moves to another connection
 * after seq 5, Carol is away from 4 to 7. To be spoiled by tests.
 */
export function goodHistory(): Told {
  const sent = new Sent()
  const [senders, messages, texts] = [new Column(), new Column(), new Column()]
  for (let seq = 1; seq <= LENGTH; seq++) {
    const isMessage = seq !== LEFT_AT && seq !== BACK_AT
    senders.push(isMessage ? ALICE : CAROL)
    if (isMessage) {
      const message = sent.add({ roomId: ROOM, senderId: ALICE, text: text(sent.length) })
      sent.attempt(message, 0)
      sent.answered(message, seq)
      texts.push(text(message))
    } else texts.push(0)
    messages.push(isMessage ? sent.length : 0)
  }
  const room: StoredRoom = {
    roomId: ROOM,
    members: [ALICE, BOB, CAROL],
    lastSeq: LENGTH,
    seqs: Column.of(upTo(LENGTH)),
    bodies: Column.of(upTo(LENGTH).map(body)),
    senders,
    messages,
    texts,
    changes: [
      { seq: LEFT_AT, memberId: CAROL, kind: 'left' },
      { seq: BACK_AT, memberId: CAROL, kind: 'joined' },
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
      { connection: 3, membership: 1, upTo: LENGTH },
    ]),
  ]
  return {
    sent,
    rooms: [room],
    room,
    streams,
    connections: [[ALICE, 0] as const, [BOB, 0] as const, [BOB, 1] as const, [CAROL, 1] as const].map(
      ([memberId, node]) => ({ memberId, node, transport: 'ws', openedAt: 0, closedAt: undefined, why: '' }),
    ),
    of: (memberId) => streams.find((each) => each.memberId === memberId)!,
  }
}

function stream(memberId: number, parts: { connection: number; membership: number; upTo: number }[]): Stream {
  const made = new Stream(memberId, ROOM)
  for (const { connection, membership, upTo: last } of parts) {
    const after = made.seqs.length
    made.segments.push({ connection, membership, after, at: after })
    for (let seq = after + 1; seq <= last; seq++) made.push(seq, body(seq))
  }
  return made
}

/** The same stream with other seqs; each entry keeps the right body for its seq. */
export function redeliver(history: Told, memberId: number, seqs: readonly number[]): void {
  const before = history.of(memberId)
  const made = new Stream(memberId, ROOM)
  made.segments.push(...before.segments)
  for (const seq of seqs) made.push(seq, body(seq))
  history.streams[history.streams.indexOf(before)] = made
}

export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
