import { type ChatClient, ChatError, type Room } from '@munova/chat-client'
import type { RoomEntry } from '@munova/chat-contract'
import { entryLine, plural, printable } from './format.ts'

export interface RoomViewOptions {
  client: ChatClient
  roomId: number
  show: (line: string) => void
  /** The stream of the room has ended for good. */
  onEnded: () => void
}

/** Entries shown at the start and by each /history. */
const PAGE_SIZE = 20
/** Bound of unacknowledged messages: a pipe is read no faster than its messages are stored. */
const MAX_IN_FLIGHT = 50
const EXCERPT_LENGTH = 40

/** Shows one room on the screen and sends messages to it. */
export class RoomView {
  readonly #options: RoomViewOptions
  /** Ids of messages sent from here that have not arrived in the stream yet. */
  readonly #ownIds = new Set<string>()
  readonly #inFlight = new Set<Promise<void>>()
  /** Entries that arrive before the history is shown; undefined afterwards. */
  #buffer: RoomEntry[] | undefined = []
  #room!: Room
  #oldest = 0
  /** The end of the missed entries, and their number. */
  #catchUp: { seq: number; count: number } | undefined
  /** A message or command was rejected, or the stream or the connection has ended. */
  hasFailed = false

  constructor(options: RoomViewOptions) {
    this.#options = options
  }

  /** Shows the newest entries, the number of unread ones, and then each new entry. Rejects with ChatError. */
  async start(): Promise<void> {
    const { client, roomId, show, onEnded } = this.#options
    this.#room = await client.join(roomId, {
      onEvent: (event) => this.#onEvent(event),
      onResumed: (missed) => this.#resumed(missed),
      onEnded: ({ message }) => {
        this.fail(message)
        onEnded()
      },
    })
    // A read position of 0 changes nothing and returns the number of unread messages.
    const { unread } = await this.#room.read(0)
    this.#oldest = this.#room.startPositions.position + 1
    await this.showOlder()
    show(`· ${plural(unread, 'unread message')}`)
    const buffered = this.#buffer ?? []
    this.#buffer = undefined
    for (const event of buffered) this.#onEvent(event)
  }

  /** Waits only while too many messages are unacknowledged. */
  async send(text: string): Promise<void> {
    const clientMessageId = crypto.randomUUID()
    this.#ownIds.add(clientMessageId)
    const sending = this.#sendOne(text, clientMessageId)
    this.#inFlight.add(sending)
    void sending.finally(() => this.#inFlight.delete(sending))
    if (this.#inFlight.size >= MAX_IN_FLIGHT) await Promise.race(this.#inFlight)
  }

  /** Resolves when every message is stored or rejected. */
  async flush(): Promise<void> {
    await Promise.all(this.#inFlight)
  }

  async showOlder(): Promise<void> {
    if (this.#oldest <= 1) return this.#options.show('· start of the room')
    const { items } = await this.#room.history({ before: this.#oldest, limit: PAGE_SIZE })
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

  async #sendOne(text: string, clientMessageId: string): Promise<void> {
    const excerpt = text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH)}…` : text
    try {
      const { seq } = await this.#room.send({ type: 'TEXT', content: { text }, clientMessageId })
      this.#options.show(`✓${seq} ${printable(excerpt)}`)
    } catch (error) {
      this.#ownIds.delete(clientMessageId)
      if (!(error instanceof ChatError)) throw error
      const details = error.errors.map(({ message }) => message).join(', ')
      this.fail(`${error.message}${details && `: ${details}`} (${printable(excerpt)})`)
    }
  }

  #onEvent(event: RoomEntry): void {
    if (this.#buffer) return void this.#buffer.push(event)
    const isOwn = event.event === 'message' && this.#ownIds.delete(event.clientMessageId)
    if (!isOwn) this.#options.show(entryLine(event))
    if (this.#catchUp && event.seq >= this.#catchUp.seq) this.#showCaughtUp()
  }

  #resumed(count: number): void {
    this.#catchUp = { seq: this.#room.position + count, count }
    if (count === 0) this.#showCaughtUp()
  }

  #showCaughtUp(): void {
    this.#options.show(`… reconnected, ${plural(this.#catchUp!.count, 'missed message')}`)
    this.#catchUp = undefined
  }
}
