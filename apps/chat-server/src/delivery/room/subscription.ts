import type { ChatErrorCode } from '@munova/chat-contract'
import type { LogEntry } from '../../log/entry.ts'
import { Batch, type Encoding, fitting } from './encoding.ts'
import type { LiveRoom } from './live-room.ts'

/** Where a subscription's entries go: one connection, or one stream of it. */
export interface Sink {
  readonly encoding: Encoding
  /** How many entries it takes now; 0 while it is behind. Whoever answers 0 calls `resume()` when that changes. */
  capacity(): number
  /** How many bytes it would like at most; one entry may be more. */
  space(): number
  send(wire: Buffer, entries: number): void
  /** The server ends the subscription, for this reason. Called at most once. */
  end(code: ChatErrorCode): void
}

export interface SubscriptionOptions {
  room: LiveRoom
  memberId: number
  /** Entries after this seq are delivered. */
  position: number
  /** The end of the log when the membership was checked: a `member.left` after it ends the subscription. */
  checkedAt: number
  sink: Sink
  turns: Turns
}

/** One step of catching up at a time for all subscriptions of a connection: they share what it can take. */
export interface Turns {
  inTurn(step: () => Promise<boolean>): Promise<boolean>
}

/** Entries per write while catching up: enough to be quick, few enough to look at the sink in between. */
const CATCH_UP_PAGE = 64
const RETRY_READ_MS = 500

/**
 * One subscriber's way through a room's log: each entry once, ascending, from `position` on. While it keeps up, it
 * gets what the room delivers; when its sink is full it falls behind, nothing is queued for it, and it catches up from
 * the ring or the log once the sink has room.
 */
export class Subscription {
  readonly roomId: number
  readonly memberId: number
  readonly #room: LiveRoom
  readonly #sink: Sink
  readonly #turns: Turns
  readonly #checkedAt: number
  #position: number
  #state: 'new' | 'live' | 'behind' | 'ended' = 'new'
  #pumping = false
  /** There is room again, which the step that has just looked may have missed. */
  #isWoken = false
  #retry: NodeJS.Timeout | undefined

  constructor({ room, memberId, position, checkedAt, sink, turns }: SubscriptionOptions) {
    this.roomId = room.roomId
    this.memberId = memberId
    this.#room = room
    this.#sink = sink
    this.#turns = turns
    this.#checkedAt = checkedAt
    this.#position = position
    room.add(this)
  }

  get position(): number {
    return this.#position
  }

  /** Begins to deliver. Until then nothing is lost: the position stands. */
  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'behind'
    void this.#catchUp()
  }

  /** The sink has room again. */
  resume(): void {
    if (this.#state !== 'behind') return
    this.#isWoken = true
    void this.#catchUp()
  }

  /** Called by the room, in order. What catching up has delivered already is left out. */
  deliver(batch: Batch): void {
    if (this.#state !== 'live' || batch.lastSeq <= this.#position) return
    if (this.#sink.capacity() < batch.entries.length) {
      this.#state = 'behind'
      void this.#catchUp()
      return
    }
    const isNew = batch.firstSeq > this.#position
    this.#send(isNew ? batch : new Batch(batch.entries.filter((entry) => entry.seq > this.#position)))
  }

  /** What is in no log: for one who keeps up, or not at all. */
  hint(hint: Batch): void {
    const sink = this.#sink
    if (this.#state === 'live' && sink.capacity() > 0) sink.send(hint.wire(sink.encoding), 1)
  }

  close(): void {
    this.#state = 'ended'
    clearTimeout(this.#retry)
    this.#room.remove(this)
  }

  #send(batch: Batch): void {
    const sink = this.#sink
    const end = batch.entries.findIndex((entry) => this.#leaves(entry))
    // Nothing after the end of a membership belongs to the one who left.
    const mine = end === -1 ? batch : new Batch(batch.entries.slice(0, end + 1))
    sink.send(mine.wire(sink.encoding), mine.entries.length)
    this.#position = mine.lastSeq
    if (end === -1) return
    this.close()
    sink.end('NOT_A_MEMBER')
  }

  #leaves(entry: LogEntry): boolean {
    return entry.left === this.memberId && entry.seq > this.#checkedAt
  }

  async #catchUp(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    try {
      do {
        this.#isWoken = false
        while (await this.#turns.inTurn(() => this.#step())) continue
      } while (this.#isWoken)
    } catch {
      // The database is away; the room's own reads report it.
      if (this.#state === 'behind') this.#retry = setTimeout(() => this.resume(), RETRY_READ_MS)
    } finally {
      this.#pumping = false
    }
  }

  /** Sends one page of what is missing; false when there is nothing to do, or no room for it. */
  async #step(): Promise<boolean> {
    if (this.#state !== 'behind') return false
    const room = this.#room
    const sink = this.#sink
    if (this.#position >= room.head) {
      this.#state = 'live'
      return false
    }
    const limit = Math.min(sink.capacity(), CATCH_UP_PAGE)
    if (limit === 0) return false
    const entries = room.ring.after(this.#position, limit) ?? (await room.read(this.#position, limit))
    // The sink may have filled up, or the subscription ended, while the log was read.
    const fits = fitting(entries.slice(0, sink.capacity()), sink.space())
    if (!this.#isBehind() || fits.length === 0) return false
    this.#send(new Batch(fits))
    return true
  }

  /** Asked again after an await: the state may have changed meanwhile. */
  #isBehind(): boolean {
    return this.#state === 'behind'
  }
}
