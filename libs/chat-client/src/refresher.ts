import type { RequestResult } from './connection.ts'
import { SignInNeeded } from './errors.ts'
import type { ClientLimits } from './limits.ts'

export interface TokenRefresherOptions {
  limits: ClientLimits
  token: () => Promise<string>
  send: (token: string, done: (result: RequestResult<'refresh'>) => void) => void
  log: (message: string, fields: Record<string, unknown>) => void
}

/** The maximum delay of a timer, about 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** Sends a new token on a connection before the current one expires. If that fails, the server closes with 4001 at the expiry. */
export class TokenRefresher {
  readonly #options: TokenRefresherOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopped = false

  constructor(options: TokenRefresherOptions) {
    this.#options = options
  }

  /** Schedules the refresh. `expiresAt`: ISO 8601 by the server's clock; a wrong local clock only causes extra refreshes. */
  schedule(expiresAt: string): void {
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
      if (!this.#stopped) this.#options.send(token, (result) => this.#refreshed(result))
    } catch (error) {
      // The current token is still valid; the client stops when it expires.
      if (error instanceof SignInNeeded) return
      // The reason is not logged, because it may contain secrets of the application.
      this.#failed('NO_TOKEN')
    }
  }

  #refreshed(result: RequestResult<'refresh'>): void {
    if (result.kind === 'lost') return
    if (result.kind === 'rejected') return this.#failed(result.error.code)
    this.schedule(result.value.expiresAt)
  }

  #failed(code: string): void {
    this.#options.log('the token was not refreshed', { code })
    this.#wait(this.#options.limits.refreshMinMs)
  }
}
