import { createHash } from 'node:crypto'
import type { Entry, KeptAnswer } from '../payments/ledger-entry.ts'
import { Refusal } from '../payments/toss-error.ts'

/** Toss Payments remembers an idempotency key for 15 days. */
const VALID_MS = 15 * 24 * 60 * 60 * 1000
const MAX_KEY_LENGTH = 300

/** What requests with an idempotency key were answered, and which are under way. */
export class Answers {
  readonly #kept = new Map<string, KeptAnswer>()
  readonly #underWay = new Set<string>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  replay(entry: Entry): void {
    if ('answer' in entry && entry.answer) this.keep(entry.answer)
  }

  keep(answer: KeptAnswer): void {
    this.#kept.set(answer.scope, answer)
  }

  /**
   * The answer of the first request with this key, or undefined when this is the first one; then `end` must be called
   * when it is over. The body plays no part. Throws the refusals of keys.
   */
  begin(scope: string): KeptAnswer | undefined {
    const kept = this.#kept.get(scope)
    if (kept && this.#now() < kept.at + VALID_MS) return kept
    if (this.#underWay.has(scope)) throw new Refusal('IDEMPOTENT_REQUEST_PROCESSING')
    this.#underWay.add(scope)
    return undefined
  }

  end(scope: string): void {
    this.#underWay.delete(scope)
  }
}

/** Toss Payments tells requests apart by idempotency key, API key, method and address. */
export function scopeOf(request: {
  key: string
  authorization: string
  method: string
  path: string
}): string {
  if (request.key.length > MAX_KEY_LENGTH) throw new Refusal('INVALID_IDEMPOTENCY_KEY')
  const { key, authorization, method, path } = request
  return createHash('sha256')
    .update(JSON.stringify([key, authorization, method, path]))
    .digest('base64url')
}
