import type { ChatErrorCode } from '@munova/chat-contract'
import type { Mutex } from '@munova/service'
import { entriesWithin, type LogEntry } from '../../log/entry.ts'
import { EntryBatch, type Encoding } from './entry-batch.ts'
import type { LiveRoom } from './live-room.ts'

/** Where a subscription writes: a connection, or one stream of it. */
export interface Sink {
  readonly encoding: Encoding
  /** How many entries it accepts now; 0 while it is behind. The owner calls `resume()` when that changes from 0. */
  entryCapacity(): number
  /** How many bytes it accepts before it is behind; one entry may exceed it. */
  byteCapacity(): number
  send(bytes: Buffer, entries: number): void
  /** The server ends the subscription, for this reason. Called at most once. */
  end(code: ChatErrorCode): void
}

export interface SubscriptionOptions {
  room: LiveRoom
  memberId: number
  /** Entries after this seq are delivered. */
  position: number
  /** `last_seq` of the room when the membership was checked: a `member.left` after it ends the subscription. */
  checkedAtSeq: number
  sink: Sink
  /** Of the connection: the pages of its subscriptions are sent one at a time, since they share its capacity. */
  mutex: Pick<Mutex, 'run'>
}

/** Entries per write while catching up: enough to be fast, few enough to check the sink in between. */
const CATCH_UP_PAGE = 64
const RETRY_READ_MS = 500

/**
 * One reader's position in a room's log: each entry once, ascending, from `position` on. While the sink keeps up, the
 * room's batches are written to it. When it is full the subscription is *behind*: nothing is queued, and it catches up
 * from the ring buffer or the log once the sink has capacity.
 */
export class Subscription {
  readonly roomId: number
  readonly memberId: number
  readonly #room: LiveRoom
  readonly #sink: Sink
  readonly #mutex: Pick<Mutex, 'run'>
  readonly #checkedAtSeq: number
  #position: number
  #state: 'new' | 'live' | 'behind' | 'ended' = 'new'
  #isCatchingUp = false
  /** `resume()` was called; the step under way may have read the capacity before. */
  #isResumed = false
  #retryTimer: NodeJS.Timeout | undefined

  constructor({ room, memberId, position, checkedAtSeq, sink, mutex }: SubscriptionOptions) {
    this.roomId = room.roomId
    this.memberId = memberId
    this.#room = room
    this.#sink = sink
    this.#mutex = mutex
    this.#checkedAtSeq = checkedAtSeq
    this.#position = position
    room.add(this)
  }

  get position(): number {
    return this.#position
  }

  /** Starts to deliver. Nothing is lost before: the position stays. */
  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'behind'
    void this.#catchUp()
  }

  /** The sink has capacity again. */
  resume(): void {
    if (this.#state !== 'behind') return
    this.#isResumed = true
    void this.#catchUp()
  }

  /** Called by the room, in order of seq. Entries that catching up has delivered are skipped. */
  deliver(batch: EntryBatch): void {
    if (this.#state !== 'live' || batch.lastSeq <= this.#position) return
    if (this.#sink.entryCapacity() < batch.entries.length) {
      this.#state = 'behind'
      void this.#catchUp()
      return
    }
    const isNew = batch.firstSeq > this.#position
    this.#send(isNew ? batch : new EntryBatch(batch.entries.filter((entry) => entry.seq > this.#position)))
  }

  /** Writes an event that is in no log, unless the subscription is behind. */
  deliverEphemeral(event: EntryBatch): void {
    const sink = this.#sink
    if (this.#state === 'live' && sink.entryCapacity() > 0) sink.send(event.encode(sink.encoding), 1)
  }

  /** The server ends the subscription. */
  end(code: ChatErrorCode): void {
    if (this.#state === 'ended') return
    this.close()
    this.#sink.end(code)
  }

  close(): void {
    this.#state = 'ended'
    clearTimeout(this.#retryTimer)
    this.#room.remove(this)
  }

  #send(batch: EntryBatch): void {
    const sink = this.#sink
    const end = batch.entries.findIndex((entry) => this.#endsMembership(entry))
    // A former member does not get the entries after the end of the membership.
    const allowed = end === -1 ? batch : new EntryBatch(batch.entries.slice(0, end + 1))
    sink.send(allowed.encode(sink.encoding), allowed.entries.length)
    this.#position = allowed.lastSeq
    if (end === -1) return
    this.end('NOT_A_MEMBER')
  }

  #endsMembership(entry: LogEntry): boolean {
    if (entry.endsFor === 'all') return true
    return entry.endsFor === this.memberId && entry.seq > this.#checkedAtSeq
  }

  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp) return
    this.#isCatchingUp = true
    try {
      do {
        this.#isResumed = false
        while (await this.#mutex.run(() => this.#sendPage())) continue
      } while (this.#isResumed)
    } catch {
      // The database is unavailable; the room logs its own failed reads.
      if (this.#state === 'behind') this.#retryTimer = setTimeout(() => this.resume(), RETRY_READ_MS)
    } finally {
      this.#isCatchingUp = false
    }
  }

  /** Sends one page of missing entries; false when there are none, or when the sink has no capacity. */
  async #sendPage(): Promise<boolean> {
    if (this.#state !== 'behind') return false
    const room = this.#room
    const sink = this.#sink
    if (this.#position >= room.head) {
      this.#state = 'live'
      return false
    }
    const limit = Math.min(sink.entryCapacity(), CATCH_UP_PAGE)
    if (limit === 0) return false
    const entries =
      room.ringBuffer.after(this.#position, limit) ?? (await room.readLog(this.#position, limit))
    // While the log was read, the sink may have filled up, or the subscription may have ended.
    const page = entriesWithin(entries.slice(0, sink.entryCapacity()), sink.byteCapacity())
    if (!this.#isBehind() || page.length === 0) return false
    this.#send(new EntryBatch(page))
    return true
  }

  /** A call, so that the state is read again after an await. */
  #isBehind(): boolean {
    return this.#state === 'behind'
  }
}
