import { Column } from './uint32-list.ts'

/*
 * What happened in a run: what its clients did and saw, and what the log holds. A million messages have to fit, so
 * texts and bodies are kept as checksums (CRC-32).
 */

export interface History {
  sent: Sent
  rooms: readonly StoredRoom[]
  streams: readonly Stream[]
  connections: readonly Connection[]
}

/** A message that was answered with one seq, and when it was repeated with another. */
export interface Conflict {
  message: number
  seq: number
}

const MAX_CONFLICTS = 1_000

/** The messages of a run, numbered from 0, as their senders know them. */
export class Sent {
  readonly rooms = new Column()
  readonly senders = new Column()
  readonly texts = new Column()
  /** How often it was sent. */
  readonly attempts = new Column()
  /** The seq of the answer; 0 while there is none. */
  readonly seqs = new Column()
  /** The connection over which it was sent last. */
  readonly connections = new Column()
  /** 1: refused for good. */
  readonly refusals = new Column()
  readonly conflicts: Conflict[] = []
  #acked = 0

  get length(): number {
    return this.rooms.length
  }

  get acked(): number {
    return this.#acked
  }

  /** A new message; gives its number. */
  add(message: { roomId: number; senderId: number; text: number }): number {
    this.rooms.push(message.roomId)
    this.senders.push(message.senderId)
    this.texts.push(message.text)
    for (const column of [this.attempts, this.seqs, this.connections, this.refusals]) column.push(0)
    return this.length - 1
  }

  attempt(message: number, connection: number): void {
    this.attempts.set(message, this.attempts.at(message) + 1)
    this.connections.set(message, connection)
  }

  answered(message: number, seq: number): void {
    const before = this.seqs.at(message)
    if (before === 0) {
      this.seqs.set(message, seq)
      this.#acked++
    } else if (before !== seq && this.conflicts.length < MAX_CONFLICTS) this.conflicts.push({ message, seq })
  }

  refused(message: number): void {
    this.refusals.set(message, 1)
  }
}

export interface MembershipChange {
  seq: number
  memberId: number
  kind: 'joined' | 'left'
}

/** Not the id of any message of this run. */
export const FOREIGN = 0xffff_ffff

/** A room's log as it was read from the database, in the order of seq. */
export interface StoredRoom {
  roomId: number
  /** Who was in it when its log was empty. */
  members: readonly number[]
  /** Where the room itself says that its log ends. */
  lastSeq: number
  seqs: Column
  /** Checksums of the events' bodies. */
  bodies: Column
  senders: Column
  /** Number of the message + 1; 0 for an entry that is no message; FOREIGN. */
  messages: Column
  /** Checksums of the messages' texts. */
  texts: Column
  changes: readonly MembershipChange[]
}

/** One connection of a member; times in milliseconds since the start of the run. */
export interface Connection {
  memberId: number
  node: number
  transport: string
  openedAt: number
  closedAt: number | undefined
  why: string
}

/** One subscription: the part of a stream that one connection delivered. */
export interface Segment {
  /** Index in `History.connections`. */
  connection: number
  after: number
  /** Index of its first entry in the stream. */
  at: number
  /** Which of the member's memberships it belongs to at the latest; the first is 0. */
  membership: number
}

/** Everything that one member was delivered of one room, over all of its connections. */
export class Stream {
  readonly memberId: number
  readonly roomId: number
  readonly seqs = new Column()
  readonly bodies = new Column()
  readonly segments: Segment[] = []

  constructor(memberId: number, roomId: number) {
    this.memberId = memberId
    this.roomId = roomId
  }

  push(seq: number, body: number): void {
    this.seqs.push(seq)
    this.bodies.push(body)
  }
}
