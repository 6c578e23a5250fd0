import type { LogEntry } from '../../log/entry.ts'
import { Batch, fitting } from './encoding.ts'
import { Ring } from './ring.ts'
import { TokenBucket } from '../../token-bucket.ts'
import type { Subscription } from './subscription.ts'
import { Turn } from '../turn.ts'

export interface RoomLimits {
  ringEntries: number
  holeGraceMs: number
  /** A room rests after a delivery for at most this long; what arrives meanwhile leaves together. */
  roomRestMs: number
  hintsPerSecond: number
}

/** What the rooms of a process share. */
export interface RoomHost {
  readonly limits: RoomLimits
  /** Entries after a seq from the log, ascending and without gaps. Rejects when the database is away. */
  read(range: { roomId: number; after: number; limit: number }): Promise<LogEntry[]>
  readFailed(roomId: number, error: unknown): void
  /** So many entries have left together. */
  delivered(entries: number): void
}

/** Entries that arrived ahead of a hole. More are not kept: the log has them. */
const MAX_HELD = 256
const REPAIR_PAGE = 200
/**
 * A delivery is one write per member, whatever it carries. A room that rests twice as long as its last delivery took
 * spends at most a third of the time in writes: a small or quiet room does not notice, a large and busy one gathers.
 */
const REST_PER_DELIVERY = 2
/** What leaves in one write, so that a reader is looked at in between. */
const BATCH_BYTES = 64 * 1024

/**
 * One room in this process: puts what arrives into the order of seq, finds and repairs holes, and hands each entry to
 * the subscriptions once. What arrives is a hint; where it is missing, the log is read.
 */
export class LiveRoom {
  readonly roomId: number
  readonly ring: Ring
  readonly #host: RoomHost
  readonly #subscriptions = new Set<Subscription>()
  #hints: TokenBucket | undefined
  readonly #held = new Map<number, LogEntry>()
  #head: number
  /** The highest seq known to exist. */
  #known: number
  #pending: LogEntry[] = []
  readonly #delivery = new Turn(() => this.#deliver())
  #grace: NodeJS.Timeout | undefined
  #repairing = false
  #closed = false

  /** Everything up to `head` is in the log already; the first entry delivered is the next. */
  constructor(host: RoomHost, { roomId, head }: { roomId: number; head: number }) {
    this.#host = host
    this.roomId = roomId
    this.ring = new Ring(host.limits.ringEntries)
    this.#head = head
    this.#known = head
  }

  /** The newest entry without a hole before it. */
  get head(): number {
    return this.#head
  }

  get subscribers(): number {
    return this.#subscriptions.size
  }

  /** Up to `limit` entries after a seq, from the log. */
  read(after: number, limit: number): Promise<LogEntry[]> {
    return this.#host.read({ roomId: this.roomId, after, limit })
  }

  add(subscription: Subscription): void {
    this.#subscriptions.add(subscription)
  }

  remove(subscription: Subscription): void {
    this.#subscriptions.delete(subscription)
  }

  /** Takes an entry in any order, any number of times. */
  offer(entry: LogEntry): void {
    if (this.#closed || entry.seq <= this.#head) return
    if (entry.seq > this.#head + 1) {
      if (this.#held.size < MAX_HELD) this.#held.set(entry.seq, entry)
      this.heard(entry.seq)
      return
    }
    this.#accept(entry)
    for (let next = this.#held.get(this.#head + 1); next; next = this.#held.get(this.#head + 1))
      this.#accept(next)
  }

  /** The log is known to reach `seq`: whatever is missing up to there is read if it does not arrive by itself. */
  heard(seq: number): void {
    if (seq > this.#known) this.#known = seq
    if (this.#closed || this.#head >= this.#known || this.#repairing) return
    this.#grace ??= setTimeout(() => void this.#repair(), this.#host.limits.holeGraceMs)
  }

  /** Tells the members who keep up, but for one; false when the room has had enough of hints. */
  hint(hint: LogEntry, exceptFor: number): boolean {
    const { hintsPerSecond } = this.#host.limits
    this.#hints ??= new TokenBucket(hintsPerSecond, hintsPerSecond)
    if (this.#closed || this.#hints.take() > 0) return false
    const batch = new Batch([hint])
    for (const subscription of this.#subscriptions)
      if (subscription.memberId !== exceptFor) subscription.hint(batch)
    return true
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#grace)
    this.#delivery.cancel()
    this.#held.clear()
  }

  #accept(entry: LogEntry): void {
    this.#held.delete(entry.seq)
    this.#head = entry.seq
    if (entry.seq > this.#known) this.#known = entry.seq
    this.ring.push(entry)
    this.#pending.push(entry)
    this.#delivery.ask()
  }

  #deliver(): void {
    const began = performance.now()
    const pending = this.#pending
    this.#pending = []
    for (let from = 0; from < pending.length;) {
      const batch = new Batch(fitting(from === 0 ? pending : pending.slice(from), BATCH_BYTES))
      for (const subscription of this.#subscriptions) subscription.deliver(batch)
      from += batch.entries.length
      this.#host.delivered(batch.entries.length)
    }
    const took = performance.now() - began
    this.#delivery.rest(Math.min(took * REST_PER_DELIVERY, this.#host.limits.roomRestMs))
  }

  async #repair(): Promise<void> {
    this.#grace = undefined
    if (this.#head >= this.#known) return
    this.#repairing = true
    try {
      while (!this.#closed && this.#head < this.#known) {
        const before = this.#head
        for (const entry of await this.read(before, REPAIR_PAGE)) this.offer(entry)
        // What was heard of is not in the log (any more).
        if (this.#head === before) this.#known = before
      }
    } catch (error) {
      // The next hint or sweep tries again.
      this.#host.readFailed(this.roomId, error)
    } finally {
      this.#repairing = false
    }
  }
}
