import { createHash } from 'node:crypto'
import type { Entry, StoredResponse } from '../payments/ledger-entry.ts'
import { TossError } from '../payments/toss-error.ts'

/** Toss Payments keeps an idempotency key for 15 days. */
const VALID_MS = 15 * 24 * 60 * 60 * 1000
const MAX_KEY_LENGTH = 300

/** Responses by idempotency key, and the keys of requests in progress. */
export class IdempotencyStore {
  readonly #responses = new Map<string, StoredResponse>()
  readonly #inProgress = new Set<string>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  replay(entry: Entry): void {
    if ('response' in entry && entry.response) this.store(entry.response)
  }

  store(response: StoredResponse): void {
    this.#responses.set(response.scope, response)
  }

  /**
   * The stored response for this key; undefined for the first request, after which `end` must be called. The body is not
   * compared. Throws IDEMPOTENT_REQUEST_PROCESSING while the first request is in progress.
   */
  begin(scope: string): StoredResponse | undefined {
    const stored = this.#responses.get(scope)
    if (stored && this.#now() < stored.at + VALID_MS) return stored
    if (this.#inProgress.has(scope)) throw new TossError('IDEMPOTENT_REQUEST_PROCESSING')
    this.#inProgress.add(scope)
    return undefined
  }

  end(scope: string): void {
    this.#inProgress.delete(scope)
  }
}

/** Requests are the same for Toss Payments when idempotency key, API key, method and path are. */
export function scopeOf(request: {
  key: string
  authorization: string
  method: string
  path: string
}): string {
  if (request.key.length > MAX_KEY_LENGTH) throw new TossError('INVALID_IDEMPOTENCY_KEY')
  const { key, authorization, method, path } = request
  return createHash('sha256')
    .update(JSON.stringify([key, authorization, method, path]))
    .digest('base64url')
}
