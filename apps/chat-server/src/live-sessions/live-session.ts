import type { Identity } from '@munova/auth'
import { Mutex } from '@munova/service'
import type { Typist } from '../delivery/ephemeral/ephemeral-events.ts'
import type { Hub } from '../delivery/hub.ts'
import type { Subscription } from '../delivery/room/subscription.ts'
import type { InboxSubscription } from '../inbox/inbox-subscription.ts'
import type { Inboxes } from '../inbox/inboxes.ts'
import { problem } from '../problems.ts'
import type { RegisteredConnection } from './connection-registry.ts'

/**
 * A signed-in member on one connection, whatever its transport: the identity, which comes from the token alone, and the
 * subscriptions.
 */
export class LiveSession {
  /**
   * Message history is read one page at a time: each page is sent before the next is read, so that a connection never
   * has several of them in memory. Rejects with UNAVAILABLE once the session is closed.
   */
  readonly readMutex: Pick<Mutex, 'run'>
  readonly #hub: Hub
  readonly #inboxes: Inboxes
  readonly #connection: RegisteredConnection
  readonly #maxSubscriptions: number
  readonly #maxLifetimeMs: number
  readonly #subscriptions = new Map<number, Subscription | 'opening'>()
  #inbox: InboxSubscription | 'opening' | undefined
  #expiresAt: number
  /** When the token expires, by the monotonic clock: a step of the wall clock does not end the sessions of a node. */
  #deadline: number
  #isClosed = false

  constructor(options: {
    identity: Identity
    hub: Hub
    inboxes: Inboxes
    connection: RegisteredConnection
    maxSubscriptions: number
    /** Of a token: a wall clock that is behind does not make it valid for longer. */
    maxLifetimeMs: number
  }) {
    this.#hub = options.hub
    this.#inboxes = options.inboxes
    this.#connection = options.connection
    this.#maxSubscriptions = options.maxSubscriptions
    this.#expiresAt = options.identity.expiresAt
    this.#maxLifetimeMs = options.maxLifetimeMs
    this.#deadline = this.#deadlineOf(options.identity)
    const mutex = new Mutex()
    this.readMutex = {
      run: (read) =>
        mutex.run(() => {
          if (this.#isClosed) throw problem('UNAVAILABLE', { detail: 'connectionClosed' })
          return read()
        }),
    }
  }

  get memberId(): number {
    return this.#connection.memberId
  }

  /** Epoch milliseconds. */
  get expiresAt(): number {
    return this.#expiresAt
  }

  /** `now` of `performance.now()`. */
  hasExpired(now: number): boolean {
    return now > this.#deadline
  }

  /** Throws RATE_LIMITED when the member has sent too much, over all connections to all nodes. */
  spendSend(): void {
    this.#connection.spendSend()
  }

  /** The connection has capacity again. */
  resume(): void {
    for (const subscription of this.#openSubscriptions()) subscription.resume()
    if (typeof this.#inbox === 'object') this.#inbox.resume()
  }

  /** Extends the session by a new token of the same member. Throws UNAUTHENTICATED for another member's. */
  refresh(identity: Identity): void {
    if (identity.memberId !== this.memberId) throw problem('UNAUTHENTICATED', { detail: 'otherMember' })
    this.#connection.name = identity.name
    this.#expiresAt = identity.expiresAt
    this.#connection.generation = identity.generation
    this.#deadline = this.#deadlineOf(identity)
  }

  /** Throws NOT_SUBSCRIBED unless this connection is subscribed to the room. */
  typistIn(roomId: number): Typist {
    this.#subscription(roomId)
    return {
      roomId,
      memberId: this.memberId,
      name: this.#connection.name,
      quota: this.#connection.typingQuota,
    }
  }

  /**
   * Reserves a subscription before anything is awaited, so that two requests cannot both open it. Throws
   * ALREADY_SUBSCRIBED or TOO_MANY_SUBSCRIPTIONS.
   */
  reserve(roomId: number): void {
    if (this.#subscriptions.has(roomId)) throw problem('ALREADY_SUBSCRIBED')
    if (this.#subscriptions.size >= this.#maxSubscriptions) throw problem('TOO_MANY_SUBSCRIPTIONS')
    this.#subscriptions.set(roomId, 'opening')
  }

  /** Gives a reservation up. */
  release(roomId: number): void {
    this.#subscriptions.delete(roomId)
  }

  add(subscription: Subscription): void {
    // The connection may have closed while the subscription was opened.
    if (this.#isClosed) this.#hub.unsubscribe(subscription)
    else this.#subscriptions.set(subscription.roomId, subscription)
  }

  /** Throws NOT_SUBSCRIBED. */
  unsubscribe(roomId: number): void {
    const subscription = this.#subscription(roomId)
    this.#subscriptions.delete(roomId)
    this.#hub.unsubscribe(subscription)
  }

  /** To be called when the server has ended a subscription. */
  subscriptionEnded(roomId: number): void {
    this.#subscriptions.delete(roomId)
    this.#hub.releaseRoom(roomId)
  }

  /** As `reserve`, for the inbox. Throws ALREADY_SUBSCRIBED. */
  reserveInbox(): void {
    if (this.#inbox !== undefined) throw problem('ALREADY_SUBSCRIBED')
    this.#inbox = 'opening'
  }

  releaseInbox(): void {
    this.#inbox = undefined
  }

  addInbox(subscription: InboxSubscription): void {
    if (this.#isClosed) this.#inboxes.unsubscribe(subscription)
    else this.#inbox = subscription
  }

  /** Throws NOT_SUBSCRIBED. */
  closeInbox(): void {
    if (typeof this.#inbox !== 'object') throw problem('NOT_SUBSCRIBED')
    this.#inboxes.unsubscribe(this.#inbox)
    this.#inbox = undefined
  }

  /** To be called when the server has ended the inbox. */
  inboxEnded(): void {
    if (typeof this.#inbox === 'object') this.closeInbox()
  }

  close(): void {
    this.#isClosed = true
    for (const subscription of this.#openSubscriptions()) this.#hub.unsubscribe(subscription)
    this.#subscriptions.clear()
    if (typeof this.#inbox === 'object') this.#inboxes.unsubscribe(this.#inbox)
    this.#inbox = undefined
  }

  #openSubscriptions(): Subscription[] {
    return [...this.#subscriptions.values()].filter((subscription) => subscription !== 'opening')
  }

  #deadlineOf({ expiresAt }: Identity): number {
    return performance.now() + Math.min(expiresAt - Date.now(), this.#maxLifetimeMs)
  }

  #subscription(roomId: number): Subscription {
    const subscription = this.#subscriptions.get(roomId)
    if (subscription === undefined || subscription === 'opening') throw problem('NOT_SUBSCRIBED')
    return subscription
  }
}
