import { setTimeout as pause } from 'node:timers/promises'
import { chatErrors } from '@munova/chat-contract'
import type { ArrivedEvent } from '../../clients/messages/received-event.ts'
import { type Connection, Refused } from '../../clients/connection/connection.ts'
import { Stream } from '../history/history.ts'
import type { Journal } from '../history/recorder.ts'

const REFUSED_PAUSE_MS = 200

/** Where a member stands in one room. */
export interface Place {
  stream: Stream
  /** Up to where events were delivered. */
  seen: number
  /** Whether they may read and write now, as far as they know. */
  isIn: boolean
  /** Whether somebody has ever tried to remove them: from then on a refusal may be right. */
  wasRemoved: boolean
  /** How often they have been let in again, counted from the first attempt. */
  returns: number
}

/**
 * What one member reads: all their rooms, each from where they were, on whichever connection there is; and what they
 * were delivered, written down.
 */
export class Reader {
  readonly places: ReadonlyMap<number, Place>
  readonly #journal: Journal
  readonly #memberId: number
  /** Streams of rooms that are not theirs: there should be nothing in them. */
  readonly #strange = new Map<number, Stream>()
  #connection: Connection | undefined
  /** Rooms that are subscribed on it, or about to be. */
  #open = new Set<number>()

  constructor(journal: Journal, { memberId, rooms }: { memberId: number; rooms: readonly number[] }) {
    this.#journal = journal
    this.#memberId = memberId
    this.places = new Map(
      rooms.map((roomId) => [
        roomId,
        { stream: this.#newStream(roomId), seen: 0, isIn: true, wasRemoved: false, returns: 0 },
      ]),
    )
  }

  /** Goes on with this connection. */
  use(connection: Connection): void {
    this.#connection = connection
    for (const roomId of this.places.keys()) void this.#read(connection, roomId)
  }

  /** The connection is gone. */
  drop(): void {
    this.#connection = undefined
    this.#open = new Set()
  }

  /** A subscription begins, on the connection with this number in the history. */
  subscribed(connection: number, roomId: number, after: number): void {
    const place = this.places.get(roomId)
    const { segments, seqs } = place?.stream ?? this.#strangeStream(roomId)
    segments.push({ connection, after, at: seqs.length, membership: place?.returns ?? 0 })
  }

  take(event: ArrivedEvent): void {
    const place = this.places.get(event.roomId)
    const stream = place?.stream ?? this.#strangeStream(event.roomId)
    stream.push(event.seq, event.checksum())
    this.#journal.delivered++
    if (place && event.seq > place.seen) place.seen = event.seq
  }

  /** The server ended a subscription: it is opened again if it may be. */
  async ended(roomId: number, code: string): Promise<void> {
    const connection = this.#connection
    if (!connection) return
    if (!this.#mayRefuse(roomId, code)) {
      this.#journal.problem(`the server ended room ${roomId} for member ${this.#memberId}: ${code}`)
    }
    this.#open.delete(roomId)
    await pause(REFUSED_PAUSE_MS)
    await this.#read(connection, roomId)
  }

  /** The member is in the room again. */
  returned(roomId: number): void {
    this.places.get(roomId)!.isIn = true
    if (this.#connection) void this.#read(this.#connection, roomId)
  }

  /** Tries to read a room that is not theirs now. */
  async trespass(roomId: number): Promise<void> {
    const connection = this.#connection
    const returns = this.places.get(roomId)?.returns
    if (!connection || this.#open.has(roomId)) return
    this.#open.add(roomId)
    const refusal = await subscribe(connection, roomId, 0)
    if (this.#connection === connection) this.#open.delete(roomId)
    if (refusal === undefined && this.places.get(roomId)?.returns === returns) {
      this.#journal.problem(`member ${this.#memberId} was let into room ${roomId}, which is not theirs`)
    }
  }

  /** Whether a refusal for good may be right. */
  wasEverOut(roomId: number): boolean {
    return this.places.get(roomId)?.wasRemoved ?? true
  }

  /** Subscribes, again and again where the refusal is temporary. */
  async #read(connection: Connection, roomId: number): Promise<void> {
    while (this.#isStill(connection) && this.#isToBeOpened(roomId)) {
      this.#open.add(roomId)
      const refusal = await subscribe(connection, roomId, this.places.get(roomId)!.seen)
      if (refusal === undefined || !this.#isStill(connection)) return
      this.#open.delete(roomId)
      if (!this.#mayRefuse(roomId, refusal)) {
        this.#journal.problem(`member ${this.#memberId} may not read room ${roomId}: ${refusal}`)
        return
      }
      await pause(REFUSED_PAUSE_MS)
    }
  }

  #isToBeOpened(roomId: number): boolean {
    return this.places.get(roomId)?.isIn === true && !this.#open.has(roomId)
  }

  #isStill(connection: Connection): boolean {
    return this.#connection === connection
  }

  #mayRefuse(roomId: number, code: string): boolean {
    return code === 'NOT_A_MEMBER' ? this.wasEverOut(roomId) : isTemporary(code)
  }

  #strangeStream(roomId: number): Stream {
    const known = this.#strange.get(roomId)
    if (known) return known
    const stream = this.#newStream(roomId)
    this.#strange.set(roomId, stream)
    return stream
  }

  #newStream(roomId: number): Stream {
    const stream = new Stream(this.#memberId, roomId)
    this.#journal.streams.push(stream)
    return stream
  }
}

/** Whether the same request may succeed later. */
export function isTemporary(code: string): boolean {
  return Object.hasOwn(chatErrors, code) && chatErrors[code as keyof typeof chatErrors].temporary
}

/** Resolves when the server has agreed, or with the code of its refusal. */
async function subscribe(connection: Connection, roomId: number, after: number): Promise<string | undefined> {
  try {
    await connection.subscribe(roomId, after)
    return undefined
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.message
  }
}
