import type { OperationResult } from '@munova/chat-contract'
import { backoff } from './backoff.ts'
import { listenToBrowser } from './browser-events.ts'
import { notifyListener } from './notify-listener.ts'
import { Connection, type RequestResult, type ServerPush } from './connection.ts'
import { eventOfClose, eventOfRejection } from './closing-events.ts'
import { ChatError, closedError, SignInNeeded } from './errors.ts'
import { type ClientLimits, clientLimits } from './limits.ts'
import { Inbox, type InboxOptions } from './inbox.ts'
import { PendingRequests } from './pending-requests.ts'
import { TokenRefresher } from './refresher.ts'
import { Room } from './room.ts'
import { type ClosedReason, type Event, next, start, type State } from './state.ts'
import { type JoinOptions, Subscription } from './subscription.ts'
import { withTimeout } from './with-timeout.ts'

export interface ChatClientOptions {
  /** URL of chat-server (`ws://host:4100/ws`), or of several nodes. After a failure the next one is tried. */
  url: string | readonly string[]
  /**
   * Returns an access token; called before each connect and shortly before the current one expires, never concurrently.
   * `fresh`: the previous token is expired or about to expire, so a cached one must not be returned. A rejection is
   * retried later; with `SignInNeeded` the client stops.
   */
  token: (request: { fresh: boolean }) => Promise<string>
  /** Called with constant messages and fields, for debugging. Never contains tokens or message texts. */
  log?: ((message: string, fields: Record<string, unknown>) => void) | undefined
  limits?: Partial<ClientLimits> | undefined
}

/** `waiting`: pauses for `retryInMs` before attempt number `attempt`. `closed` is final. */
export type ChatState =
  | { name: 'idle' | 'connecting' }
  | { name: 'live'; url: string }
  | { name: 'waiting'; attempt: number; retryInMs: number }
  | { name: 'closed'; reason: ClosedReason }

/**
 * A member's connection to the chat, maintained across restarts, failures and expiring tokens. Streams resume where they
 * stopped, and messages are resent until they are stored (docs/protocol.md).
 */
export class ChatClient {
  readonly #options: ChatClientOptions
  readonly #urls: readonly string[]
  readonly #limits: ClientLimits
  readonly #pending: PendingRequests
  readonly #subscriptions = new Map<number, Subscription>()
  #inbox: Inbox | undefined
  readonly #listeners = new Set<(state: ChatState) => void>()
  readonly #closing = new Set<Promise<void>>()
  #state: State
  #publicState: ChatState = { name: 'idle' }
  #timer: ReturnType<typeof setTimeout> | undefined
  #token: Promise<string> | undefined
  #connection: Connection | undefined
  #refresher: TokenRefresher | undefined
  #unlisten: (() => void) | undefined
  #member: OperationResult<'connect'> | undefined

  constructor(options: ChatClientOptions) {
    this.#options = options
    this.#urls = typeof options.url === 'string' ? [options.url] : [...options.url]
    if (this.#urls.length === 0 || !this.#urls.every(isWebSocketUrl)) {
      throw new TypeError('url must be one or more ws: or wss: addresses')
    }
    this.#limits = { ...clientLimits, ...options.limits }
    this.#pending = new PendingRequests(this.#limits)
    // A random first node distributes the clients over the nodes.
    this.#state = start(Math.floor(Math.random() * this.#urls.length))
  }

  get state(): ChatState {
    return this.#publicState
  }

  /** The member of the token; undefined before the first connection. */
  get memberId(): number | undefined {
    return this.#member?.memberId
  }

  /** Connects, or retries now instead of waiting. Returns at once; `onState` reports the progress. */
  connect(): void {
    if (this.#state.name === 'closed') throw new ChatError('CLOSED', 'A client that was closed stays closed')
    this.#unlisten ??= listenToBrowser(() => this.wake())
    this.#dispatch({ type: 'connect' })
  }

  /**
   * To be called when the connection may have died unnoticed, such as after sleep: checks it at once, whatever is pending, and
   * connects at once instead of waiting. In a browser the client calls it itself, when it is online or visible again.
   */
  wake(): void {
    if (this.#state.name === 'waiting') this.#dispatch({ type: 'connect' })
    else this.#connection?.ping()
  }

  /** Closes the client. Pending requests are rejected with CLOSED. */
  async close(): Promise<void> {
    this.#dispatch({ type: 'close' })
    await Promise.all(this.#closing)
  }

  /** Calls `listener` on each change of state until the returned function is called. */
  onState(listener: (state: ChatState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Subscribes to a room. Resolves once the stream has started, however long connecting takes; rejects when the server
   * rejects it for good (NOT_A_MEMBER …), the client closes, or the room is joined already.
   */
  async join(roomId: number, options: JoinOptions): Promise<Room> {
    if (this.#state.name === 'closed') throw closedError(this.#state.reason)
    if (this.#subscriptions.has(roomId)) {
      throw new ChatError('ALREADY_JOINED', `Room ${roomId} is joined already`)
    }
    const subscription = new Subscription(roomId, options, {
      limits: this.#limits,
      log: (message, fields) => this.#log(message, fields),
      onClosed: () => this.#subscriptions.delete(roomId),
    })
    this.#subscriptions.set(roomId, subscription)
    if (this.#state.name === 'live') subscription.resume(this.#connection!)
    await subscription.started
    return new Room(subscription, this.#pending)
  }

  /**
   * Opens the member's inbox: every change in their rooms and their account, without a subscription of each room. Resolves once
   * it is open, however long connecting takes; rejects when the server rejects it for good, the client closes, or the inbox is
   * open already.
   */
  async openInbox(options: InboxOptions): Promise<Inbox> {
    if (this.#state.name === 'closed') throw closedError(this.#state.reason)
    if (this.#inbox) throw new ChatError('ALREADY_JOINED', 'The inbox is open already')
    const inbox = new Inbox(options, {
      limits: this.#limits,
      log: (message, fields) => this.#log(message, fields),
      onClosed: () => (this.#inbox = undefined),
    })
    this.#inbox = inbox
    if (this.#state.name === 'live') inbox.resume(this.#connection!)
    await inbox.started
    return inbox
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
      case 'fetchingToken':
        this.#startTimeout(connectTimeoutMs)
        void this.#fetchToken(state)
        return this.#notify({ name: 'connecting' })
      case 'opening':
        return this.#startTimeout(connectTimeoutMs)
      case 'live':
        this.#startTimeout(settleMs)
        for (const subscription of this.#subscriptions.values()) subscription.resume(this.#connection!)
        this.#inbox?.resume(this.#connection!)
        this.#pending.resume(this.#connection!)
        return this.#notify({ name: 'live', url: this.#urlOf(state.node) })
      case 'waiting': {
        const { attempt, notBeforeMs } = state
        const retryInMs = notBeforeMs + backoff(attempt, { baseMs: backoffBaseMs, capMs: backoffCapMs })
        this.#startTimeout(retryInMs)
        return this.#notify({ name: 'waiting', attempt, retryInMs })
      }
      case 'closed': {
        this.#unlisten?.()
        const error = closedError(state.reason)
        this.#pending.close(error)
        for (const subscription of this.#subscriptions.values()) subscription.close(error)
        this.#subscriptions.clear()
        this.#inbox?.end(error)
        this.#inbox = undefined
        return this.#notify({ name: 'closed', reason: state.reason })
      }
    }
  }

  #startTimeout(ms: number): void {
    this.#timer = setTimeout(() => this.#dispatch({ type: 'elapsed' }), ms)
  }

  async #fetchToken(fetching: State & { name: 'fetchingToken' }): Promise<void> {
    try {
      const token = await this.#newToken(fetching.fresh)
      if (this.#state !== fetching) return
      this.#dispatch({ type: 'tokenReady' })
      this.#open(fetching.node, token)
    } catch (error) {
      if (this.#state !== fetching) return
      this.#log('no token', { attempt: fetching.attempt })
      if (error instanceof SignInNeeded) {
        return this.#dispatch({ type: 'ended', reason: { code: error.code, message: error.message } })
      }
      this.#dispatch({ type: 'lost', needsFreshToken: false, retryAfterMs: 0 })
    }
  }

  /** Requests one token at a time, because a refresh token can be used only once; one that does not come is given up. */
  #newToken(fresh: boolean): Promise<string> {
    const request = () => Promise.resolve().then(() => this.#options.token({ fresh }))
    this.#token ??= withTimeout(request, this.#limits.connectTimeoutMs).finally(
      () => (this.#token = undefined),
    )
    return this.#token
  }

  #open(node: number, token: string): void {
    const isCurrent = () => this.#connection === connection
    const connection = new Connection({
      url: this.#urlOf(node),
      limits: this.#limits,
      log: (message, fields) => this.#log(message, fields),
      onOpen: () =>
        connection.request('connect', { token }, (result) => {
          if (isCurrent()) this.#signedIn(connection, result)
        }),
      onPush: (push) => this.#onPush(push),
      onClosed: (code, reason) => {
        if (!isCurrent()) return
        this.#log('connection lost', { code, reason })
        this.#dispatch(eventOfClose(code, reason))
      },
    })
    this.#connection = connection
  }

  #onPush(push: ServerPush): void {
    if ('roomId' in push) this.#subscriptions.get(push.roomId)?.onPush(push)
    else this.#inbox?.onPush(push)
  }

  #signedIn(connection: Connection, result: RequestResult<'connect'>): void {
    if (result.kind === 'lost') return
    if (result.kind === 'rejected') return this.#dispatch(eventOfRejection(result.error))
    const member = result.value
    if (this.#member && this.#member.memberId !== member.memberId) {
      const message = 'The new token belongs to another member, which needs a client of its own'
      return this.#dispatch({ type: 'ended', reason: { code: 'MEMBER_CHANGED', message } })
    }
    this.#member = member
    this.#refresher = new TokenRefresher({
      limits: this.#limits,
      token: () => this.#newToken(true),
      send: (token, done) => connection.request('refresh', { token }, done),
      log: (message, fields) => this.#log(message, fields),
    })
    this.#refresher.schedule(member.expiresAt)
    this.#dispatch({ type: 'signedIn' })
  }

  #disconnect(): void {
    this.#refresher?.stop()
    this.#pending.suspend()
    for (const subscription of this.#subscriptions.values()) subscription.suspend()
    this.#inbox?.suspend()
    const connection = this.#connection
    this.#connection = undefined
    if (!connection) return
    const closed = connection.close()
    this.#closing.add(closed)
    void closed.finally(() => this.#closing.delete(closed))
  }

  #notify(state: ChatState): void {
    this.#publicState = state
    for (const listener of this.#listeners) {
      // If a listener closed the client, the others have been notified of that already.
      if (this.#publicState === state) notifyListener(listener, state)
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
