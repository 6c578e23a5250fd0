import { refuse } from './errors.ts'

/** Lets `burst` through at once and `perSecond` on average. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #at = performance.now()

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
  }

  /** Throws RATE_LIMITED with the time until the next one fits. */
  spend(): void {
    const now = performance.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1_000) * this.#perSecond)
    this.#at = now
    if (this.#tokens < 1) {
      const retryAfterMs = Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1_000)
      throw refuse('RATE_LIMITED', `At most ${this.#perSecond} per second`, { retryAfterMs })
    }
    this.#tokens -= 1
  }
}
