import type { Identity, MemberAccess } from '@munova/auth'
import type { CloseName } from '@munova/chat-contract'
import { TokenBucket } from '../token-bucket.ts'

/** A connection of a member, with the quotas that all connections of the member to this process share. */
export interface RegisteredConnection {
  readonly memberId: number
  /** Of the access token; the name is renewed when the member changes it. */
  generation: number
  name: string
  readonly typingQuota: TokenBucket
  /** Throws RATE_LIMITED. */
  spendSend(): void
  close(name: CloseName): void
}

interface MemberConnections {
  sendQuota: TokenBucket
  typingQuota: TokenBucket
  /** Oldest first. */
  connections: Set<RegisteredConnection>
}

export interface MemberLimits {
  connections: number
  sendsPerSecond: number
  sendsBurst: number
  typingPerSecond: number
  typingBurst: number
}

const closeNames: Readonly<Record<MemberAccess['status'], CloseName>> = {
  ACTIVE: 'SIGNED_OUT',
  SUSPENDED: 'ACCOUNT_SUSPENDED',
  WITHDRAWN: 'ACCOUNT_CLOSED',
}

/** The connections of each member to this process. */
export class ConnectionRegistry {
  readonly #byMember = new Map<number, MemberConnections>()
  readonly #limits: MemberLimits
  readonly #onSend: (memberId: number) => void

  /** `onSend` is told of each message that a member sends here. */
  constructor(limits: MemberLimits, onSend: (memberId: number) => void) {
    this.#limits = limits
    this.#onSend = onSend
  }

  /** Above the limit of connections the member's oldest one is replaced. */
  register(
    { memberId, generation, name }: Pick<Identity, 'memberId' | 'generation' | 'name'>,
    close: (name: CloseName) => void,
  ): RegisteredConnection {
    const { typingQuota, connections } = this.#connectionsOf(memberId)
    const spendSend = () => this.spendSend(memberId)
    const connection = { memberId, generation, name, typingQuota, spendSend, close }
    connections.add(connection)
    if (connections.size > this.#limits.connections) {
      const [oldest] = connections
      if (oldest) {
        connections.delete(oldest)
        oldest.close('REPLACED')
      }
    }
    return connection
  }

  /** Takes a message from the quota of a member, who need not have a connection. Throws RATE_LIMITED. */
  spendSend(memberId: number): void {
    this.#connectionsOf(memberId).sendQuota.spend()
    this.#onSend(memberId)
  }

  /** Closes the connections of the member whose tokens are void. */
  closeRevoked({ id, status, generation }: MemberAccess): void {
    const name = closeNames[status]
    for (const connection of this.#byMember.get(id)?.connections ?? []) {
      if (status !== 'ACTIVE' || connection.generation < generation) connection.close(name)
    }
  }

  /** Takes from the quota of a member who is known here what they have sent on another node. */
  debitSends(memberId: number, messages: number): void {
    this.#byMember.get(memberId)?.sendQuota.debit(messages)
  }

  rename(memberId: number, name: string): void {
    for (const connection of this.#byMember.get(memberId)?.connections ?? []) connection.name = name
  }

  unregister(connection: RegisteredConnection): void {
    this.#byMember.get(connection.memberId)?.connections.delete(connection)
  }

  /**
   * Evicts members without a connection once their quotas are full again; until then reconnecting does not give a new
   * burst. Called about every second.
   */
  sweep(): void {
    for (const [memberId, { connections, sendQuota, typingQuota }] of this.#byMember) {
      if (connections.size === 0 && sendQuota.isFull && typingQuota.isFull) this.#byMember.delete(memberId)
    }
  }

  #connectionsOf(memberId: number): MemberConnections {
    const known = this.#byMember.get(memberId)
    if (known) return known
    const { sendsPerSecond, sendsBurst, typingPerSecond, typingBurst } = this.#limits
    const added = {
      sendQuota: new TokenBucket(sendsPerSecond, sendsBurst),
      typingQuota: new TokenBucket(typingPerSecond, typingBurst),
      connections: new Set<RegisteredConnection>(),
    }
    this.#byMember.set(memberId, added)
    return added
  }
}
