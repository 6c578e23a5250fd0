import type { Leader } from './leader.ts'
import type { UnsentMessages } from './unsent.ts'
import { channelOf, type ConnectionState, type News, type Request, type Signal } from './signals.ts'
import { SessionToken } from './token.ts'

/** Without a sign of life of the leader for so long a visible tab takes over: systems suspend tabs in the background. */
const SILENCE_MS = 5_000

/**
 * The tabs of one member in a browser: one of them, the leader, has the connection. A Web Lock elects it, and passes on when its
 * tab closes or crashes; signals go over a BroadcastChannel. Without either, as on a page that is not served over HTTPS, each tab
 * has a connection of its own.
 */
export class Tabs {
  readonly #memberId: number
  readonly #unsent: UnsentMessages
  readonly #onNews: (news: News) => void
  readonly token: SessionToken
  readonly #ended = new AbortController()
  readonly #channel: BroadcastChannel | undefined
  #leader: Leader | undefined
  /** Ends the leadership of this tab. */
  #resign: (() => void) | undefined
  #silence: ReturnType<typeof setTimeout> | undefined

  /** `onNews` is told what the leader tells; `want` has to be asked again after `leading`. */
  constructor(options: { memberId: number; unsent: UnsentMessages; onNews: (news: News) => void }) {
    this.#memberId = options.memberId
    this.#unsent = options.unsent
    this.#onNews = options.onNews
    this.token = new SessionToken(options.memberId)
    if (!navigator.locks || !globalThis.BroadcastChannel) {
      void this.#lead()
      return
    }
    this.#channel = new BroadcastChannel(channelOf(options.memberId))
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Signal>) => this.#receive(data))
    this.#stand()
  }

  /** Asks the leader, whichever tab that is. */
  ask(request: Request): void {
    if (this.#resign) return this.#leader?.handle(request)
    this.#channel?.postMessage({ to: 'leader', request } satisfies Signal)
    if (request.kind === 'want') this.#expectLife()
  }

  /** Sends what is new, if this tab has the connection. */
  sendAsLeader(): void {
    this.#leader?.handle({ kind: 'send' })
  }

  close(): void {
    clearTimeout(this.#silence)
    this.#ended.abort()
    this.#resign?.()
    this.#channel?.close()
  }

  #receive(signal: Signal): void {
    if (this.#ended.signal.aborted) return
    if (signal.to === 'end') {
      this.#onNews({ kind: 'state', state: 'signedOut' })
      return this.close()
    }
    if (signal.to === 'leader') {
      // Before the connection is there, this is a sign of life.
      if (this.#resign && !this.#leader) this.#tell({ kind: 'state', state: 'connecting' })
      return this.#leader?.handle(signal.request)
    }
    clearTimeout(this.#silence)
    this.#onNews(signal.news)
  }

  #tell(news: News): void {
    this.#onNews(news)
    if (!this.#ended.signal.aborted) this.#channel?.postMessage({ to: 'all', news } satisfies Signal)
  }

  /** Waits for the lock, and leads from then on. */
  #stand(options: LockOptions = { signal: this.#ended.signal }): void {
    navigator.locks
      .request(channelOf(this.#memberId), options, () => this.#lead())
      .catch((error: unknown) => {
        // The page has ended, or another tab has stolen the lock.
        this.#resign?.()
        const isStolen = error instanceof DOMException && error.name === 'AbortError'
        if (isStolen && !this.#ended.signal.aborted) this.#stand()
      })
  }

  /** Resolves when this tab leads no longer. */
  async #lead(): Promise<void> {
    const { promise: resigned, resolve } = Promise.withResolvers<void>()
    this.#resign = resolve
    clearTimeout(this.#silence)
    try {
      // A strict policy forbids what zod would try to compile; to be said before its schemas are made.
      const { config } = await import('zod/v4/core')
      config({ jitless: true })
      const { lead } = await import('./leader.ts')
      if (this.#ended.signal.aborted) return
      this.#leader = lead({ token: this.token, unsent: this.#unsent, tell: (news) => this.#tell(news) })
      this.#tell({ kind: 'leading' })
      await resigned
    } catch {
      // The script did not arrive, as after a new deployment.
      this.#tell({ kind: 'state', state: 'ended' satisfies ConnectionState })
      await resigned
    } finally {
      this.#resign = undefined
      await this.#leader?.close()
      this.#leader = undefined
    }
  }

  #expectLife(): void {
    clearTimeout(this.#silence)
    if (!this.#channel || document.visibilityState !== 'visible') return
    this.#silence = setTimeout(() => {
      if (!this.#resign && !this.#ended.signal.aborted) this.#stand({ steal: true })
    }, SILENCE_MS)
  }
}
