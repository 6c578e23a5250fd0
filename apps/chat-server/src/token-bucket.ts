import { problem } from './problems.ts'

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

  /** Takes one and answers 0, or answers the milliseconds until there is one. */
  take(): number {
    this.#fill()
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1_000)
    this.#tokens -= 1
    return 0
  }

  /** Throws RATE_LIMITED with the time until the next one fits. */
  spend(): void {
    const retryAfterMs = this.take()
    if (retryAfterMs > 0)
      throw problem('RATE_LIMITED', { detail: 'atMost', perSecond: this.#perSecond, retryAfterMs })
  }

  get isFull(): boolean {
    this.#fill()
    return this.#tokens >= this.#burst
  }

  #fill(): void {
    const now = performance.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1_000) * this.#perSecond)
    this.#at = now
  }
}
