import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import type { CloseName, LiveError, OperationInput, OperationResult } from '@munova/chat-contract'
import { KeyedMutex } from '@munova/service'
import type { Sink, Subscription } from '../../delivery/room/subscription.ts'
import type { InboxSubscription } from '../../inbox/inbox-subscription.ts'
import { openInbox } from '../../operations/inbox.ts'
import { subscribe } from '../../operations/subscribe.ts'
import { problem, toLiveError } from '../../problems.ts'
import type { RegisteredConnection } from '../../live-sessions/connection-registry.ts'
import { LiveSession } from '../../live-sessions/live-session.ts'
import { verifyToken } from '../../live-sessions/verify-token.ts'
import { TokenBucket } from '../../token-bucket.ts'
import type { ConnectionCounters } from './connection-counters.ts'
import type { LiveContext } from './live-context.ts'
import { SendQueue } from './send-queue.ts'
import type { TransportDriver } from './transport-driver.ts'

export interface ConnectionOptions {
  context: LiveContext
  socket: Socket
  driver: TransportDriver
  counters: ConnectionCounters
}

/** Stands for the inbox where others have the id of a room. */
const INBOX = 0

/**
 * A live connection, whatever its transport: its session, rate limits, send queue and timeouts. The transports add
 * their frames.
 */
export class Connection {
  readonly #context: LiveContext
  readonly #driver: TransportDriver
  readonly #counters: ConnectionCounters
  readonly #sendQueue: SendQueue
  readonly #operationQuota: TokenBucket
  /** Subscribe and unsubscribe of one room run in the order of the requests. */
  readonly #roomMutex = new KeyedMutex<number>()
  readonly #openedAt = performance.now()
  #onSignedIn: (() => void) | undefined
  #session: LiveSession | undefined
  #registration: RegisteredConnection | undefined
  readonly #waiting: (() => Promise<void>)[] = []
  #isAuthenticating = false
  #inFlight = 0
  #isPaused = false
  #throttle: NodeJS.Timeout | undefined
  #isPingPending = false
  #pingAt: number
  #closeTimer: NodeJS.Timeout | undefined
  #state: 'open' | 'closing' | 'closed' = 'open'

  constructor({ context, socket, driver, counters }: ConnectionOptions) {
    const { config } = context
    this.#context = context
    this.#driver = driver
    this.#counters = counters
    this.#sendQueue = new SendQueue(
      socket,
      { highBytes: config.QUEUE_HIGH_BYTES, hardBytes: config.QUEUE_HARD_BYTES },
      { onDrained: () => this.#onDrained(), onOverflow: () => this.close('SLOW_READER') },
    )
    this.#operationQuota = new TokenBucket(config.OPERATIONS_PER_SECOND, config.OPERATIONS_BURST)
    // Random, so that connections which were opened together are not pinged together.
    this.#pingAt = this.#openedAt + config.PING_INTERVAL_MS * (0.5 + Math.random() / 2)
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get isSignedIn(): boolean {
    return this.#session !== undefined
  }

  /** Throws UNAUTHENTICATED before the connection is signed in. */
  get session(): LiveSession {
    if (!this.#session) throw problem('UNAUTHENTICATED', { detail: 'notConnected' })
    return this.#session
  }

  /** Calls `onSignedIn` when the connection is signed in, which it must not be yet. */
  whenSignedIn(onSignedIn: () => void): void {
    this.#onSignedIn = onSignedIn
  }

  /** Signs the connection in with an identity whose token is verified already, perhaps some time ago, as in a handshake. */
  attachSession(identity: Identity): void {
    const { config, hub, inboxes, connectionRegistry, verifier } = this.#context
    if (verifier.isRevoked(identity)) return this.close('UNAUTHENTICATED')
    this.#registration = connectionRegistry.register(identity, (name) => this.close(name))
    this.#session = new LiveSession({
      identity,
      hub,
      inboxes,
      connection: this.#registration,
      maxSubscriptions: config.SUBSCRIPTIONS_PER_CONNECTION,
      maxLifetimeMs: config.TOKEN_LIFETIME_MS,
    })
    this.#onSignedIn?.()
    this.#onSignedIn = undefined
  }

  /** Signs the connection in. Undefined when it was closed while the token was verified; throws as `verifyToken`. */
  async authenticate(token: string): Promise<OperationResult<'connect'> | undefined> {
    this.#isAuthenticating = true
    const identity = await verifyToken(this.#context.verifier, token).finally(
      () => (this.#isAuthenticating = false),
    )
    if (!this.isOpen) return undefined
    this.attachSession(identity)
    return { memberId: identity.memberId, expiresAt: new Date(identity.expiresAt).toISOString() }
  }

  /**
   * Runs the processing of one frame, `work`, which does not throw: at most OPERATIONS_IN_FLIGHT at a time and
   * OPERATIONS_PER_SECOND, and none while the connection is behind. Meanwhile the socket is not read, so that no more
   * frames wait here than one read of the socket returned.
   */
  enqueue(work: () => Promise<void>): void {
    this.#waiting.push(work)
    this.#runWaiting()
  }

  /** Opens a subscription; `onOpened` sends the result, before the first entry is sent. */
  subscribe(
    input: OperationInput<'subscribe'>,
    options: {
      sink: Sink
      onOpened: (result: OperationResult<'subscribe'>, subscription: Subscription) => void
    },
  ): Promise<void> {
    const { session } = this
    return this.#roomMutex.run(input.roomId, async () => {
      const { result, subscription } = await subscribe(this.#context, session, {
        ...input,
        sink: options.sink,
      })
      options.onOpened(result, subscription)
      subscription.start()
    })
  }

  /** Waits for a subscribe of the room that is still running. */
  unsubscribe(roomId: number): Promise<void> {
    const { session } = this
    return this.#roomMutex.run(roomId, () => session.unsubscribe(roomId))
  }

  /** As `subscribe`, for the member's inbox. */
  openInbox(
    input: OperationInput<'inbox'>,
    options: {
      sink: Sink
      onOpened: (result: OperationResult<'inbox'>, subscription: InboxSubscription) => void
    },
  ): Promise<void> {
    const { session } = this
    return this.#roomMutex.run(INBOX, async () => {
      const { result, subscription } = await openInbox(this.#context.inboxes, session, {
        ...input,
        sink: options.sink,
      })
      options.onOpened(result, subscription)
      subscription.start()
    })
  }

  closeInbox(): Promise<void> {
    const { session } = this
    return this.#roomMutex.run(INBOX, () => session.closeInbox())
  }

  /** To be called when the server has ended a subscription. */
  subscriptionEnded(roomId: number): void {
    this.#session?.subscriptionEnded(roomId)
  }

  inboxEnded(): void {
    this.#session?.inboxEnded()
  }

  get isBehind(): boolean {
    return this.#sendQueue.isBehind
  }

  /** Bytes that may be written before the connection is behind. */
  get byteCapacity(): number {
    return this.#sendQueue.byteCapacity
  }

  write(bytes: Buffer): void {
    if (this.isOpen) this.#sendQueue.write(bytes)
  }

  /** The error as the client gets it. Counts it, and logs it when it is a bug. */
  reportError(error: unknown): LiveError {
    const live = toLiveError(error)
    this.#counters.rejected(live.code)
    if (live.code === 'INTERNAL') this.#context.log.error({ err: error }, 'operation failed')
    return live
  }

  /** To be called when the peer has shown that it is alive. */
  markAlive(): void {
    this.#isPingPending = false
  }

  /** Checks the timeouts; called about every second. */
  tick(now: number): void {
    const { config } = this.#context
    if (!this.isOpen) return
    const isLate = now - this.#openedAt > config.AUTH_TIMEOUT_MS
    if (isLate && !this.#session && !this.#isAuthenticating) return this.close('AUTH_TIMEOUT')
    if (this.#session?.hasExpired(now)) return this.close('TOKEN_EXPIRED')
    if (this.#sendQueue.behindForMs(now) > config.QUEUE_BEHIND_MS) return this.close('SLOW_READER')
    this.#driver.tick?.(now)
    if (!this.isOpen || now < this.#pingAt) return
    this.#pingAt = now + config.PING_INTERVAL_MS
    if (this.#isPingPending) return this.close('IDLE')
    this.#isPingPending = true
    this.#driver.ping()
  }

  /** Sends the reason and closes; after CLOSE_LINGER_MS the socket is closed whether or not the peer has read it. */
  close(name: CloseName): void {
    if (!this.isOpen) return
    this.#state = 'closing'
    this.#release()
    this.#counters.closed(name)
    this.#driver.resume()
    this.#driver.sendClose(name)
    this.#closeTimer = setTimeout(() => this.#driver.terminate(), this.#context.config.CLOSE_LINGER_MS)
  }

  terminate(): void {
    this.#driver.terminate()
  }

  /** To be called when the socket is closed, for whatever reason. */
  markClosed(): void {
    this.#state = 'closed'
    clearTimeout(this.#closeTimer)
    this.#release()
  }

  #onDrained(): void {
    this.#runWaiting()
    this.#session?.resume()
  }

  #runWaiting(): void {
    while (this.isOpen && !this.#isBusy()) {
      const work = this.#waiting[0]
      if (!work) break
      const waitMs = this.#operationQuota.take()
      if (waitMs > 0) {
        this.#throttle ??= setTimeout(() => {
          this.#throttle = undefined
          this.#runWaiting()
        }, waitMs)
        break
      }
      this.#waiting.shift()
      this.#inFlight++
      void work().finally(() => {
        this.#inFlight--
        this.#runWaiting()
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
    if (shouldPause) this.#driver.pause()
    else this.#driver.resume()
  }

  /** Gives up what the connection holds in the process. */
  #release(): void {
    clearTimeout(this.#throttle)
    this.#waiting.length = 0
    this.#session?.close()
    if (this.#registration) this.#context.connectionRegistry.unregister(this.#registration)
    this.#registration = undefined
  }
}
