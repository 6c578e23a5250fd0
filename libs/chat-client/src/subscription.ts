import type { OperationResult, RoomEntry } from '@munova/chat-contract'
import { retryDelay } from './backoff.ts'
import { notifyListener } from './notify-listener.ts'
import type { Connection, RequestResult, RoomPush } from './connection.ts'
import { ChatError } from './errors.ts'
import type { ReadMark, Typist } from './frame.ts'
import type { ClientLimits } from './limits.ts'

/** Positions in the room when its stream starts: `position`, `lastSeq` and `readSeq`. */
export type StartPositions = OperationResult<'subscribe'>

export interface JoinOptions {
  /** Deliver events after this seq that the member may read (`historyVisibility`); by default only new ones. */
  after?: number | undefined
  /** Called with each event once, ascending in seq, across reconnects. May be called before `join` has resolved. */
  onEvent: (event: RoomEntry) => void
  /** Another member is typing. An ephemeral event: it may be lost, and there is none for the end of typing. */
  onTyping?: ((typist: Typist) => void) | undefined
  /** The other member of an inquiry has read so far. It may be lost: `peerReadSeq` of the room has it. */
  onRead?: ((mark: ReadMark) => void) | undefined
  /** The stream has resumed after an interruption; `missed` entries follow now. */
  onResumed?: ((missed: number) => void) | undefined
  /**
   * The server's database has lost entries that the client has, and continues with others under the same seqs. Those after
   * `after` up to `until` are no longer in the room; the entries that are there now follow as events.
   */
  onLost?: ((lost: { after: number; until: number }) => void) | undefined
  /** The stream has ended, for example because the member was removed. Not called after `leave()` or `close()`. */
  onEnded?: ((error: ChatError) => void) | undefined
}

export interface SubscriptionContext {
  readonly limits: ClientLimits
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly onClosed: () => void
}

/**
 * The stream of one room over any number of connections.
 *
 * Invariants (test/subscription.test.ts, test/resume.test.ts): `position` is the seq of the last delivered entry, and the
 * next delivered entry is `position + 1`. Entries that arrive while a subscribe is pending belong to an older stream and
 * are dropped; the new stream delivers them again.
 */
export class Subscription {
  readonly roomId: number
  readonly #options: JoinOptions
  readonly #context: SubscriptionContext
  readonly #started = Promise.withResolvers<void>()
  #connection: Connection | undefined
  #phase: 'disconnected' | 'subscribing' | 'rejected' | 'streaming' | 'closed' = 'disconnected'
  #position: number | undefined
  /** Of the log, in which the entries up to the position arrived. */
  #epoch: number | undefined
  #startPositions: StartPositions | undefined
  #rejections = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #lastTypingAt = -Infinity
  /** The position of the last gap in the stream. */
  #gapAt: number | undefined

  constructor(roomId: number, options: JoinOptions, context: SubscriptionContext) {
    this.roomId = roomId
    this.#options = options
    this.#context = context
    this.#position = options.after
  }

  /** Resolves when the stream has started for the first time; rejects when it never will. */
  get started(): Promise<void> {
    return this.#started.promise
  }

  get position(): number {
    return this.#position ?? 0
  }

  get startPositions(): StartPositions | undefined {
    return this.#startPositions
  }

  /** A signed-in connection is available. */
  resume(connection: Connection): void {
    this.#connection = connection
    this.#subscribe(connection)
  }

  /** The connection is lost. */
  suspend(): void {
    clearTimeout(this.#retry)
    this.#connection = undefined
    if (this.#phase !== 'closed') this.#phase = 'disconnected'
  }

  /** Handles a push of the server for this room. */
  onPush(push: RoomPush): void {
    if (this.#phase !== 'streaming') return
    if (push.kind === 'ended') return this.#onRejected(push.error)
    if (push.kind === 'typing') {
      if (this.#options.onTyping) notifyListener(this.#options.onTyping, push.typist)
      return
    }
    if (push.kind === 'read') {
      if (this.#options.onRead) notifyListener(this.#options.onRead, push.mark)
      return
    }
    if (push.seq <= this.position) return
    if (push.seq > this.position + 1) return this.#resubscribe(push.seq)
    this.#position = push.seq
    if (push.event) return notifyListener(this.#options.onEvent, push.event)
    this.#context.log('an event of an unknown kind was omitted', { roomId: this.roomId, seq: push.seq })
  }

  /** Notifies the others, unless there is no connection or they have just been notified. */
  typing(): void {
    const now = performance.now()
    if (this.#phase !== 'streaming' || now - this.#lastTypingAt < this.#context.limits.typingMs) return
    this.#lastTypingAt = now
    // The result does not matter.
    this.#connection?.request('typing', { roomId: this.roomId }, () => {})
  }

  /** Resolves when the server has unsubscribed, or at once without a connection. */
  async leave(): Promise<void> {
    if (this.#phase === 'closed') return
    const connection = this.#connection
    this.close(new ChatError('LEFT', 'The room was left before it was joined'))
    this.#context.onClosed()
    if (!connection) return
    await new Promise<void>((resolve) => {
      connection.request('unsubscribe', { roomId: this.roomId }, () => resolve())
    })
  }

  close(error: ChatError): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#connection = undefined
    clearTimeout(this.#retry)
    this.#started.reject(error)
  }

  #subscribe(connection: Connection): void {
    this.#phase = 'subscribing'
    const input = { roomId: this.roomId, after: this.#position, epoch: this.#epoch }
    connection.request('subscribe', input, (result) => {
      if (this.#phase === 'subscribing' && connection === this.#connection) this.#subscribed(result)
    })
  }

  #subscribed(result: RequestResult<'subscribe'>): void {
    if (result.kind === 'lost') return
    if (result.kind === 'rejected') return this.#onRejected(result.error)
    const isFirst = this.#startPositions === undefined
    const { position, lastSeq, epoch } = result.value
    this.#phase = 'streaming'
    this.#rejections = 0
    this.#startPositions = result.value
    // Above what was asked for when the member may read from there on only.
    this.#position = position
    this.#epoch = epoch
    if (isFirst) return this.#started.resolve()
    if (this.#options.onResumed) notifyListener(this.#options.onResumed, lastSeq - position)
  }

  /** Goes back to the last entry that the log and the client have in common, and goes on from there. */
  #resync(connection: Connection): void {
    this.#phase = 'subscribing'
    connection.request('position', { roomId: this.roomId }, (result) => {
      if (this.#phase !== 'subscribing' || connection !== this.#connection || result.kind === 'lost') return
      if (result.kind === 'rejected') return this.#onRejected(result.error)
      const { lastSeq, epoch, epochStart } = result.value
      const until = this.position
      const begun = epoch - (this.#epoch ?? epoch)
      // After two losses it is unknown where the first one was.
      const common = begun === 0 ? lastSeq : begun === 1 ? Math.min(epochStart, lastSeq) : 0
      this.#position = Math.min(until, common)
      this.#epoch = epoch
      const { onLost } = this.#options
      if (onLost && this.#position < until) notifyListener(onLost, { after: this.#position, until })
      this.#subscribe(connection)
    })
  }

  /** The server rejected the subscription or ended it, temporarily or for good. */
  #onRejected(error: ChatError): void {
    const connection = this.#connection
    if (error.code === 'POSITION_LOST' && connection) return this.#resync(connection)
    if (error.temporary && connection) {
      this.#phase = 'rejected'
      this.#retry = setTimeout(
        () => this.#subscribe(connection),
        retryDelay(error, ++this.#rejections, this.#context.limits),
      )
      return
    }
    // The server still has an older stream of this client that it did not end.
    if (error.code === 'ALREADY_SUBSCRIBED' && connection) return connection.drop(error.message)
    this.close(error)
    this.#context.onClosed()
    if (this.#startPositions && this.#options.onEnded) notifyListener(this.#options.onEnded, error)
  }

  /** A gap is a bug of the server. Resubscribes after the last entry; if the gap persists, tries another node. */
  #resubscribe(seq: number): void {
    const connection = this.#connection!
    const { roomId, position } = this
    this.#context.log('a gap in the stream of a room', { roomId, position, seq })
    if (this.#gapAt === position) return connection.drop('A room has a persistent gap')
    this.#gapAt = position
    connection.request('unsubscribe', { roomId }, () => {})
    this.#subscribe(connection)
  }
}
