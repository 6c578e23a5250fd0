import type { ChatErrorCode } from '@munova/chat-contract'
import { Coalescer } from '@munova/service'
import { isTracing, tracedTogether } from '@munova/service/tracing'
import { ageMsOf, entriesWithin, type LogEntry, originOf } from '../../log/entry.ts'
import { TokenBucket } from '../../token-bucket.ts'
import { EntryBatch } from './entry-batch.ts'
import type { ProcessLoad } from './process-load.ts'
import { RingBuffer } from './ring-buffer.ts'
import type { RingMemory } from './ring-memory.ts'
import type { Subscription } from './subscription.ts'

export interface LiveRoomLimits {
  ringEntries: number
  gapTimeoutMs: number
  /** The longest cooldown after a delivery. Entries that arrive during it are delivered together. */
  batchWindowMs: number
  ephemeralPerSecond: number
}

/** What the live rooms of a process share. */
export interface LiveRoomOptions {
  readonly limits: LiveRoomLimits
  readonly load: Pick<ProcessLoad, 'pressure'>
  readonly ringMemory: RingMemory
  /** Entries after a seq from the log, ascending and without gaps. Rejects while the database is unavailable. */
  readLog(range: { roomId: number; after: number; limit: number }): Promise<LogEntry[]>
  onReadFailed(roomId: number, error: unknown): void
  /** The log has, or had, another entry under a seq that was delivered. */
  onDifference(room: LiveRoom): void
  /** These entries were delivered together. */
  onDelivered(entries: readonly LogEntry[]): void
}

/** Entries that arrived before the entries ahead of them. Further ones are dropped: the log has them. */
const MAX_OUT_OF_ORDER = 256
const BACKFILL_PAGE = 200
/**
 * A delivery costs one write per member, whatever it contains. With a cooldown of twice its duration a room of a busy process
 * spends at most a third of the time writing, and batches grow. An idle process has no cooldown.
 */
const COOLDOWN_PER_DELIVERY = 2
/** The largest single write, so that the queue of a slow reader is checked in between. */
const BATCH_BYTES = 64 * 1024

/**
 * One room in this process. Puts arriving entries into the order of seq, backfills gaps from the log, and hands each
 * entry to the subscriptions exactly once.
 */
export class LiveRoom {
  readonly roomId: number
  /** Of the log, when the room became live. */
  readonly epoch: number
  readonly ringBuffer: RingBuffer
  readonly #options: LiveRoomOptions
  readonly #subscriptions = new Set<Subscription>()
  #ephemeralQuota: TokenBucket | undefined
  readonly #outOfOrder = new Map<number, LogEntry>()
  #head: number
  /** The highest seq that is known to exist. */
  #lastKnownSeq: number
  #undelivered: LogEntry[] = []
  readonly #delivery = new Coalescer(() => this.#deliver())
  #gapTimer: NodeJS.Timeout | undefined
  #isBackfilling = false
  #isClosed = false

  /** Entries up to `head` are in the log already; the first one delivered is the next. */
  constructor(
    options: LiveRoomOptions,
    { roomId, head, epoch }: { roomId: number; head: number; epoch: number },
  ) {
    this.#options = options
    this.roomId = roomId
    this.epoch = epoch
    this.ringBuffer = new RingBuffer({ capacity: options.limits.ringEntries, memory: options.ringMemory })
    this.#head = head
    this.#lastKnownSeq = head
  }

  /** The highest seq without a gap before it. */
  get head(): number {
    return this.#head
  }

  get subscribers(): number {
    return this.#subscriptions.size
  }

  /** Up to `limit` entries after a seq, from the log. */
  readLog(after: number, limit: number): Promise<LogEntry[]> {
    return this.#options.readLog({ roomId: this.roomId, after, limit })
  }

  add(subscription: Subscription): void {
    this.#subscriptions.add(subscription)
  }

  remove(subscription: Subscription): void {
    this.#subscriptions.delete(subscription)
  }

  /** Accepts an entry in any order, any number of times. */
  receive(entry: LogEntry): void {
    if (this.#isClosed) return
    if (entry.seq <= this.#head) return this.#compare(entry)
    if (entry.seq > this.#head + 1) {
      if (this.#outOfOrder.size < MAX_OUT_OF_ORDER) this.#outOfOrder.set(entry.seq, entry)
      this.observeLastSeq(entry.seq)
      return
    }
    this.#advance(entry)
    for (let next = this.#outOfOrder.get(this.#head + 1); next; next = this.#outOfOrder.get(this.#head + 1))
      this.#advance(next)
  }

  /** The log reaches `seq`: entries up to there that do not arrive within the gap timeout are backfilled. */
  observeLastSeq(seq: number): void {
    if (seq > this.#lastKnownSeq) this.#lastKnownSeq = seq
    if (this.#isClosed || this.#head >= this.#lastKnownSeq || this.#isBackfilling) return
    this.#gapTimer ??= setTimeout(() => void this.#backfill(), this.#options.limits.gapTimeoutMs)
  }

  /**
   * Delivers an ephemeral event to the subscribers that are not behind, except those of one member. False when it was
   * dropped because the room has too many of them.
   */
  deliverEphemeral(event: LogEntry, exceptMemberId: number): boolean {
    const { ephemeralPerSecond } = this.#options.limits
    this.#ephemeralQuota ??= new TokenBucket(ephemeralPerSecond, ephemeralPerSecond)
    if (this.#isClosed || this.#ephemeralQuota.take() > 0) return false
    const batch = new EntryBatch([event])
    for (const subscription of this.#subscriptions)
      if (subscription.memberId !== exceptMemberId) subscription.deliverEphemeral(batch)
    return true
  }

  /** Ends every subscription, for this reason. */
  end(code: ChatErrorCode): void {
    this.close()
    for (const subscription of this.#subscriptions) subscription.end(code)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#gapTimer)
    this.#delivery.cancel()
    this.#outOfOrder.clear()
    this.ringBuffer.clear()
  }

  #compare(entry: LogEntry): void {
    const delivered = this.ringBuffer.at(entry.seq)
    if (delivered && originOf(delivered) !== originOf(entry)) this.#options.onDifference(this)
  }

  #advance(entry: LogEntry): void {
    this.#outOfOrder.delete(entry.seq)
    this.#head = entry.seq
    if (entry.seq > this.#lastKnownSeq) this.#lastKnownSeq = entry.seq
    this.ringBuffer.push(entry)
    this.#undelivered.push(entry)
    this.#delivery.schedule()
  }

  #deliver(): void {
    const startedAt = performance.now()
    const entries = this.#undelivered
    this.#undelivered = []
    for (let from = 0; from < entries.length;) {
      const batch = new EntryBatch(entriesWithin(from === 0 ? entries : entries.slice(from), BATCH_BYTES))
      this.#write(batch)
      from += batch.entries.length
      this.#options.onDelivered(batch.entries)
    }
    const tookMs = performance.now() - startedAt
    const { limits, load } = this.#options
    this.#delivery.cooldown(Math.min(tookMs * COOLDOWN_PER_DELIVERY * load.pressure, limits.batchWindowMs))
  }

  /** One span for a batch, never one for a reader. */
  #write(batch: EntryBatch): void {
    const { entries } = batch
    const attributes = isTracing()
      ? { entries: entries.length, readers: this.subscribers, 'age.ms': ageMsOf(entries[0]!) }
      : {}
    tracedTogether('deliver', entries, { attributes }, () => {
      for (const subscription of this.#subscriptions) subscription.deliver(batch)
    })
  }

  async #backfill(): Promise<void> {
    this.#gapTimer = undefined
    if (this.#head >= this.#lastKnownSeq) return
    this.#isBackfilling = true
    try {
      while (!this.#isClosed && this.#head < this.#lastKnownSeq) {
        const before = this.#head
        // With the head itself: the log may have another entry there now.
        const entries = await this.readLog(Math.max(0, before - 1), BACKFILL_PAGE)
        for (const entry of entries) this.receive(entry)
        // The log does not have the seq that was observed, or no longer has it.
        if (this.#head === before) this.#lastKnownSeq = before
      }
    } catch (error) {
      // The next entry notification or sweep tries again.
      this.#options.onReadFailed(this.roomId, error)
    } finally {
      this.#isBackfilling = false
    }
  }
}
