import type { Outcome } from './connection.ts'
import { SignInNeeded } from './errors.ts'
import type { ClientLimits } from './limits.ts'

export interface RefresherOptions {
  limits: ClientLimits
  token: () => Promise<string>
  send: (token: string, done: (outcome: Outcome<'refresh'>) => void) => void
  log: (message: string, fields: Record<string, unknown>) => void
}

/** What a timer can hold, about 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** Gives one connection a new token before the old one expires. If that fails, the server closes with 4001 in the end. */
export class Refresher {
  readonly #options: RefresherOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopped = false

  constructor(options: RefresherOptions) {
    this.#options = options
  }

  /** `expiresAt`: ISO 8601, by the server's clock. A clock here that is wrong costs refreshes, not the connection. */
  plan(expiresAt: string): void {
    const { refreshBeforeMs, refreshMinMs } = this.#options.limits
    const left = Date.parse(expiresAt) - Date.now()
    this.#wait(Math.max(refreshMinMs, left - refreshBeforeMs, Math.min(left / 2, refreshBeforeMs)))
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#refresh(), Math.min(ms, MAX_TIMER_MS))
  }

  async #refresh(): Promise<void> {
    try {
      const token = await this.#options.token()
      if (!this.#stopped) this.#options.send(token, (outcome) => this.#refreshed(outcome))
    } catch (error) {
      // What is left of the old token is good; the client stops when it has expired.
      if (error instanceof SignInNeeded) return
      // The reason is not logged, it may quote secrets of the application.
      this.#failed('NO_TOKEN')
    }
  }

  #refreshed(outcome: Outcome<'refresh'>): void {
    if (outcome.kind === 'lost') return
    if (outcome.kind === 'refused') return this.#failed(outcome.error.code)
    this.plan(outcome.value.expiresAt)
  }

  #failed(code: string): void {
    this.#options.log('the token was not refreshed', { code })
    this.#wait(this.#options.limits.refreshMinMs)
  }
}
