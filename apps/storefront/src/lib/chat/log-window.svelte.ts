import { type Outcome, outcomeOf } from '@munova/http-client'
import type { ChatHttpClient, ChatSchemas } from '@munova/chat-client/http'
import type { Entry } from './entries.ts'

/** Entries of one page, and how many stay: a phone shows about ten. */
const PAGE = 50
const MAX_SHOWN = 300
/** How many entries before the first unread one are shown with it. */
const CONTEXT = 5

type Page = ChatSchemas['HistoryPage']
interface Asked {
  before?: number
  after?: number
}

/** A contiguous part of a room's log, which grows at either end by pages and loses what is far away at the other one. */
export class LogWindow {
  entries = $state.raw<readonly Entry[]>([])
  hasOlder = $state(false)
  isLoading = $state(false)
  hasFailed = $state(false)
  /** The seq up to which the log is known to reach. */
  newest = $state(0)
  /** The seq up to which the window reaches, also past entries that it does not have. */
  #end = $state(0)
  #loading: Promise<void> = Promise.resolve()
  readonly #roomId: number
  readonly #http: () => ChatHttpClient

  constructor(roomId: number, http: () => ChatHttpClient, start: { page: Page; newest: number }) {
    this.#roomId = roomId
    this.#http = http
    this.#replace(start.page)
    this.newest = Math.max(start.newest, this.#end)
  }

  get end(): number {
    return this.#end
  }

  get hasNewer(): boolean {
    return this.#end < this.newest
  }

  /** Takes an entry as it happens; returns false when it does not follow the window, which has to be loaded then. */
  append(entry: Entry): boolean {
    if (entry.seq <= this.#end) return true
    this.newest = Math.max(this.newest, entry.seq)
    if (entry.seq > this.#end + 1) return false
    this.#end = entry.seq
    this.entries = [...this.entries, entry].slice(-MAX_SHOWN)
    this.#noteTrimmed()
    return true
  }

  /** The log reaches so far. */
  reaches(seq: number): void {
    this.newest = Math.max(this.newest, seq)
  }

  /** The log has lost its entries after this seq. */
  lose(after: number): void {
    this.entries = this.entries.filter(({ seq }) => seq <= after)
    this.#end = Math.min(this.#end, after)
    this.newest = after
  }

  async loadOlder(): Promise<void> {
    const first = this.entries[0]
    if (!first || !this.hasOlder) return
    await this.#load({ before: first.seq }, (page) => {
      this.entries = [...page.items, ...this.entries].slice(0, MAX_SHOWN)
      this.#end = this.entries.at(-1)?.seq ?? this.#end
      this.hasOlder = page.nextCursor !== null
    })
  }

  async loadNewer(): Promise<void> {
    const { newest } = this
    const after = this.#end
    await this.#load({ after }, (page) => {
      // Entries that arrived meanwhile are in the page, too.
      const added = page.items.filter(({ seq }) => seq > this.#end)
      this.entries = [...this.entries, ...added].slice(-MAX_SHOWN)
      const reached = page.nextCursor === null ? newest : 0
      this.#end = Math.max(this.#end, reached, added.at(-1)?.seq ?? 0)
      this.#noteTrimmed()
    })
  }

  loadNewest(): Promise<void> {
    return this.#loadNext({}, (page) => this.#replace(page))
  }

  /** Shows the entries from a little before the one after `seq`. */
  jumpAfter(seq: number): Promise<void> {
    const after = Math.max(0, seq - CONTEXT)
    return this.#loadNext({ after }, (page) => {
      this.#replace(page)
      this.hasOlder = after > 0
    })
  }

  #replace(page: Page): void {
    this.entries = page.items
    this.hasOlder = page.nextCursor !== null
    this.#end = page.items.at(-1)?.seq ?? 0
  }

  #noteTrimmed(): void {
    const first = this.entries[0]
    if (this.entries.length === MAX_SHOWN && first && first.seq > 1) this.hasOlder = true
  }

  /** One at a time: a page belongs to the window that asked for it. */
  #load(query: Asked, take: (page: Page) => void): Promise<void> {
    if (!this.isLoading) this.#loading = this.#read(query, take)
    return this.#loading
  }

  /** What a person has asked for is loaded after the page that is on its way, and not left out. */
  async #loadNext(query: Asked, take: (page: Page) => void): Promise<void> {
    while (this.isLoading) await this.#loading
    await this.#load(query, take)
  }

  async #read(query: Asked, take: (page: Page) => void): Promise<void> {
    this.isLoading = true
    const params = { path: { id: this.#roomId }, query: { ...query, limit: PAGE } }
    const read: Outcome<Page> = await outcomeOf(this.#http().GET('/v1/rooms/{id}/messages', { params }))
    this.isLoading = false
    this.hasFailed = !read.ok
    if (read.ok) take(read.value)
  }
}
