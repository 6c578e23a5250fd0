import { newMessageId } from '@munova/chat-client/message-id'
import { outcomeOf } from '@munova/http-client'
import type { ChatSchemas } from '@munova/chat-client/http'
import type { Content } from './entries.ts'
import { LogWindow } from './log-window.svelte.ts'
import type { Live } from './live.svelte.ts'
import type { UnsentMessage } from './unsent.ts'
import type { News } from './signals.ts'

/** A typist is shown for so long after the last event; others repeat it every two seconds. */
const TYPING_MS = 5_000

/** What the server rendered of a room. */
export interface Start {
  room: Pick<
    ChatSchemas['Room'],
    'id' | 'kind' | 'status' | 'title' | 'lastSeq' | 'peerReadSeq' | 'unread'
  > & {
    readSeq: number
  }
  entries: ChatSchemas['HistoryPage']['items']
  older: number | null
}

/** A message of this member that is not in the log yet, as it is shown. */
export type Outgoing = UnsentMessage & { isSent: boolean }

/** One room on the page: its log, what the member is sending, who types, and how far both sides have read. */
export class Conversation {
  readonly roomId: number
  readonly log: LogWindow
  outgoing = $state.raw<readonly Outgoing[]>([])
  typists = $state.raw<readonly { id: number; name: string }[]>([])
  peerReadSeq = $state(0)
  status = $state<ChatSchemas['Room']['status']>('OPEN')
  title = $state('')
  /** The member is no longer in the room. */
  isOver = $state(false)
  /** Whether the end of the log is on the screen, so that it grows there and is read. */
  isFollowing = $state(true)
  /** The last entry that had been read when the page was opened; 0 when nothing was unread. */
  readonly unreadAfter: number
  readonly #live: Live
  readonly #memberId: number
  readonly #typing = new Map<number, ReturnType<typeof setTimeout>>()
  readonly #sent = new Map<string, Outgoing>()
  #readSeq: number
  #isMarking = false

  constructor(live: Live, memberId: number, { room, entries, older }: Start) {
    this.#live = live
    this.#memberId = memberId
    this.roomId = room.id
    this.log = new LogWindow(room.id, () => live.http, {
      page: { items: entries, nextCursor: older },
      newest: room.lastSeq,
    })
    this.status = room.status
    this.title = room.title
    this.peerReadSeq = room.peerReadSeq ?? 0
    this.#readSeq = room.readSeq
    this.unreadAfter = room.unread > 0 ? room.readSeq : 0
  }

  /** In the browser: follows the room until the returned function is called. */
  open(): () => void {
    const { log } = this
    const ended = new AbortController()
    const unwatch = this.#live.watch(this.roomId, {
      get after() {
        return log.end
      },
      onNews: (news) => this.#onNews(news),
    })
    document.addEventListener('visibilitychange', () => this.markRead(), { signal: ended.signal })
    this.#showOutgoing()
    this.markRead()
    return () => {
      unwatch()
      ended.abort()
      for (const timer of this.#typing.values()) clearTimeout(timer)
    }
  }

  /** Returns false when too much is waiting to be sent. */
  send(content: Content, id: string = newMessageId()): boolean {
    const isAdded = this.#live.unsent.add({ id, roomId: this.roomId, content })
    this.isFollowing = true
    if (this.log.hasNewer) void this.log.loadNewest()
    this.#live.send()
    return isAdded
  }

  retry(id: string): void {
    this.#live.unsent.retry(id)
    this.#live.send()
  }

  discard(id: string): void {
    this.#live.unsent.remove(id)
    this.#showOutgoing()
  }

  typed(): void {
    this.#live.typing(this.roomId)
  }

  /** Loads what follows the window while the end of the log is on the screen. */
  async follow(): Promise<void> {
    const { log } = this
    while (this.isFollowing && log.hasNewer && !log.isLoading) {
      const { end } = log
      await log.loadNewer()
      if (log.end === end) return
    }
    this.#afterEntries()
  }

  /** Only what is on a screen that somebody looks at has been read. */
  markRead(): void {
    const { end, hasNewer } = this.log
    if (!this.isFollowing || hasNewer || document.visibilityState !== 'visible') return
    if (end <= this.#readSeq || this.#isMarking || this.isOver) return
    this.#isMarking = true
    void this.#putRead(end).finally(() => (this.#isMarking = false))
  }

  async #putRead(seq: number): Promise<void> {
    const marked = await outcomeOf(
      this.#live.http.PUT('/v1/rooms/{id}/read', { params: { path: { id: this.roomId } }, body: { seq } }),
    )
    // Without an answer the next entry, or the next look at the page, tries again.
    if (!marked.ok) return
    this.#readSeq = Math.max(this.#readSeq, marked.value.seq)
    queueMicrotask(() => this.markRead())
  }

  #onNews(news: News): void {
    switch (news.kind) {
      case 'entry':
        this.log.append(news.entry)
        this.#onEntry(news.entry)
        return void this.follow()
      case 'joined':
        this.log.reaches(news.position)
        void this.#readRoom()
        return void this.follow()
      case 'lost':
        return this.log.lose(news.after)
      case 'left':
        this.isOver = true
        return
      case 'typing':
        return this.#showTypist(news.typist)
      case 'read':
        this.peerReadSeq = Math.max(this.peerReadSeq, news.mark.readSeq)
        return
      case 'sent':
        this.log.reaches(news.seq)
        this.#keepSent(news.id)
        return void this.follow()
      case 'unsent':
        return this.#showOutgoing()
      case 'state':
        if (news.state === 'live') this.markRead()
        return
      default:
    }
  }

  #onEntry(entry: Extract<News, { kind: 'entry' }>['entry']): void {
    if (entry.event === 'message') {
      this.#hideTypist(entry.senderId)
      // Who sends has read.
      if (entry.senderId !== this.#memberId) this.peerReadSeq = Math.max(this.peerReadSeq, entry.seq)
    }
    if (entry.event === 'room.closed' || entry.event === 'room.deleted') this.status = 'CLOSED'
    if (entry.event === 'room.updated') {
      this.status = entry.content.status ?? this.status
      this.title = entry.content.title ?? this.title
    }
  }

  /** Read events and changes may have been missed while there was no stream. */
  async #readRoom(): Promise<void> {
    const read = await outcomeOf(
      this.#live.http.GET('/v1/rooms/{id}', { params: { path: { id: this.roomId } } }),
    )
    if (!read.ok) return
    this.peerReadSeq = Math.max(this.peerReadSeq, read.value.peerReadSeq ?? 0)
    // Entries that have arrived meanwhile know better.
    if (read.value.lastSeq >= this.log.newest) {
      this.status = read.value.status
      this.title = read.value.title
    }
    this.log.reaches(read.value.lastSeq)
    void this.follow()
  }

  #afterEntries(): void {
    this.#showOutgoing()
    this.markRead()
  }

  /** It is unsent no longer, and may not be in the log yet. */
  #keepSent(id: string): void {
    const message = this.outgoing.find((outgoing) => outgoing.id === id)
    if (message) this.#sent.set(id, { ...message, isSent: true })
    this.#showOutgoing()
  }

  /** What is unsent and not in the log: a message may be there before its sender hears that it was stored. */
  #showOutgoing(): void {
    const stored = new Set(
      this.log.entries.flatMap((entry) => (entry.event === 'message' ? [entry.clientMessageId] : [])),
    )
    for (const id of this.#sent.keys()) if (stored.has(id)) this.#sent.delete(id)
    const waiting = this.#live.unsent
      .ofRoom(this.roomId)
      .filter(({ id }) => !this.#sent.has(id))
      .map((message) => ({ ...message, isSent: false }))
    this.outgoing = [...this.#sent.values(), ...waiting].filter(({ id }) => !stored.has(id))
  }

  #showTypist(typist: { id: number; name: string }): void {
    clearTimeout(this.#typing.get(typist.id))
    this.#typing.set(
      typist.id,
      setTimeout(() => this.#hideTypist(typist.id), TYPING_MS),
    )
    this.typists = [...this.typists.filter(({ id }) => id !== typist.id), typist]
  }

  #hideTypist(id: number): void {
    clearTimeout(this.#typing.get(id))
    this.typists = this.typists.filter((typist) => typist.id !== id)
  }
}
