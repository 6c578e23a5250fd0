import type { Identity } from '@munova/auth'
import type { Hub } from '../delivery/hub.ts'
import type { Subscription } from '../delivery/room/subscription.ts'
import { problem } from '../problems.ts'
import type { RegisteredConnection } from './connection-registry.ts'

/**
 * One signed-in member on one connection, whatever the transport: who it is and until when, and which rooms it listens
 * to. Identity comes from the token alone.
 */
export class Session {
  readonly #hub: Hub
  readonly #member: RegisteredConnection
  readonly #maxSubscriptions: number
  readonly #subscriptions = new Map<number, Subscription | 'opening'>()
  #name: string
  #expiresAt: number
  #turn: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(options: {
    identity: Identity
    hub: Hub
    member: RegisteredConnection
    maxSubscriptions: number
  }) {
    this.#hub = options.hub
    this.#member = options.member
    this.#maxSubscriptions = options.maxSubscriptions
    this.#name = options.identity.name
    this.#expiresAt = options.identity.expiresAt
  }

  get memberId(): number {
    return this.#member.id
  }

  /** Epoch milliseconds. */
  get expiresAt(): number {
    return this.#expiresAt
  }

  get subscriptions(): Iterable<Subscription> {
    return [...this.#subscriptions.values()].filter((subscription) => subscription !== 'opening')
  }

  /** A new token of the same member keeps the connection alive. */
  refresh(identity: Identity): void {
    if (identity.memberId !== this.memberId) {
      throw problem('UNAUTHENTICATED', { detail: 'otherMember' })
    }
    this.#name = identity.name
    this.#expiresAt = identity.expiresAt
  }

  /** Counts a message against what its member may send, over all of the member's connections here. */
  spendSend(): void {
    this.#member.sends.spend()
  }

  /** The member as one who types in a room; throws NOT_SUBSCRIBED unless this connection listens to it. */
  typist(roomId: number) {
    this.#subscription(roomId)
    return { roomId, memberId: this.memberId, name: this.#name, quota: this.#member.typing }
  }

  /**
   * Runs what reads stretches of the log, one after the other: each is answered before the next is read, so that a
   * connection cannot have many of them in memory.
   */
  run<T>(read: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => {
      if (this.#closed) throw problem('UNAVAILABLE', { detail: 'connectionClosed' })
      return read()
    })
    this.#turn = mine.catch(() => {})
    return mine
  }

  /** Takes the place of a subscription before anything is awaited, so that two requests cannot both get it. */
  reserve(roomId: number): void {
    if (this.#subscriptions.has(roomId)) throw problem('ALREADY_SUBSCRIBED')
    if (this.#subscriptions.size >= this.#maxSubscriptions) throw problem('TOO_MANY_SUBSCRIPTIONS')
    this.#subscriptions.set(roomId, 'opening')
  }

  release(roomId: number): void {
    this.#subscriptions.delete(roomId)
  }

  add(subscription: Subscription): void {
    // The connection may have gone while the subscription was opened.
    if (this.#closed) this.#hub.unsubscribe(subscription)
    else this.#subscriptions.set(subscription.roomId, subscription)
  }

  unsubscribe(roomId: number): void {
    const subscription = this.#subscription(roomId)
    this.#subscriptions.delete(roomId)
    this.#hub.unsubscribe(subscription)
  }

  /** The server ended the subscription itself. */
  ended(roomId: number): void {
    this.#subscriptions.delete(roomId)
    this.#hub.releaseRoom(roomId)
  }

  close(): void {
    this.#closed = true
    for (const subscription of this.subscriptions) this.#hub.unsubscribe(subscription)
    this.#subscriptions.clear()
  }

  #subscription(roomId: number): Subscription {
    const subscription = this.#subscriptions.get(roomId)
    if (subscription === undefined || subscription === 'opening') throw problem('NOT_SUBSCRIBED')
    return subscription
  }
}
