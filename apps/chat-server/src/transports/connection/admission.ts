import type { Socket } from 'node:net'
import type { ChatErrorCode } from '@munova/chat-contract'
import { countedAddress, type Metrics } from '@munova/service'

/** A rejected client is asked to come back after so long; … */
const RETRY_AFTER_MS = 5_000
/** … and one of a crowd behind one address after so long or up to RETRY_AFTER_MS, so that it does not return as a crowd. */
const CROWD_RETRY_AFTER_MS = 500

export interface Rejection {
  code: Extract<ChatErrorCode, 'UNAVAILABLE' | 'OVERLOADED'>
  retryAfterMs: number
}

/**
 * Decides whether the process opens one more connection: `maxConnections` at most, of one client address at most
 * `maxUnauthenticated` that have not signed in yet, and none once it drains.
 */
export class Admission {
  readonly #options: { maxConnections: number; maxUnauthenticated: number; connections: () => number }
  readonly #rejectedByAddress
  /** Handshakes that were admitted and whose token is still being verified; each may become a connection. */
  readonly #handshakes = new Set<object>()
  /** How many connections of each address have not signed in. */
  readonly #unauthenticated = new Map<string, number>()
  #isDraining = false

  /** `connections` counts the open ones. */
  constructor(options: {
    maxConnections: number
    maxUnauthenticated: number
    connections: () => number
    metrics: Metrics
  }) {
    this.#options = options
    const { metrics } = options
    this.#rejectedByAddress = metrics.counter(
      'unauthenticated_rejected_total',
      'Handshakes rejected because too many connections of the address had not signed in',
    )
    metrics.gauge('unauthenticated_connections', 'Connections and handshakes that have not signed in', {
      value: () => this.#unauthenticated.values().reduce((sum, count) => sum + count, 0),
    })
  }

  /** Why no connection can be opened for a client now; undefined when one can, as far as is known without its address. */
  rejection(address: string | undefined): Rejection | undefined {
    const { maxConnections, maxUnauthenticated, connections } = this.#options
    if (this.#isDraining) return { code: 'UNAVAILABLE', retryAfterMs: RETRY_AFTER_MS }
    if (connections() + this.#handshakes.size >= maxConnections)
      return { code: 'OVERLOADED', retryAfterMs: RETRY_AFTER_MS }
    const counted = address === undefined ? 0 : this.#unauthenticated.get(countedAddress(address))
    if ((counted ?? 0) < maxUnauthenticated) return undefined
    this.#rejectedByAddress.inc()
    const spread = Math.random() * (RETRY_AFTER_MS - CROWD_RETRY_AFTER_MS)
    return { code: 'OVERLOADED', retryAfterMs: Math.ceil(CROWD_RETRY_AFTER_MS + spread) }
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  /** Counts a handshake as a connection until `endHandshake`, which may be called more than once. */
  beginHandshake(handshake: object): void {
    this.#handshakes.add(handshake)
  }

  endHandshake(handshake: object): void {
    this.#handshakes.delete(handshake)
  }

  /**
   * Counts a connection as one that has not signed in, until its socket closes or the returned function is called, which may
   * happen more than once.
   */
  countUnauthenticated(client: string, socket: Socket): () => void {
    const address = countedAddress(client)
    const counts = this.#unauthenticated
    counts.set(address, (counts.get(address) ?? 0) + 1)
    let isCounted = true
    const release = () => {
      if (!isCounted) return
      isCounted = false
      socket.off('close', release)
      const count = counts.get(address)! - 1
      if (count > 0) counts.set(address, count)
      else counts.delete(address)
    }
    socket.once('close', release)
    return release
  }

  /** From now on every connection is rejected. */
  drain(): void {
    this.#isDraining = true
  }
}
