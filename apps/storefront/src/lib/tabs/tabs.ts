import { canShare, type ConnectionState, type Signal } from './channel.ts'

/** Without a sign of life of the leader for so long a visible tab takes over: systems suspend tabs in the background. */
const SILENCE_MS = 5_000

/** How the tab that has the connection works for all tabs. */
export interface Leader<Request> {
  handle(request: Request): void
  close(): Promise<void>
}

/** What `Tabs` itself tells. `leading`: another tab has the connection now, and has to be asked again what this one wants. */
export type TabNews = { kind: 'state'; state: ConnectionState } | { kind: 'leading' }

interface TabsOptions<Request, News> {
  /** Of the member and the purpose, see `channelOf`. */
  channel: string
  /** Loads what the leader needs; the result opens the connection. `tell` reaches all tabs, also this one. */
  load: () => Promise<(tell: (news: News) => void) => Leader<Request>>
  /** Told what the leader tells. */
  onNews: (news: News) => void
}

/**
 * The tabs of one member in a browser: one of them, the leader, has the connection. A Web Lock elects it, and passes on when its
 * tab closes or crashes; signals go over a BroadcastChannel. Without either, as on a page that is not served over HTTPS, each tab
 * has a connection of its own.
 */
export class Tabs<Request, News> {
  readonly #options: TabsOptions<Request, News | TabNews>
  readonly #ended = new AbortController()
  readonly #channel: BroadcastChannel | undefined
  #leader: Leader<Request> | undefined
  /** Ends the leadership of this tab. */
  #resign: (() => void) | undefined
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(options: TabsOptions<Request, News | TabNews>) {
    this.#options = options
    if (!canShare()) {
      void this.#lead()
      return
    }
    this.#channel = new BroadcastChannel(options.channel)
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Signal<Request, News | TabNews>>) =>
      this.#receive(data),
    )
    this.#stand()
  }

  /** Asks the leader, whichever tab that is. `isAnswered`: it answers at once if it is there. */
  ask(request: Request, { isAnswered = false } = {}): void {
    if (this.#resign) return this.#leader?.handle(request)
    this.#post({ to: 'leader', request })
    if (isAnswered) this.#expectLife()
  }

  /** Asks this tab, if it is the leader. */
  askOwn(request: Request): void {
    this.#leader?.handle(request)
  }

  close(): void {
    clearTimeout(this.#silence)
    this.#ended.abort()
    this.#resign?.()
    this.#channel?.close()
  }

  #receive(signal: Signal<Request, News | TabNews>): void {
    if (this.#ended.signal.aborted) return
    if (signal.to === 'end') {
      this.#options.onNews({ kind: 'state', state: 'signedOut' })
      return this.close()
    }
    if (signal.to === 'leader') {
      // Before the connection is there, this is a sign of life.
      if (this.#resign && !this.#leader) this.#tell({ kind: 'state', state: 'connecting' })
      return this.#leader?.handle(signal.request)
    }
    clearTimeout(this.#silence)
    this.#options.onNews(signal.news)
  }

  #tell(news: News | TabNews): void {
    this.#options.onNews(news)
    if (!this.#ended.signal.aborted) this.#post({ to: 'all', news })
  }

  #post(signal: Signal<Request, News | TabNews>): void {
    this.#channel?.postMessage(signal)
  }

  /** Waits for the lock, and leads from then on. */
  #stand(options: LockOptions = { signal: this.#ended.signal }): void {
    navigator.locks
      .request(this.#options.channel, options, () => this.#lead())
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
      const lead = await this.#options.load()
      if (this.#ended.signal.aborted) return
      this.#leader = lead((news) => this.#tell(news))
      this.#tell({ kind: 'leading' })
      await resigned
    } catch {
      // The script did not arrive, as after a new deployment.
      this.#tell({ kind: 'state', state: 'ended' })
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
