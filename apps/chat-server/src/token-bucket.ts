import { problem } from './problems.ts'

/** A rate limit: `burst` at once, `perSecond` on average. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #filledAt = performance.now()

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
  }

  /** Takes a token and returns 0, or returns the milliseconds until one is available. */
  take(): number {
    this.#refill()
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1_000)
    this.#tokens -= 1
    return 0
  }

  /** Takes a token, or throws RATE_LIMITED with the milliseconds until one is available. */
  spend(): void {
    const retryAfterMs = this.take()
    if (retryAfterMs > 0)
      throw problem('RATE_LIMITED', { detail: 'atMost', perSecond: this.#perSecond, retryAfterMs })
  }

  /** Takes what was spent elsewhere: at most as much as makes the bucket's owner wait for one burst. */
  debit(tokens: number): void {
    this.#refill()
    this.#tokens = Math.max(-this.#burst, this.#tokens - tokens)
  }

  get isFull(): boolean {
    this.#refill()
    return this.#tokens >= this.#burst
  }

  #refill(): void {
    const now = performance.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1_000) * this.#perSecond)
    this.#filledAt = now
  }
}
