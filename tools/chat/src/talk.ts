import { type ChatClient, ChatError, type Room } from '@munova/chat-client'
import type { RoomEvent } from '@munova/chat-contract'
import { entryLine, plural, safe } from './words.ts'

export interface TalkOptions {
  client: ChatClient
  roomId: number
  show: (line: string) => void
  /** The room or the connection is over for good. */
  onOver: () => void
}

/** Entries shown at the start and by each /history. */
const PAGE = 20
/** Messages on their way at once; a pipe is read no faster than they are stored. */
const ON_THEIR_WAY = 50
const SHOWN_OF_SENT = 40

/** One room on one screen. */
export class Talk {
  readonly #options: TalkOptions
  /** Own messages that were typed here and have not come back in the stream. */
  readonly #own = new Set<string>()
  readonly #sending = new Set<Promise<void>>()
  /** Entries that arrive before the history is shown. */
  #early: RoomEvent[] | undefined = []
  #room!: Room
  #oldest = 0
  #caughtUp: { seq: number; count: number } | undefined
  /** Something was refused or ended that should not have been. */
  hasFailed = false

  constructor(options: TalkOptions) {
    this.#options = options
  }

  /** Shows how many are unread and the newest entries, then whatever comes. Rejects with ChatError. */
  async start(): Promise<void> {
    const { client, roomId, show, onOver } = this.#options
    this.#room = await client.join(roomId, {
      onEvent: (event) => this.#take(event),
      onResumed: (missed) => this.#resumed(missed),
      onEnded: ({ message }) => {
        this.fail(message)
        onOver()
      },
    })
    // Reading up to nothing moves nothing and answers how much is unread.
    const { unread } = await this.#room.read(0)
    this.#oldest = this.#room.startPositions.position + 1
    await this.showOlder()
    show(`· ${plural(unread, 'unread message')}`)
    const early = this.#early ?? []
    this.#early = undefined
    for (const event of early) this.#take(event)
  }

  /** Waits only while too many are on their way. */
  async say(text: string): Promise<void> {
    const clientMessageId = crypto.randomUUID()
    this.#own.add(clientMessageId)
    const sending = this.#send(text, clientMessageId)
    this.#sending.add(sending)
    void sending.finally(() => this.#sending.delete(sending))
    if (this.#sending.size >= ON_THEIR_WAY) await Promise.race(this.#sending)
  }

  /** Resolves when every message is stored or refused. */
  async said(): Promise<void> {
    await Promise.all(this.#sending)
  }

  async showOlder(): Promise<void> {
    if (this.#oldest <= 1) return this.#options.show('· this is where it begins')
    const { items } = await this.#room.history({ before: this.#oldest, limit: PAGE })
    for (const event of items) this.#options.show(entryLine(event))
    this.#oldest = items[0]?.seq ?? 1
  }

  async read(): Promise<void> {
    const { unread } = await this.#room.read(this.#room.position)
    this.#options.show(`· read, ${plural(unread, 'unread message')}`)
  }

  fail(message: string): void {
    this.hasFailed = true
    this.#options.show(`✗ ${message}`)
  }

  async #send(text: string, clientMessageId: string): Promise<void> {
    const start = text.length > SHOWN_OF_SENT ? `${text.slice(0, SHOWN_OF_SENT)}…` : text
    try {
      const { seq } = await this.#room.send({ type: 'TEXT', content: { text }, clientMessageId })
      this.#options.show(`✓${seq} ${safe(start)}`)
    } catch (error) {
      this.#own.delete(clientMessageId)
      if (!(error instanceof ChatError)) throw error
      const paths = error.errors.map(({ message }) => message).join(', ')
      this.fail(`${error.message}${paths && `: ${paths}`} (${safe(start)})`)
    }
  }

  #take(event: RoomEvent): void {
    if (this.#early) return void this.#early.push(event)
    const isOwn = event.event === 'message' && this.#own.delete(event.clientMessageId)
    if (!isOwn) this.#options.show(entryLine(event))
    if (this.#caughtUp && event.seq >= this.#caughtUp.seq) this.#back()
  }

  #resumed(count: number): void {
    this.#caughtUp = { seq: this.#room.position + count, count }
    if (count === 0) this.#back()
  }

  #back(): void {
    this.#options.show(`… back, ${plural(this.#caughtUp!.count, 'message')} caught up`)
    this.#caughtUp = undefined
  }
}
