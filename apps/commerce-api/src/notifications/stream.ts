import { PassThrough } from 'node:stream'
import type { StreamEnd } from '@munova/commerce-contract'
import type { News } from './news.ts'

/** How long a client waits before it reconnects. */
const RETRY_MS = 3_000

export type Closing = StreamEnd['reason'] | 'SLOW_READER' | 'FAILED' | 'GONE'

export interface StreamOptions {
  memberId: number
  /** The number after which the stream begins. */
  after: number
  stallMs: number
  /** What came after a number, a bounded part of it; `more` when there is more. */
  read: (after: number) => Promise<News>
  onFailed: (error: unknown) => void
  /** Called once, when nothing is sent any more. */
  onClosed: (reason: Closing) => void
}

/**
 * One open stream of notifications, as server-sent events. It is a place in the member's notifications: each time it is
 * woken it reads from there on, so it misses none and needs no queue. The next part is read when the reader has taken the
 * one before; a reader that takes nothing for `stallMs` is closed, and resumes with the number it saw last.
 */
export class NotificationStream {
  readonly memberId: number
  /** For the response. */
  readonly body = new PassThrough()
  readonly #options: StreamOptions
  #after: number
  #unread: number | undefined
  #reading = false
  #woken = false
  #closing: Closing | undefined
  #stall: NodeJS.Timeout | undefined
  #last: NodeJS.Timeout | undefined

  constructor(options: StreamOptions) {
    this.memberId = options.memberId
    this.#options = options
    this.#after = options.after
    this.body.once('close', () => this.#closed())
    this.#write(`retry: ${RETRY_MS}\n\n`)
  }

  /** The number of the last notification that was sent. */
  get after(): number {
    return this.#after
  }

  /** It has sent its last event, and is open only until the reader has taken it. */
  get ending(): boolean {
    return this.#closing !== undefined
  }

  /** There may be something new. */
  wake(): void {
    this.#woken = true
    if (!this.#reading) void this.#send()
  }

  /** Keeps balancers from closing a quiet connection, and finds out that the reader has gone. */
  heartbeat(): void {
    if (!this.#stall) this.#write(': \n\n')
  }

  /** Says why, and ends. */
  end(reason: StreamEnd['reason']): void {
    if (this.#closing) return
    this.#closing = reason
    this.body.end(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`)
    // A reader that does not take even this is not waited for.
    this.#last = setTimeout(() => this.body.destroy(), this.#options.stallMs)
  }

  async #send(): Promise<void> {
    this.#reading = true
    try {
      while (this.#woken && !this.#closing) {
        this.#woken = false
        const { notifications, unread, more } = await this.#options.read(this.#after)
        if (this.#closing) return
        this.#after = notifications.at(-1)?.id ?? this.#after
        let text = notifications
          .map((item) => `id: ${item.id}\nevent: notification\ndata: ${JSON.stringify(item)}\n\n`)
          .join('')
        if (unread !== this.#unread) text += `event: unread\ndata: ${JSON.stringify({ unread })}\n\n`
        this.#unread = unread
        if (more) this.#woken = true
        if (text !== '' && !this.#write(text)) await this.#drained()
      }
    } catch (error) {
      this.#options.onFailed(error)
      this.#destroy('FAILED')
    } finally {
      this.#reading = false
    }
  }

  #write(text: string): boolean {
    return this.body.destroyed || this.#closing ? false : this.body.write(text)
  }

  async #drained(): Promise<void> {
    if (!this.body.writableNeedDrain) return
    this.#stall = setTimeout(() => this.#destroy('SLOW_READER'), this.#options.stallMs)
    await new Promise<void>((resolve) => {
      this.body.once('drain', resolve).once('close', resolve)
    })
    clearTimeout(this.#stall)
    this.#stall = undefined
  }

  #destroy(reason: Closing): void {
    this.#closing ??= reason
    this.body.destroy()
  }

  #closed(): void {
    clearTimeout(this.#stall)
    clearTimeout(this.#last)
    this.#closing ??= 'GONE'
    this.#options.onClosed(this.#closing)
  }
}
