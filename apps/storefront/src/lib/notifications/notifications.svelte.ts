import { createContext } from 'svelte'
import { canShare, channelOf, type ConnectionState } from '#lib/tabs/channel.ts'
import { Tabs } from '#lib/tabs/tabs.ts'
import { SessionToken } from '#lib/tabs/token.ts'
import type { News, Request } from './signals.ts'

/** The notifications of every page: made by the layout of the site. */
export const [getNotifications, setNotifications] = createContext<Notifications>()

/** The member's notifications as they come, over one stream for all tabs of the browser. Does nothing before `start`. */
export class Notifications {
  connection = $state<ConnectionState>('connecting')
  /** Undefined until the server has said it. */
  unread = $state<number>()
  #last: number | undefined
  #reported: ConnectionState = 'connecting'
  #tabs: Tabs<Request, News> | undefined
  readonly #listeners = new Set<() => void>()

  /** In the browser: connects, or finds the tab that is connected. Returns what ends it. */
  start(memberId: number): () => void {
    const ended = new AbortController()
    const { signal } = ended
    const close = () => {
      this.#tabs?.close()
      this.#tabs = undefined
    }
    const look = () => {
      if (document.visibilityState === 'visible') {
        this.#tabs ??= this.#open(memberId)
        this.#tabs.ask({ kind: 'want' }, { isAnswered: true })
      } else if (!canShare()) {
        // A browser has six connections for a site without HTTPS: hidden tabs must not take them.
        close()
      }
    }
    const onOnline = () => this.#showConnection(this.#reported)
    document.addEventListener('visibilitychange', look, { signal })
    addEventListener('online', onOnline, { signal })
    addEventListener('offline', onOnline, { signal })
    look()
    return () => {
      ended.abort()
      close()
      this.connection = 'connecting'
      this.unread = undefined
      this.#last = undefined
    }
  }

  /** Calls `listener` when notifications have come or were read, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #open(memberId: number): Tabs<Request, News> {
    const token = new SessionToken(memberId)
    return new Tabs<Request, News>({
      channel: channelOf('notifications', memberId),
      load: async () => {
        const { lead } = await import('./leader.ts')
        return (tell) => lead({ token, tell, after: this.#last })
      },
      onNews: (news) => this.#receive(news),
    })
  }

  #receive(news: News): void {
    switch (news.kind) {
      case 'state':
        return this.#showConnection(news.state)
      case 'leading':
        return this.#tabs?.ask({ kind: 'want' }, { isAnswered: true })
      case 'unread':
        this.unread = news.unread
        break
      case 'notification':
        this.#last = news.notification.id
        break
    }
    for (const listener of this.#listeners) listener()
  }

  #showConnection(reported: ConnectionState): void {
    this.#reported = reported
    const isFinal = reported === 'signedOut' || reported === 'ended'
    this.connection = isFinal || navigator.onLine ? reported : 'offline'
  }
}
