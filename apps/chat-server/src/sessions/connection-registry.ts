import { TokenBucket } from '../token-bucket.ts'

/** One connection of a member, and what all of the member's connections to this process share. */
export interface RegisteredConnection {
  readonly id: number
  readonly sends: TokenBucket
  readonly typing: TokenBucket
  /** The member opened more connections than allowed and this is the oldest. */
  replace(): void
}

interface Presence {
  sends: TokenBucket
  typing: TokenBucket
  /** Oldest first. */
  connections: Set<RegisteredConnection>
}

interface MemberLimits {
  connections: number
  sendsPerSecond: number
  sendsBurst: number
  typingPerSecond: number
  typingBurst: number
}

/** The members connected to this process. */
export class ConnectionRegistry {
  readonly #present = new Map<number, Presence>()
  readonly #limits: MemberLimits

  constructor(limits: MemberLimits) {
    this.#limits = limits
  }

  /** Registers a connection; beyond the limit the member's oldest is replaced. */
  register(memberId: number, replace: () => void): RegisteredConnection {
    let presence = this.#present.get(memberId)
    if (!presence) {
      const { sendsPerSecond, sendsBurst, typingPerSecond, typingBurst } = this.#limits
      presence = {
        sends: new TokenBucket(sendsPerSecond, sendsBurst),
        typing: new TokenBucket(typingPerSecond, typingBurst),
        connections: new Set(),
      }
      this.#present.set(memberId, presence)
    }
    const { sends, typing } = presence
    const member = { id: memberId, sends, typing, replace }
    presence.connections.add(member)
    if (presence.connections.size > this.#limits.connections) {
      const [oldest] = presence.connections
      presence.connections.delete(oldest!)
      oldest!.replace()
    }
    return member
  }

  unregister(connection: RegisteredConnection): void {
    this.#present.get(connection.id)?.connections.delete(connection)
  }

  /** Forgets who has gone and may send a burst again; until then coming back does not help. Called about every second. */
  sweep(): void {
    for (const [id, { connections, sends, typing }] of this.#present) {
      if (connections.size === 0 && sends.isFull && typing.isFull) this.#present.delete(id)
    }
  }
}
