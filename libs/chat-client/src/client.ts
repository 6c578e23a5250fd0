import type { OperationResult } from '@munova/chat-contract'
import { backoff } from './backoff.ts'
import { call } from './call.ts'
import { Connection, type Outcome, type Push } from './connection.ts'
import { eventOfClose, eventOfRefusal } from './ending.ts'
import { ChatError, SignInNeeded } from './errors.ts'
import { type ClientLimits, clientLimits } from './limits.ts'
import { Outbox } from './outbox.ts'
import { Refresher } from './refresher.ts'
import { Room } from './room.ts'
import { type ClosedReason, type Event, next, start, type State } from './state.ts'
import { type JoinOptions, Subscription } from './subscription.ts'

export interface ChatClientOptions {
  /** Where chat-server is: `ws://host:4100/ws`, or several nodes. After a failure the next one is tried. */
  url: string | readonly string[]
  /**
   * Gives an access token: asked before each connect and shortly before the one in use expires. `fresh`: the last one
   * is about to expire or was refused as expired, a cached one will not do. Called once at a time. Rejects: tried
   * again later; with `SignInNeeded`: the client stops.
   */
  token: (ask: { fresh: boolean }) => Promise<string>
  /** Constant messages and fields, for finding faults. Never a token or a message's text. */
  log?: ((message: string, fields: Record<string, unknown>) => void) | undefined
  limits?: Partial<ClientLimits> | undefined
}

/** `waiting`: for `retryInMs`, before the `attempt`-th try to come back. `closed` is final. */
export type ChatState =
  | { name: 'idle' | 'connecting' }
  | { name: 'live'; url: string }
  | { name: 'waiting'; attempt: number; retryInMs: number }
  | { name: 'closed'; reason: ClosedReason }

/**
 * A member's connection to the chat, kept alive over restarts, failures and expiring tokens. Streams go on where they
 * stopped, messages are repeated until they are stored (docs/protocol.md).
 */
export class ChatClient {
  readonly #options: ChatClientOptions
  readonly #urls: readonly string[]
  readonly #limits: ClientLimits
  readonly #outbox: Outbox
  readonly #subscriptions = new Map<number, Subscription>()
  readonly #listeners = new Set<(state: ChatState) => void>()
  readonly #closing = new Set<Promise<void>>()
  #state: State
  #public: ChatState = { name: 'idle' }
  #timer: ReturnType<typeof setTimeout> | undefined
  #token: Promise<string> | undefined
  #connection: Connection | undefined
  #refresher: Refresher | undefined
  #member: OperationResult<'connect'> | undefined

  constructor(options: ChatClientOptions) {
    this.#options = options
    this.#urls = typeof options.url === 'string' ? [options.url] : [...options.url]
    if (this.#urls.length === 0 || !this.#urls.every(isWebSocketUrl)) {
      throw new TypeError('url must be one or more ws: or wss: addresses')
    }
    this.#limits = { ...clientLimits, ...options.limits }
    this.#outbox = new Outbox(this.#limits)
    // Clients spread over the nodes from the start.
    this.#state = start(Math.floor(Math.random() * this.#urls.length))
  }

  get state(): ChatState {
    return this.#public
  }

  /** Who the token speaks for; undefined before the first connection. */
  get memberId(): number | undefined {
    return this.#member?.memberId
  }

  /** Starts, or stops waiting and tries again now. Returns at once; `onState` tells the rest. */
  connect(): void {
    if (this.#state.name === 'closed') throw new ChatError('CLOSED', 'A client that was closed stays closed')
    this.#dispatch({ type: 'connect' })
  }

  /** Ends everything. What waits is rejected CLOSED. */
  async close(): Promise<void> {
    this.#dispatch({ type: 'close' })
    await Promise.all(this.#closing)
  }

  /** Calls `listener` at each change of state until the returned function is called. */
  onState(listener: (state: ChatState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Listens to a room. Resolves once the stream has begun, however long the way there; rejects when the server refuses
   * for good (NOT_A_MEMBER …), the client closes, or the room is joined already.
   */
  async join(roomId: number, options: JoinOptions): Promise<Room> {
    if (this.#state.name === 'closed') throw closedError(this.#state.reason)
    if (this.#subscriptions.has(roomId)) {
      throw new ChatError('ALREADY_JOINED', `Room ${roomId} is joined already`)
    }
    const subscription = new Subscription(roomId, options, {
      limits: this.#limits,
      log: (message, fields) => this.#log(message, fields),
      onOver: () => this.#subscriptions.delete(roomId),
    })
    this.#subscriptions.set(roomId, subscription)
    if (this.#state.name === 'live') subscription.resume(this.#connection!)
    await subscription.begun
    return new Room(subscription, this.#outbox)
  }

  #dispatch(event: Event): void {
    const before = this.#state
    const after = next(before, event)
    this.#state = after
    if (after.name === before.name) return
    clearTimeout(this.#timer)
    const isConnected = after.name === 'opening' || after.name === 'live'
    if (!isConnected) this.#disconnect()
    this.#enter(after)
  }

  #enter(state: State): void {
    const { connectTimeoutMs, settleMs, backoffBaseMs, backoffCapMs } = this.#limits
    switch (state.name) {
      case 'idle':
        return
      case 'asking':
        this.#wait(connectTimeoutMs)
        void this.#ask(state)
        return this.#announce({ name: 'connecting' })
      case 'opening':
        return this.#wait(connectTimeoutMs)
      case 'live':
        this.#wait(settleMs)
        for (const subscription of this.#subscriptions.values()) subscription.resume(this.#connection!)
        this.#outbox.resume(this.#connection!)
        return this.#announce({ name: 'live', url: this.#urlOf(state.node) })
      case 'waiting': {
        const { attempt, notBeforeMs } = state
        const retryInMs = notBeforeMs + backoff(attempt, { baseMs: backoffBaseMs, capMs: backoffCapMs })
        this.#wait(retryInMs)
        return this.#announce({ name: 'waiting', attempt, retryInMs })
      }
      case 'closed': {
        const error = closedError(state.reason)
        this.#outbox.close(error)
        for (const subscription of this.#subscriptions.values()) subscription.close(error)
        this.#subscriptions.clear()
        return this.#announce({ name: 'closed', reason: state.reason })
      }
    }
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#dispatch({ type: 'elapsed' }), ms)
  }

  async #ask(asking: State & { name: 'asking' }): Promise<void> {
    try {
      const token = await this.#newToken(asking.fresh)
      if (this.#state !== asking) return
      this.#dispatch({ type: 'tokenReady' })
      this.#open(asking.node, token)
    } catch (error) {
      if (this.#state !== asking) return
      this.#log('no token', { attempt: asking.attempt })
      if (error instanceof SignInNeeded) {
        return this.#dispatch({ type: 'ended', reason: { code: error.code, message: error.message } })
      }
      this.#dispatch({ type: 'lost', needsFreshToken: false, retryAfterMs: 0 })
    }
  }

  /** One question for a token at a time: refresh tokens that work once do not stand two. */
  #newToken(fresh: boolean): Promise<string> {
    this.#token ??= Promise.resolve()
      .then(() => this.#options.token({ fresh }))
      .finally(() => (this.#token = undefined))
    return this.#token
  }

  #open(node: number, token: string): void {
    const isCurrent = () => this.#connection === connection
    const connection = new Connection({
      url: this.#urlOf(node),
      limits: this.#limits,
      log: (message, fields) => this.#log(message, fields),
      onOpen: () =>
        connection.request('connect', { token }, (outcome) => {
          if (isCurrent()) this.#signedIn(connection, outcome)
        }),
      onPush: (push: Push) => this.#subscriptions.get(push.roomId)?.take(push),
      onClosed: (code, reason) => {
        if (!isCurrent()) return
        this.#log('connection lost', { code, reason })
        this.#dispatch(eventOfClose(code, reason))
      },
    })
    this.#connection = connection
  }

  #signedIn(connection: Connection, outcome: Outcome<'connect'>): void {
    if (outcome.kind === 'lost') return
    if (outcome.kind === 'refused') return this.#dispatch(eventOfRefusal(outcome.error))
    const member = outcome.value
    if (this.#member && this.#member.memberId !== member.memberId) {
      const message = 'The new token belongs to another member; that takes another client'
      return this.#dispatch({ type: 'ended', reason: { code: 'MEMBER_CHANGED', message } })
    }
    this.#member = member
    this.#refresher = new Refresher({
      limits: this.#limits,
      token: () => this.#newToken(true),
      send: (token, done) => connection.request('refresh', { token }, done),
      log: (message, fields) => this.#log(message, fields),
    })
    this.#refresher.plan(member.expiresAt)
    this.#dispatch({ type: 'signedIn' })
  }

  #disconnect(): void {
    this.#refresher?.stop()
    this.#outbox.suspend()
    for (const subscription of this.#subscriptions.values()) subscription.suspend()
    const connection = this.#connection
    this.#connection = undefined
    if (!connection) return
    const closed = connection.close()
    this.#closing.add(closed)
    void closed.finally(() => this.#closing.delete(closed))
  }

  #announce(state: ChatState): void {
    this.#public = state
    for (const listener of this.#listeners) {
      // A listener that closed the client has told the others already.
      if (this.#public === state) call(listener, state)
    }
  }

  #urlOf(node: number): string {
    return this.#urls[node % this.#urls.length]!
  }

  #log(message: string, fields: Record<string, unknown>): void {
    this.#options.log?.(message, fields)
  }
}

function isWebSocketUrl(url: string): boolean {
  return URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol)
}

function closedError({ code, message }: ClosedReason): ChatError {
  return new ChatError('CLOSED', code === 'CLOSED' ? message : `${message} (${code})`)
}
