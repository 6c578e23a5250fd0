import { outcomeOf } from '@munova/http-client'
import type { ChatSchemas } from '@munova/chat-client/http'
import { isIn, orderOf, queryOf, type View } from './inquiry-views.ts'
import type { Live } from './live.svelte.ts'
import { isNewer, type RoomRow, rowOf } from './rooms.ts'
import type { News } from './signals.ts'

type Waiting = ChatSchemas['WaitingSummary']

/** Inquiries of one page. */
const PAGE = 50
/** States that arrive within so long are sorted in at once: a busy shop gets many. */
const SHOW_EVERY_MS = 50
/** Counts are read again at most so often. */
const COUNT_EVERY_MS = 1_000

/** A part of a seller's inbox, as far as it was scrolled, and how many buyers wait; both as the inbox of chat-server tells. */
export class InquiryList {
  rows = $state.raw<readonly RoomRow[]>([])
  waiting = $state.raw<Waiting>({ waiting: 0, unseen: 0, longestSince: null })
  hasMore = $state(false)
  isLoading = $state(false)
  hasFailed = $state(false)
  readonly #view: View
  readonly #memberId: number
  #live: Live | undefined
  /** The newest states of all rooms that were heard of, of whichever part. */
  readonly #states = new Map<number, RoomRow>()
  /** Rooms that the inbox told of since the list began anew. */
  readonly #heard = new Set<number>()
  #run = 0
  #cursor: string | null = null
  /** The last one of the pages that were read: what comes after it is in none of them, and not shown yet. */
  #last: RoomRow | undefined
  #counting: ReturnType<typeof setTimeout> | undefined
  #showing: ReturnType<typeof setTimeout> | undefined
  /** Where the inquiry that was open last is, or was, in the list. */
  #place = 0

  constructor(start: {
    view: View
    memberId: number
    rows: readonly RoomRow[]
    nextCursor: string | null
    waiting: Waiting
  }) {
    this.#view = start.view
    this.#memberId = start.memberId
    this.waiting = start.waiting
    this.#take(start.rows, start.nextCursor)
  }

  /** Follows the inbox until the returned function is called. */
  follow(live: Live): () => void {
    this.#live = live
    const end = live.listen((news) => this.#onNews(news))
    return () => {
      end()
      clearTimeout(this.#counting)
      clearTimeout(this.#showing)
    }
  }

  async loadMore(): Promise<void> {
    if (this.#cursor !== null) await this.#load(this.#cursor)
  }

  /** Remembers where the open inquiry is: an answer may take it out of the list. */
  remember(id: number | undefined): void {
    const index = this.rows.findIndex((row) => row.id === id)
    if (index !== -1) this.#place = index
  }

  /** The neighbour of an inquiry; of one that is no longer in the list, those that were. */
  neighbour(id: number | undefined, step: 1 | -1): RoomRow | undefined {
    const index = this.rows.findIndex((row) => row.id === id)
    if (index !== -1) return this.rows[index + step]
    if (id === undefined) return this.rows[0]
    const last = this.rows.length - 1
    return this.rows[Math.min(step === 1 ? this.#place : Math.max(0, this.#place - 1), last)]
  }

  #onNews(news: News): void {
    // What has happened between the rendering of the page and the opening of the inbox.
    if (news.kind === 'opened') {
      void this.#load(null)
      this.#countSoon()
    }
    if (news.kind !== 'inbox') return
    const { event } = news
    if (event.event !== 'inbox.room' || event.room.kind !== 'INQUIRY') return
    if (event.room.ownerId !== this.#memberId) return
    this.#heard.add(event.room.id)
    this.#put([rowOf(event.room)])
    this.#showing ??= setTimeout(() => this.#show(), SHOW_EVERY_MS)
    this.#countSoon()
  }

  /** The page after the cursor; null begins anew, with what the pages say and what was heard since. */
  async #load(cursor: string | null): Promise<void> {
    const live = this.#live
    if (!live || (cursor !== null && this.isLoading)) return
    const run = ++this.#run
    this.isLoading = true
    if (cursor === null) this.#heard.clear()
    const query = { ...queryOf[this.#view], limit: PAGE, ...(cursor !== null && { cursor }) }
    const read = await outcomeOf(live.http.GET('/v1/seller/inquiries', { params: { query } }))
    if (run !== this.#run) return
    this.isLoading = false
    this.hasFailed = !read.ok
    if (!read.ok) return
    if (cursor === null) {
      this.#last = undefined
      for (const id of this.#states.keys()) if (!this.#heard.has(id)) this.#states.delete(id)
    }
    this.#take(read.value.items.map(rowOf), read.value.nextCursor)
  }

  #take(rows: readonly RoomRow[], nextCursor: string | null): void {
    this.#put(rows)
    this.#cursor = nextCursor
    this.hasMore = nextCursor !== null
    this.#last = rows.at(-1) ?? this.#last
    this.#show()
  }

  #put(rows: readonly RoomRow[]): void {
    for (const row of rows) {
      const known = this.#states.get(row.id)
      if (!known || isNewer(row, known)) this.#states.set(row.id, row)
    }
  }

  #show(): void {
    clearTimeout(this.#showing)
    this.#showing = undefined
    const [belongs, order] = [isIn[this.#view], orderOf[this.#view]]
    const last = this.#last
    const isRead = (row: RoomRow) => !this.hasMore || !last || order(row, last) <= 0
    this.rows = [...this.#states.values()].filter((row) => belongs(row) && isRead(row)).toSorted(order)
  }

  #countSoon(): void {
    this.#counting ??= setTimeout(() => void this.#count(), COUNT_EVERY_MS)
  }

  async #count(): Promise<void> {
    this.#counting = undefined
    const live = this.#live
    if (!live) return
    const read = await outcomeOf(live.http.GET('/v1/seller/inquiries/waiting'))
    if (read.ok) this.waiting = read.value
  }
}
