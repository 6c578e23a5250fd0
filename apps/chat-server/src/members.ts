import { TokenBucket } from './token-bucket.ts'

/** A live connection as the registry of members sees it. */
export interface LiveConnection {
  /** The member opened more connections than allowed and this is the oldest. */
  replace(): void
}

/** A member with at least one connection to this process: what their connections share. */
export class Member {
  readonly id: number
  readonly sends: TokenBucket
  /** Oldest first. */
  readonly connections = new Set<LiveConnection>()

  constructor(id: number, sends: TokenBucket) {
    this.id = id
    this.sends = sends
  }
}

/** The members connected to this process. */
export class Members {
  readonly #members = new Map<number, Member>()
  readonly #limits: { connections: number; sendsPerSecond: number; sendsBurst: number }

  constructor(limits: { connections: number; sendsPerSecond: number; sendsBurst: number }) {
    this.#limits = limits
  }

  /** Registers a connection; beyond the limit the member's oldest is replaced. */
  enter(memberId: number, connection: LiveConnection): Member {
    let member = this.#members.get(memberId)
    if (!member) {
      member = new Member(memberId, new TokenBucket(this.#limits.sendsPerSecond, this.#limits.sendsBurst))
      this.#members.set(memberId, member)
    }
    member.connections.add(connection)
    if (member.connections.size > this.#limits.connections) {
      const [oldest] = member.connections
      member.connections.delete(oldest!)
      oldest!.replace()
    }
    return member
  }

  leave(member: Member, connection: LiveConnection): void {
    member.connections.delete(connection)
    if (member.connections.size === 0) this.#members.delete(member.id)
  }
}
