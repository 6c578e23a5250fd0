import type { CryptoKey } from 'jose'
import type { Identity } from './tokens.ts'

interface CachedToken {
  identity: Identity
  /** The key that verified the signature. A new key may have the same id, and proves nothing about this token. */
  key: CryptoKey
}

/**
 * Accepted tokens by their full text, so that a signature is checked once and not with each request. Rejected tokens are
 * not cached.
 */
export class TokenCache {
  readonly #limit: number
  readonly #leewayMs: number
  readonly #tokens = new Map<string, CachedToken>()

  constructor(options: { limit: number; leewaySeconds: number }) {
    this.#limit = options.limit
    this.#leewayMs = options.leewaySeconds * 1_000
  }

  get size(): number {
    return this.#tokens.size
  }

  /** Undefined too for a token that has expired or was verified with another key: verify it as a new one. */
  find(token: string, key: CryptoKey): Identity | undefined {
    const cached = this.#tokens.get(token)
    if (!cached) return undefined
    if (cached.key === key && Date.now() < cached.identity.expiresAt + this.#leewayMs) {
      return cached.identity
    }
    this.#tokens.delete(token)
    return undefined
  }

  /** Evicts the oldest tokens when the cache is full: all have the same lifetime, so these expire first. */
  add(token: string, { identity, key }: CachedToken): void {
    if (this.#limit === 0) return
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size < this.#limit) break
      this.#tokens.delete(oldest)
    }
    // A copy of the text: a substring of a request's header keeps the whole header in memory.
    this.#tokens.set(Buffer.from(token).toString(), { key, identity: Object.freeze(identity) })
  }
}
