import type { CryptoKey } from 'jose'
import type { Identity } from './tokens.ts'

interface Verified {
  identity: Identity
  /** The key that the signature was checked with; another one by the same id proves nothing. */
  key: CryptoKey
}

/**
 * Tokens that were accepted, so that a signature is checked once and not with each request. They are known by all of
 * their text. What was refused is never in here.
 */
export class VerifiedTokens {
  readonly #limit: number
  readonly #leewayMs: number
  readonly #tokens = new Map<string, Verified>()

  constructor(options: { limit: number; leewaySeconds: number }) {
    this.#limit = options.limit
    this.#leewayMs = options.leewaySeconds * 1_000
  }

  get size(): number {
    return this.#tokens.size
  }

  /** Undefined, also for one that has expired or whose key is not this one any more: look at it as if it were new. */
  find(token: string, key: CryptoKey): Identity | undefined {
    const verified = this.#tokens.get(token)
    if (!verified) return undefined
    if (verified.key === key && Date.now() < verified.identity.expiresAt + this.#leewayMs) {
      return verified.identity
    }
    this.#tokens.delete(token)
    return undefined
  }

  /** The oldest goes when there is no room: tokens live equally long, so it is the first to expire. */
  add(token: string, verified: Verified): void {
    if (this.#limit === 0) return
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size < this.#limit) break
      this.#tokens.delete(oldest)
    }
    // A copy: what was cut out of a request would keep all of the request in memory.
    this.#tokens.set(Buffer.from(token).toString(), {
      ...verified,
      identity: Object.freeze(verified.identity),
    })
  }
}
