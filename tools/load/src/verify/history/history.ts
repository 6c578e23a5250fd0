import type { DeletedEntries } from './deleted-entries.ts'
import { Uint32List } from './uint32-list.ts'

/*
 * The history of a run: the actions and observations of its clients, and the log. It must hold a million messages, so
 * texts and bodies are kept as checksums (CRC-32).
 */

export interface History {
  sent: SentMessages
  rooms: readonly StoredRoom[]
  streams: readonly Stream[]
  connections: readonly Connection[]
  deleted: DeletedEntries
}

/** A message that was acked with one seq and, when resent, with another. */
export interface Conflict {
  message: number
  seq: number
}

const MAX_CONFLICTS = 1_000

/** The messages of a run, numbered from 0, from the view of their senders. */
export class SentMessages {
  readonly rooms = new Uint32List()
  readonly senders = new Uint32List()
  readonly texts = new Uint32List()
  /** How often each was sent. */
  readonly attempts = new Uint32List()
  /** The acked seq; 0 while unacked. */
  readonly seqs = new Uint32List()
  /** The connection that it was last sent on. */
  readonly connections = new Uint32List()
  /** 1: rejected for good. */
  readonly rejections = new Uint32List()
  readonly conflicts: Conflict[] = []
  #acked = 0

  get length(): number {
    return this.rooms.length
  }

  get acked(): number {
    return this.#acked
  }

  /** Adds a message; returns its number. */
  add(message: { roomId: number; senderId: number; text: number }): number {
    this.rooms.push(message.roomId)
    this.senders.push(message.senderId)
    this.texts.push(message.text)
    for (const column of [this.attempts, this.seqs, this.connections, this.rejections]) column.push(0)
    return this.length - 1
  }

  recordAttempt(message: number, connection: number): void {
    this.attempts.set(message, this.attempts.at(message) + 1)
    this.connections.set(message, connection)
  }

  recordAck(message: number, seq: number): void {
    const before = this.seqs.at(message)
    if (before === 0) {
      this.seqs.set(message, seq)
      this.#acked++
    } else if (before !== seq && this.conflicts.length < MAX_CONFLICTS) this.conflicts.push({ message, seq })
  }

  recordRejection(message: number): void {
    this.rejections.set(message, 1)
  }
}

export interface MembershipChange {
  seq: number
  memberId: number
  kind: 'joined' | 'left'
}

/** Marks a message that is not of this run. */
export const FOREIGN = 0xffff_ffff

/** A room's log as read from the database, ordered by seq. */
export interface StoredRoom {
  roomId: number
  /** Its members when the log was empty. */
  members: readonly number[]
  /** last_seq of the room's row. */
  lastSeq: number
  seqs: Uint32List
  /** Checksums of the event bodies. */
  bodies: Uint32List
  senders: Uint32List
  /** Number of the message + 1; 0 for an entry that is not a message; or FOREIGN. */
  messages: Uint32List
  /** Checksums of the message texts. */
  texts: Uint32List
  changes: readonly MembershipChange[]
}

/** One connection of a member; times in milliseconds since the start of the run. */
export interface Connection {
  memberId: number
  node: number
  transport: string
  openedAt: number
  closedAt: number | undefined
  reason: string
}

/** One subscription: the part of a stream that was received on one connection. */
export interface Segment {
  /** Index in `History.connections`. */
  connection: number
  after: number
  /** Index of its first entry in the stream. */
  at: number
  /** The latest of the member's memberships that it may belong to; the first is 0. */
  membership: number
}

/** A member was told that the log has lost entries, and took back what it had received after a seq. */
export interface Loss {
  after: number
  /** The last seq that it had received, as it was told. */
  until: number
  /** How many entries of the stream came before. */
  at: number
}

/** Everything that one member received of one room, over all connections. */
export class Stream {
  readonly memberId: number
  readonly roomId: number
  readonly seqs = new Uint32List()
  readonly bodies = new Uint32List()
  readonly segments: Segment[] = []
  readonly losses: Loss[] = []

  constructor(memberId: number, roomId: number) {
    this.memberId = memberId
    this.roomId = roomId
  }

  push(seq: number, body: number): void {
    this.seqs.push(seq)
    this.bodies.push(body)
  }
}
