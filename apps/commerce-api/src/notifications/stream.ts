import { PassThrough } from 'node:stream'
import type { StreamEnd } from '@munova/commerce-contract'
import type { NotificationUpdates } from './read-updates.ts'

/** The client's pause before it reconnects. */
const RETRY_MS = 3_000

/** Why a stream is closed; the client is sent only the reasons of the contract. */
export type StreamCloseReason = StreamEnd['reason'] | 'SLOW_READER' | 'FAILED' | 'DISCONNECTED'

export interface StreamOptions {
  memberId: number
  /** The stream begins after the notification with this number. */
  after: number
  stallMs: number
  /** Reads a page of the notifications after this number. */
  read: (after: number) => Promise<NotificationUpdates>
  onReadFailed: (error: unknown) => void
  /** Called once, when the stream is closed. */
  onClosed: (reason: StreamCloseReason) => void
}

/**
 * One open stream of notifications, as server-sent events. Its state is the number of the last notification that it sent:
 * when it is triggered it reads the ones after that number, so that it misses none and needs no queue. It reads the next
 * page after the client has taken the one before. A client that takes nothing for `stallMs` is disconnected, and resumes
 * with the last number it received.
 */
export class NotificationStream {
  readonly memberId: number
  /** The body of the response. */
  readonly body = new PassThrough()
  readonly #options: StreamOptions
  #after: number
  #unread: number | undefined
  #isReading = false
  #isTriggered = false
  #closeReason: StreamCloseReason | undefined
  #stallTimer: NodeJS.Timeout | undefined
  #endTimer: NodeJS.Timeout | undefined

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

  /** Whether the last event was written; the stream stays open until the client has taken it. */
  get isEnding(): boolean {
    return this.#closeReason !== undefined
  }

  /** Sends what was stored since the last read. */
  trigger(): void {
    this.#isTriggered = true
    if (!this.#isReading) void this.#sendUpdates()
  }

  /** Keeps proxies from closing an idle connection, and detects a client that has disconnected. */
  heartbeat(): void {
    if (!this.#stallTimer) this.#write(': \n\n')
  }

  /** Sends the reason as the last event, and closes the stream. */
  end(reason: StreamEnd['reason']): void {
    if (this.#closeReason) return
    this.#closeReason = reason
    this.body.end(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`)
    // For a client that does not take the last event.
    this.#endTimer = setTimeout(() => this.body.destroy(), this.#options.stallMs)
  }

  async #sendUpdates(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#isTriggered && !this.#closeReason) {
        this.#isTriggered = false
        const updates = await this.#options.read(this.#after)
        if (this.#closeReason) return
        const text = this.#encode(updates)
        if (updates.hasMore) this.#isTriggered = true
        if (text !== '' && !this.#write(text)) await this.#drained()
      }
    } catch (error) {
      this.#options.onReadFailed(error)
      this.#destroy('FAILED')
    } finally {
      this.#isReading = false
    }
  }

  /** The updates as events, which then count as sent. */
  #encode({ notifications, unread }: NotificationUpdates): string {
    let text = notifications
      .map((item) => `id: ${item.id}\nevent: notification\ndata: ${JSON.stringify(item)}\n\n`)
      .join('')
    if (unread !== this.#unread) text += `event: unread\ndata: ${JSON.stringify({ unread })}\n\n`
    this.#after = notifications.at(-1)?.id ?? this.#after
    this.#unread = unread
    return text
  }

  #write(text: string): boolean {
    return this.body.destroyed || this.#closeReason ? false : this.body.write(text)
  }

  async #drained(): Promise<void> {
    if (!this.body.writableNeedDrain) return
    this.#stallTimer = setTimeout(() => this.#destroy('SLOW_READER'), this.#options.stallMs)
    await new Promise<void>((resolve) => {
      this.body.once('drain', resolve).once('close', resolve)
    })
    clearTimeout(this.#stallTimer)
    this.#stallTimer = undefined
  }

  #destroy(reason: StreamCloseReason): void {
    this.#closeReason ??= reason
    this.body.destroy()
  }

  #closed(): void {
    clearTimeout(this.#stallTimer)
    clearTimeout(this.#endTimer)
    this.#closeReason ??= 'DISCONNECTED'
    this.#options.onClosed(this.#closeReason)
  }
}
