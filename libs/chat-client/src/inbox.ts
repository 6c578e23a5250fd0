import {
  departureVersion,
  type InboxEvent,
  isNewer,
  type OperationResult,
  type RoomVersion,
  roomVersion,
} from '@munova/chat-contract'
import { retryDelay } from './backoff.ts'
import type { Connection, RequestResult } from './connection.ts'
import { ChatError } from './errors.ts'
import type { InboxPush } from './frame.ts'
import { notifyListener } from './notify-listener.ts'
import type { SubscriptionContext } from './subscription.ts'

export interface InboxOptions {
  /** The `cursor` of an earlier inbox of the member; by default only what changes from now on is delivered. */
  after?: string | undefined
  /**
   * Called with each new state of a room or of the account, across reconnects; a state that is not newer than the last one of
   * its room is omitted. May be called before `openInbox` has resolved.
   */
  onEvent: (event: InboxEvent) => void
  /**
   * What has changed since the cursor is no longer known: it is too old, or the database was restored.
   * The list of rooms has to be read again; what changes from now on is delivered.
   */
  onLost?: (() => void) | undefined
  /** The server rejects the inbox for good. Not called after `close()`. */
  onEnded?: ((error: ChatError) => void) | undefined
}

/** The member's inbox over any number of connections. */
export class Inbox {
  readonly #options: InboxOptions
  readonly #context: SubscriptionContext
  readonly #started = Promise.withResolvers<void>()
  readonly #versions = new Map<number, RoomVersion>()
  #connection: Connection | undefined
  #phase: 'disconnected' | 'opening' | 'rejected' | 'open' | 'closed' = 'disconnected'
  #cursor: string | undefined
  #rejections = 0
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: InboxOptions, context: SubscriptionContext) {
    this.#options = options
    this.#context = context
    this.#cursor = options.after
  }

  /** Resolves when the inbox is open for the first time; rejects when it never will be. */
  get started(): Promise<void> {
    return this.#started.promise
  }

  /** For `after` of a later inbox. Undefined before the inbox is open. */
  get cursor(): string | undefined {
    return this.#cursor
  }

  /** A signed-in connection is available. */
  resume(connection: Connection): void {
    this.#connection = connection
    this.#open(connection)
  }

  /** The connection is lost. */
  suspend(): void {
    clearTimeout(this.#retry)
    this.#connection = undefined
    if (this.#phase !== 'closed') this.#phase = 'disconnected'
  }

  /** Handles a push of the server. */
  onPush(push: InboxPush): void {
    // What arrives while the inbox is opened again is of an older one.
    if (this.#phase !== 'open') return
    if (push.kind === 'inboxEnded') return this.#onRejected(push.error)
    const { event } = push
    this.#cursor = event.cursor
    if (this.#isNew(event)) notifyListener(this.#options.onEvent, event)
  }

  /** Resolves when the server has closed the inbox, or at once without a connection. */
  async close(): Promise<void> {
    if (this.#phase === 'closed') return
    const connection = this.#connection
    this.end(new ChatError('LEFT', 'The inbox was closed before it was open'))
    this.#context.onClosed()
    if (!connection) return
    await new Promise<void>((resolve) => {
      connection.request('closeInbox', {}, () => resolve())
    })
  }

  end(error: ChatError): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#connection = undefined
    clearTimeout(this.#retry)
    this.#started.reject(error)
  }

  #open(connection: Connection): void {
    this.#phase = 'opening'
    connection.request('inbox', { after: this.#cursor }, (result) => {
      if (this.#phase === 'opening' && connection === this.#connection) this.#opened(result)
    })
  }

  #opened(result: RequestResult<'inbox'>): void {
    if (result.kind === 'lost') return
    if (result.kind === 'rejected') return this.#onRejected(result.error)
    const { cursor }: OperationResult<'inbox'> = result.value
    this.#phase = 'open'
    this.#rejections = 0
    this.#cursor = cursor
    this.#started.resolve()
  }

  /** The server rejected the inbox or ended it, temporarily or for good. */
  #onRejected(error: ChatError): void {
    const connection = this.#connection
    if (error.code === 'POSITION_LOST' && connection) return this.#beginAgain(connection)
    if (error.temporary && connection) {
      this.#phase = 'rejected'
      this.#retry = setTimeout(
        () => this.#open(connection),
        retryDelay(error, ++this.#rejections, this.#context.limits),
      )
      return
    }
    // The server still has an older inbox of this connection that it did not end.
    if (error.code === 'ALREADY_SUBSCRIBED' && connection) return connection.drop(error.message)
    const wasOpen = this.#phase === 'open'
    this.end(error)
    this.#context.onClosed()
    if (wasOpen && this.#options.onEnded) notifyListener(this.#options.onEnded, error)
  }

  /** What the client knows of rooms may be of another database. */
  #beginAgain(connection: Connection): void {
    this.#cursor = undefined
    this.#versions.clear()
    if (this.#options.onLost) notifyListener(this.#options.onLost)
    this.#open(connection)
  }

  #isNew(event: InboxEvent): boolean {
    if (event.event === 'inbox.account') return true
    const [roomId, version] =
      event.event === 'inbox.room'
        ? [event.room.id, roomVersion(event.room)]
        : [event.roomId, departureVersion(event)]
    const known = this.#versions.get(roomId)
    if (known && !isNewer(version, known)) return false
    this.#versions.set(roomId, version)
    return true
  }
}
