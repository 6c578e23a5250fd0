import type { OperationResult, RoomEvent } from '@munova/chat-contract'
import { backoff } from './backoff.ts'
import { call } from './call.ts'
import type { Connection, Outcome, Push } from './connection.ts'
import { ChatError } from './errors.ts'
import type { Typist } from './frame.ts'
import type { ClientLimits } from './limits.ts'

export type Standing = OperationResult<'subscribe'>

export interface JoinOptions {
  /** The seq after which events are wanted; from now on when absent. */
  after?: number | undefined
  /** Each event once, ascending in seq, over any number of reconnects. May be called before `join` has resolved. */
  onEvent: (event: RoomEvent) => void
  /** Somebody else is typing. A hint of the moment: none may come, or none that it has ended. */
  onTyping?: ((typist: Typist) => void) | undefined
  /** The stream goes on after an interruption: `missed` entries came meanwhile and follow now. */
  onResumed?: ((missed: number) => void) | undefined
  /** No more events will come, for example since the member was removed. Not called by `leave()` or `close()`. */
  onEnded?: ((error: ChatError) => void) | undefined
}

export interface SubscriptionContext {
  readonly limits: ClientLimits
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly onOver: () => void
}

/**
 * The stream of one room over any number of connections.
 *
 * Invariants (test/subscription.test.ts, test/resume.test.ts): `position` is the seq of the last entry given out, the
 * next one given out is `position + 1`. What arrives while a subscribe waits for its answer is of an older stream and
 * is dropped; the new stream brings it again.
 */
export class Subscription {
  readonly roomId: number
  readonly #options: JoinOptions
  readonly #context: SubscriptionContext
  readonly #begun = Promise.withResolvers<void>()
  #connection: Connection | undefined
  #phase: 'away' | 'subscribing' | 'refused' | 'streaming' | 'over' = 'away'
  #position: number | undefined
  #standing: Standing | undefined
  #refusals = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #typedAt = -Infinity
  /** Where the stream was last found to have a hole. */
  #holeAt: number | undefined

  constructor(roomId: number, options: JoinOptions, context: SubscriptionContext) {
    this.roomId = roomId
    this.#options = options
    this.#context = context
    this.#position = options.after
  }

  /** Resolves when the stream begins for the first time; rejects when it never will. */
  get begun(): Promise<void> {
    return this.#begun.promise
  }

  get position(): number {
    return this.#position ?? 0
  }

  get standing(): Standing | undefined {
    return this.#standing
  }

  /** There is a connection that is signed in. */
  resume(connection: Connection): void {
    this.#connection = connection
    this.#subscribe(connection)
  }

  /** The connection is gone. */
  suspend(): void {
    clearTimeout(this.#retry)
    this.#connection = undefined
    if (this.#phase !== 'over') this.#phase = 'away'
  }

  /** What the server pushed for this room. */
  take(push: Push): void {
    if (this.#phase !== 'streaming') return
    if (push.kind === 'ended') return this.#refused(push.error)
    if (push.kind === 'typing') {
      if (this.#options.onTyping) call(this.#options.onTyping, push.typist)
      return
    }
    if (push.seq <= this.position) return
    if (push.seq > this.position + 1) return this.#repair(push.seq)
    this.#position = push.seq
    if (push.event) return call(this.#options.onEvent, push.event)
    this.#context.log('an event of an unknown kind was left out', { roomId: this.roomId, seq: push.seq })
  }

  /** Tells the others, if there is a connection and they have not just been told. */
  typing(): void {
    const now = performance.now()
    if (this.#phase !== 'streaming' || now - this.#typedAt < this.#context.limits.typingMs) return
    this.#typedAt = now
    // Nobody waits for the answer, and a refusal changes nothing.
    this.#connection?.request('typing', { roomId: this.roomId }, () => {})
  }

  /** Resolves when the server knows, or there is no connection to tell it on. */
  async leave(): Promise<void> {
    if (this.#phase === 'over') return
    const connection = this.#connection
    this.close(new ChatError('LEFT', 'The room was left before it was joined'))
    this.#context.onOver()
    if (!connection) return
    await new Promise<void>((resolve) => {
      connection.request('unsubscribe', { roomId: this.roomId }, () => resolve())
    })
  }

  close(error: ChatError): void {
    if (this.#phase === 'over') return
    this.#phase = 'over'
    this.#connection = undefined
    clearTimeout(this.#retry)
    this.#begun.reject(error)
  }

  #subscribe(connection: Connection): void {
    this.#phase = 'subscribing'
    const input = { roomId: this.roomId, after: this.#position }
    connection.request('subscribe', input, (outcome) => {
      if (this.#phase === 'subscribing' && connection === this.#connection) this.#subscribed(outcome)
    })
  }

  #subscribed(outcome: Outcome<'subscribe'>): void {
    if (outcome.kind === 'lost') return
    if (outcome.kind === 'refused') return this.#refused(outcome.error)
    const isFirst = this.#standing === undefined
    const { position, lastSeq } = outcome.value
    this.#phase = 'streaming'
    this.#refusals = 0
    this.#standing = outcome.value
    this.#position ??= position
    if (isFirst) return this.#begun.resolve()
    if (this.#options.onResumed) call(this.#options.onResumed, lastSeq - position)
  }

  /** The server does not stream, or no longer: for now, or for good. */
  #refused(error: ChatError): void {
    const connection = this.#connection
    if (error.temporary && connection) {
      this.#phase = 'refused'
      this.#retry = setTimeout(() => this.#subscribe(connection), this.#pause(error))
      return
    }
    // The server still has an older stream of ours, whose end it refused.
    if (error.code === 'ALREADY_SUBSCRIBED' && connection) return connection.drop(error.message)
    this.close(error)
    this.#context.onOver()
    if (this.#standing && this.#options.onEnded) call(this.#options.onEnded, error)
  }

  #pause(error: ChatError): number {
    const { retryMs, backoffCapMs } = this.#context.limits
    return (
      (error.retryAfterMs ?? retryMs) + backoff(++this.#refusals, { baseMs: retryMs, capMs: backoffCapMs })
    )
  }

  /** A hole is somebody's bug. The log has what is missing; if asking again does not bring it, another node may. */
  #repair(seq: number): void {
    const connection = this.#connection!
    const { roomId, position } = this
    this.#context.log('a hole in the stream of a room', { roomId, position, seq })
    if (this.#holeAt === position) return connection.drop('A room has a hole that stays')
    this.#holeAt = position
    connection.request('unsubscribe', { roomId }, () => {})
    this.#subscribe(connection)
  }
}
