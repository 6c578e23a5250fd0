import { createContext } from 'svelte'
import { type ChatHttpClient, chatHttpClient } from '@munova/chat-client/http'
import { UnsentMessages } from './unsent.ts'
import { channelOf, type ConnectionState } from '#lib/tabs/channel.ts'
import { Tabs } from '#lib/tabs/tabs.ts'
import { SessionToken } from '#lib/tabs/token.ts'
import type { News, Request } from './signals.ts'

/** The chat of the pages below /messages: made by their layout, found by what they show. */
export const [getLive, setLive] = createContext<Live>()

/** What a page shows of a room, told of what happens in it. */
export interface Watcher {
  /** The seq of the last entry that it has. */
  readonly after: number
  onNews(news: News): void
}

/** The live connection of a page, shared with the other tabs of the browser. Does nothing before `start`. */
export class Live {
  connection = $state<ConnectionState>('connecting')
  readonly #memberId: number
  readonly #watchers = new Map<number, Watcher>()
  readonly #listeners = new Set<(news: News) => void>()
  #unsent: UnsentMessages | undefined
  #tabs: Tabs<Request, News> | undefined
  #http: ChatHttpClient | undefined
  #tab = String(Math.random())

  constructor(memberId: number) {
    this.#memberId = memberId
  }

  /** In the browser: connects, or finds the tab that is connected. Returns what ends it. */
  start(): () => void {
    const ended = new AbortController()
    const { signal } = ended
    const token = new SessionToken(this.#memberId)
    const unsent = new UnsentMessages(this.#memberId)
    this.#unsent = unsent
    this.#tabs = new Tabs<Request, News>({
      channel: channelOf('chat', this.#memberId),
      load: async () => {
        // A strict policy forbids what zod would try to compile; to be said before its schemas are made.
        const { config } = await import('zod/v4/core')
        config({ jitless: true })
        const { lead } = await import('./leader.ts')
        return (tell) => lead({ token, unsent, tell })
      },
      onNews: (news) => this.#receive(news),
    })
    this.#http = this.#client(token)
    const look = () => {
      if (document.visibilityState === 'visible') this.#want()
    }
    const onOnline = () => this.#showConnection(this.#reported)
    document.addEventListener('visibilitychange', look, { signal })
    addEventListener('online', onOnline, { signal })
    addEventListener('offline', onOnline, { signal })
    addEventListener('storage', () => this.#onStorage(), { signal })
    this.#want()
    return () => {
      ended.abort()
      this.#tabs?.close()
      this.#tabs = undefined
    }
  }

  /** chat-server over HTTP, as this member. In the browser only. */
  get http(): ChatHttpClient {
    return this.#http!
  }

  get unsent(): UnsentMessages {
    return this.#unsent!
  }

  /** Tells `watcher` what happens in a room until the returned function is called. */
  watch(roomId: number, watcher: Watcher): () => void {
    this.#watchers.set(roomId, watcher)
    this.#want()
    return () => {
      if (this.#watchers.get(roomId) === watcher) this.#watchers.delete(roomId)
      this.#want()
    }
  }

  /** Tells what concerns no room alone. */
  listen(listener: (news: News) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** There is something new to send. */
  send(): void {
    this.#receive({ kind: 'unsent' })
    this.#tabs?.ask({ kind: 'send' })
  }

  typing(roomId: number): void {
    this.#tabs?.ask({ kind: 'typing', roomId })
  }

  /** Another tab has written a message, or sent one. Its signal may have been here before what it wrote. */
  #onStorage(): void {
    this.#receive({ kind: 'unsent' })
    this.#tabs?.askOwn({ kind: 'send' })
  }

  #reported: ConnectionState = 'connecting'

  #want(): void {
    const rooms = [...this.#watchers].map(([roomId, { after }]) => ({ roomId, after }))
    this.#tabs?.ask({ kind: 'want', tab: this.#tab, rooms }, { isAnswered: true })
  }

  #receive(news: News): void {
    if (news.kind === 'state') this.#showConnection(news.state)
    if (news.kind === 'leading') this.#want()
    for (const listener of this.#listeners) listener(news)
    if ('roomId' in news) this.#watchers.get(news.roomId)?.onNews(news)
    else for (const watcher of this.#watchers.values()) watcher.onNews(news)
  }

  #showConnection(reported: ConnectionState): void {
    this.#reported = reported
    const isFinal = reported === 'signedOut' || reported === 'ended'
    this.connection = isFinal || navigator.onLine ? reported : 'offline'
  }

  #client(token: SessionToken): ChatHttpClient {
    return chatHttpClient({
      baseUrl: `${location.origin}/chat`,
      fetch: async (request) => {
        request.headers.set('authorization', `Bearer ${await token.get()}`)
        request.headers.set('accept-language', document.documentElement.lang)
        return fetch(request)
      },
    })
  }
}
