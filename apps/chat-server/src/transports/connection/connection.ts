import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import type { CloseName, LiveError, OperationResult, OperationInput } from '@munova/chat-contract'
import type { Context } from '../../context.ts'
import type { Sink, Subscription } from '../../delivery/room/subscription.ts'
import { problem, toLiveError } from '../../problems.ts'
import type { RegisteredConnection } from '../../sessions/connection-registry.ts'
import { identify } from '../../operations/refresh.ts'
import { subscribe } from '../../operations/subscribe.ts'
import { Session } from '../../sessions/session.ts'
import { TokenBucket } from '../../token-bucket.ts'
import type { ConnectionCounters } from './counters.ts'
import { Outbound } from './outbound.ts'
import { RoomChanges } from './room-changes.ts'

/** What a protocol does with its own bytes. */
export interface Wire {
  /** Says why, in the protocol's own words, and begins to close. */
  hangUp(close: CloseName): void
  /** Cuts the connection. */
  destroy(): void
  /** Asks the peer for a sign of life. */
  ping(): void
  /** Looks after what the protocol itself does by the clock; called about every second while the connection is open. */
  tick?(now: number): void
  pause(): void
  resume(): void
}

export interface ConnectionOptions {
  context: Context
  socket: Socket
  wire: Wire
  counters: ConnectionCounters
}

/**
 * One live connection, whatever it speaks: who it belongs to, what it may do at once, what it still has to send, and
 * when it has to go. The protocols put their frames around it.
 */
export class Connection {
  readonly #context: Context
  readonly #wire: Wire
  readonly #counters: ConnectionCounters
  readonly #out: Outbound
  readonly #operations: TokenBucket
  readonly #roomChanges = new RoomChanges()
  readonly #openedAt = performance.now()
  #session: Session | undefined
  #member: RegisteredConnection | undefined
  readonly #waiting: (() => Promise<void>)[] = []
  #isSigningIn = false
  #inFlight = 0
  #isPaused = false
  #throttle: NodeJS.Timeout | undefined
  #pinged = false
  #pingAt: number
  #linger: NodeJS.Timeout | undefined
  #state: 'open' | 'closing' | 'closed' = 'open'

  constructor({ context, socket, wire, counters }: ConnectionOptions) {
    const { config } = context
    this.#context = context
    this.#wire = wire
    this.#counters = counters
    this.#out = new Outbound(
      socket,
      { highBytes: config.QUEUE_HIGH_BYTES, hardBytes: config.QUEUE_HARD_BYTES },
      { onDrained: () => this.#drained(), onOverflow: () => this.close('SLOW_READER') },
    )
    this.#operations = new TokenBucket(config.OPERATIONS_PER_SECOND, config.OPERATIONS_BURST)
    // Spread, so that connections which came together are not pinged together.
    this.#pingAt = this.#openedAt + config.PING_INTERVAL_MS * (0.5 + Math.random() / 2)
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get isSignedIn(): boolean {
    return this.#session !== undefined
  }

  /** Throws UNAUTHENTICATED before the connection is signed in. */
  get session(): Session {
    if (!this.#session) throw problem('UNAUTHENTICATED', { detail: 'notConnected' })
    return this.#session
  }

  /** For a token that was checked already, as in a handshake. */
  admit(identity: Identity): void {
    const { config, hub, connectionRegistry } = this.#context
    this.#member = connectionRegistry.register(identity.memberId, () => this.close('REPLACED'))
    this.#session = new Session({
      identity,
      hub,
      member: this.#member,
      maxSubscriptions: config.SUBSCRIPTIONS_PER_CONNECTION,
    })
  }

  /** Undefined when the connection went while the token was checked. Throws as `identify` does. */
  async signIn(token: string): Promise<OperationResult<'connect'> | undefined> {
    this.#isSigningIn = true
    const identity = await identify(this.#context.verifier, token).finally(() => (this.#isSigningIn = false))
    if (!this.isOpen) return undefined
    this.admit(identity)
    return { memberId: identity.memberId, expiresAt: new Date(identity.expiresAt).toISOString() }
  }

  /**
   * Takes what arrived in one frame and deals with it in its turn: `work` parses, acts and answers, and does not throw.
   * At most OPERATIONS_IN_FLIGHT at once and OPERATIONS_PER_SECOND, nothing while the peer does not read its answers;
   * meanwhile its socket is not read, so that what waits here is what one read of the socket brought.
   */
  take(work: () => Promise<void>): void {
    this.#waiting.push(work)
    this.#work()
  }

  /** Opens a stream; `opened` says so to the peer before the first entry is sent. */
  subscribe(
    input: OperationInput<'subscribe'>,
    stream: {
      sink: Sink
      opened: (answer: OperationResult<'subscribe'>, subscription: Subscription) => void
    },
  ): Promise<void> {
    const { session } = this
    return this.#roomChanges.run(input.roomId, async () => {
      const { answer, subscription } = await subscribe(this.#context, session, {
        ...input,
        sink: stream.sink,
      })
      stream.opened(answer, subscription)
      subscription.start()
    })
  }

  /** Waits for a subscribe of the room that is still under way. */
  unsubscribe(roomId: number): Promise<void> {
    const { session } = this
    return this.#roomChanges.run(roomId, async () => session.unsubscribe(roomId))
  }

  /** The server ended the subscription itself. */
  ended(roomId: number): void {
    this.#session?.ended(roomId)
  }

  get isBehind(): boolean {
    return this.#out.isBehind
  }

  /** Bytes until it is behind. */
  get space(): number {
    return this.#out.space
  }

  write(wire: Buffer): void {
    if (this.isOpen) this.#out.write(wire)
  }

  /** What the peer is told of a failure; counts it, and logs it when it is ours. */
  refusal(error: unknown): LiveError {
    const live = toLiveError(error)
    this.#counters.refused(live.code)
    if (live.code === 'INTERNAL') this.#context.log.error({ err: error }, 'operation failed')
    return live
  }

  /** The peer has shown that it is alive. */
  heard(): void {
    this.#pinged = false
  }

  /** Looks after the limits that are times; called about every second. */
  tick(now: number): void {
    const { config } = this.#context
    if (!this.isOpen) return
    const isLate = now - this.#openedAt > config.AUTH_TIMEOUT_MS
    if (isLate && !this.#session && !this.#isSigningIn) return this.close('AUTH_TIMEOUT')
    if (this.#session && Date.now() > this.#session.expiresAt) return this.close('TOKEN_EXPIRED')
    if (this.#out.behindFor(now) > config.QUEUE_BEHIND_MS) return this.close('SLOW_READER')
    this.#wire.tick?.(now)
    if (!this.isOpen || now < this.#pingAt) return
    this.#pingAt = now + config.PING_INTERVAL_MS
    if (this.#pinged) return this.close('IDLE')
    this.#pinged = true
    this.#wire.ping()
  }

  /** Tells the peer why, and cuts the connection if that does not get through in time. */
  close(name: CloseName): void {
    if (!this.isOpen) return
    this.#state = 'closing'
    this.#leave()
    this.#counters.closed(name)
    this.#wire.resume()
    this.#wire.hangUp(name)
    this.#linger = setTimeout(() => this.#wire.destroy(), this.#context.config.CLOSE_LINGER_MS)
  }

  terminate(): void {
    this.#wire.destroy()
  }

  /** To be called when the protocol's connection has gone, for whatever reason. */
  closed(): void {
    this.#state = 'closed'
    clearTimeout(this.#linger)
    this.#leave()
  }

  #drained(): void {
    this.#work()
    for (const subscription of this.#session?.subscriptions ?? []) subscription.resume()
  }

  #work(): void {
    while (this.isOpen && this.#waiting.length > 0 && !this.#isBusy()) {
      const waitMs = this.#operations.take()
      if (waitMs > 0) {
        this.#throttle ??= setTimeout(() => {
          this.#throttle = undefined
          this.#work()
        }, waitMs)
        break
      }
      this.#inFlight++
      void this.#waiting.shift()!().finally(() => {
        this.#inFlight--
        this.#work()
      })
    }
    this.#pauseReading(this.#waiting.length > 0 || this.#isBusy())
  }

  #isBusy(): boolean {
    return this.#inFlight >= this.#context.config.OPERATIONS_IN_FLIGHT || this.isBehind
  }

  #pauseReading(shouldPause: boolean): void {
    if (!this.isOpen || this.#isPaused === shouldPause) return
    this.#isPaused = shouldPause
    if (shouldPause) this.#wire.pause()
    else this.#wire.resume()
  }

  #leave(): void {
    clearTimeout(this.#throttle)
    this.#waiting.length = 0
    this.#session?.close()
    if (this.#member) this.#context.connectionRegistry.unregister(this.#member)
    this.#member = undefined
  }
}
