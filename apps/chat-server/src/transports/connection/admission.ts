import type { ChatErrorCode } from '@munova/chat-contract'

/** A rejected client is asked to come back after so long. */
export const RETRY_AFTER_MS = 5_000

/** Decides whether the process opens one more connection: MAX_CONNECTIONS at most, and none once it drains. */
export class Admission {
  readonly #maxConnections: number
  readonly #connections: () => number
  /** Handshakes that were admitted and whose token is still being verified; each may become a connection. */
  readonly #handshakes = new Set<object>()
  #isDraining = false

  /** `connections` counts the open ones. */
  constructor(options: { maxConnections: number; connections: () => number }) {
    this.#maxConnections = options.maxConnections
    this.#connections = options.connections
  }

  /** Why no connection can be opened now; undefined when one can. */
  rejection(): Extract<ChatErrorCode, 'UNAVAILABLE' | 'OVERLOADED'> | undefined {
    if (this.#isDraining) return 'UNAVAILABLE'
    return this.#connections() + this.#handshakes.size >= this.#maxConnections ? 'OVERLOADED' : undefined
  }

  /** Counts a handshake as a connection until `endHandshake`, which may be called more than once. */
  beginHandshake(handshake: object): void {
    this.#handshakes.add(handshake)
  }

  endHandshake(handshake: object): void {
    this.#handshakes.delete(handshake)
  }

  /** From now on every connection is rejected. */
  drain(): void {
    this.#isDraining = true
  }
}
