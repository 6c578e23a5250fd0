import { setTimeout as pause } from 'node:timers/promises'
import { chatErrors } from '@munova/chat-contract'
import type { ReceivedEvent } from '../../clients/messages/received-event.ts'
import { type Connection, RequestRejected } from '../../clients/connection/connection.ts'
import { Stream } from '../history/history.ts'
import type { Recorder } from '../history/recorder.ts'

const REJECTED_PAUSE_MS = 200

/** A member's state in one room. */
export interface RoomState {
  stream: Stream
  /** The highest seq received. */
  lastSeq: number
  /** Whether the member may read and write now, as far as it knows. */
  isMember: boolean
  /** Whether a removal was ever attempted; from then on rejections may be correct. */
  wasRemoved: boolean
  /** How often the member has rejoined, counted from the first attempt. */
  rejoins: number
}

/**
 * Subscribes a member to all its rooms on each connection, resuming each room after its last seq, and records what the
 * member receives.
 */
export class RoomReader {
  readonly rooms: ReadonlyMap<number, RoomState>
  readonly #recorder: Recorder
  readonly #memberId: number
  /** Streams of rooms that the member does not belong to; they must stay empty. */
  readonly #otherStreams = new Map<number, Stream>()
  #connection: Connection | undefined
  /** Rooms that are subscribed on it, or being subscribed. */
  #subscribed = new Set<number>()

  constructor(recorder: Recorder, { memberId, rooms }: { memberId: number; rooms: readonly number[] }) {
    this.#recorder = recorder
    this.#memberId = memberId
    this.rooms = new Map(
      rooms.map((roomId) => [
        roomId,
        { stream: this.#newStream(roomId), lastSeq: 0, isMember: true, wasRemoved: false, rejoins: 0 },
      ]),
    )
  }

  /** Continues on this connection. */
  attach(connection: Connection): void {
    this.#connection = connection
    for (const roomId of this.rooms.keys()) void this.#subscribe(connection, roomId)
  }

  /** The connection is lost. */
  detach(): void {
    this.#connection = undefined
    this.#subscribed = new Set()
  }

  /** A subscription starts on the connection with this number in the history. */
  onSubscribed(connection: number, roomId: number, after: number): void {
    const room = this.rooms.get(roomId)
    const { segments, seqs } = room?.stream ?? this.#otherStream(roomId)
    segments.push({ connection, after, at: seqs.length, membership: room?.rejoins ?? 0 })
  }

  onEvent(event: ReceivedEvent): void {
    const room = this.rooms.get(event.roomId)
    const stream = room?.stream ?? this.#otherStream(event.roomId)
    stream.push(event.seq, event.checksum())
    this.#recorder.delivered++
    if (room && event.seq > room.lastSeq) room.lastSeq = event.seq
  }

  /** The server ended a subscription: resubscribes if the member belongs to the room. */
  async onSubscriptionEnded(roomId: number, code: string): Promise<void> {
    const connection = this.#connection
    if (!connection) return
    if (!this.#isExpectedRejection(roomId, code)) {
      this.#recorder.problem(`the server ended room ${roomId} for member ${this.#memberId}: ${code}`)
    }
    this.#subscribed.delete(roomId)
    await pause(REJECTED_PAUSE_MS)
    await this.#subscribe(connection, roomId)
  }

  /** The member has rejoined the room. */
  rejoined(roomId: number): void {
    this.rooms.get(roomId)!.isMember = true
    if (this.#connection) void this.#subscribe(this.#connection, roomId)
  }

  /** Tries to subscribe to a room that the member does not belong to now; succeeding is a problem. */
  async probeForbiddenRoom(roomId: number): Promise<void> {
    const connection = this.#connection
    const rejoins = this.rooms.get(roomId)?.rejoins
    if (!connection || this.#subscribed.has(roomId)) return
    this.#subscribed.add(roomId)
    const rejection = await subscribe(connection, roomId, 0)
    if (this.#connection === connection) this.#subscribed.delete(roomId)
    if (rejection === undefined && this.rooms.get(roomId)?.rejoins === rejoins) {
      this.#recorder.problem(
        `member ${this.#memberId} could subscribe to room ${roomId} without belonging to it`,
      )
    }
  }

  /** Whether a final rejection may be correct. */
  wasEverRemoved(roomId: number): boolean {
    return this.rooms.get(roomId)?.wasRemoved ?? true
  }

  /** Subscribes, with retries after temporary rejections. */
  async #subscribe(connection: Connection, roomId: number): Promise<void> {
    while (this.#isCurrent(connection) && this.#needsSubscription(roomId)) {
      this.#subscribed.add(roomId)
      const rejection = await subscribe(connection, roomId, this.rooms.get(roomId)!.lastSeq)
      if (rejection === undefined || !this.#isCurrent(connection)) return
      this.#subscribed.delete(roomId)
      if (!this.#isExpectedRejection(roomId, rejection)) {
        this.#recorder.problem(`member ${this.#memberId} could not subscribe to room ${roomId}: ${rejection}`)
        return
      }
      await pause(REJECTED_PAUSE_MS)
    }
  }

  #needsSubscription(roomId: number): boolean {
    return this.rooms.get(roomId)?.isMember === true && !this.#subscribed.has(roomId)
  }

  #isCurrent(connection: Connection): boolean {
    return this.#connection === connection
  }

  #isExpectedRejection(roomId: number, code: string): boolean {
    return code === 'NOT_A_MEMBER' ? this.wasEverRemoved(roomId) : isTemporary(code)
  }

  #otherStream(roomId: number): Stream {
    const known = this.#otherStreams.get(roomId)
    if (known) return known
    const stream = this.#newStream(roomId)
    this.#otherStreams.set(roomId, stream)
    return stream
  }

  #newStream(roomId: number): Stream {
    const stream = new Stream(this.#memberId, roomId)
    this.#recorder.streams.push(stream)
    return stream
  }
}

/** Whether the same request may succeed later. */
export function isTemporary(code: string): boolean {
  return Object.hasOwn(chatErrors, code) && chatErrors[code as keyof typeof chatErrors].temporary
}

/** Resolves with undefined once subscribed, or with the error code of a rejection. */
async function subscribe(connection: Connection, roomId: number, after: number): Promise<string | undefined> {
  try {
    await connection.subscribe(roomId, after)
    return undefined
  } catch (error) {
    if (!(error instanceof RequestRejected)) throw error
    return error.message
  }
}
