import type { HistoryPage, OperationResult, OutgoingContent, ReadPosition } from '@munova/chat-contract'
import { newMessageId } from './message-id.ts'
import type { Outbox } from './outbox.ts'
import type { Standing, Subscription } from './subscription.ts'

/** `clientMessageId`: to be given by an application that keeps drafts itself; made here otherwise. */
export type OutgoingMessage = OutgoingContent & {
  replyTo?: number | undefined
  clientMessageId?: string | undefined
}

/** The newest `limit` entries, those before `before`, or those after `after`. */
export interface HistoryWindow {
  before?: number | undefined
  after?: number | undefined
  limit?: number | undefined
}

/** A room that was joined. What is asked waits for a connection and is repeated until it is answered. */
export class Room {
  readonly #subscription: Subscription
  readonly #outbox: Outbox

  constructor(subscription: Subscription, outbox: Outbox) {
    this.#subscription = subscription
    this.#outbox = outbox
  }

  get id(): number {
    return this.#subscription.roomId
  }

  /** The seq of the last event given out, or where the stream began. */
  get position(): number {
    return this.#subscription.position
  }

  /** How the member stood in the room when the stream last began or resumed: end of the log, read position. */
  get standing(): Standing {
    return this.#subscription.standing!
  }

  /** Resolves once the message is stored; it is repeated under the same id until then. Keeps the order of the calls. */
  send(message: OutgoingMessage): Promise<OperationResult<'send'>> {
    const clientMessageId = message.clientMessageId ?? newMessageId()
    return this.#outbox.ask('send', { ...message, clientMessageId, roomId: this.id })
  }

  /** Moves the member's read position forward to `seq`; never back. */
  read(seq: number): Promise<ReadPosition> {
    return this.#outbox.ask('read', { seq, roomId: this.id })
  }

  /** Tells the others that the member types. May be called at every key: what is too often is left out. */
  typing(): void {
    this.#subscription.typing()
  }

  /** A stretch of the log in ascending seq. */
  history(window: HistoryWindow = {}): Promise<HistoryPage> {
    return this.#outbox.ask('history', { ...window, roomId: this.id })
  }

  /** Ends the stream; the room may be joined again. What was sent before goes on to be sent. */
  leave(): Promise<void> {
    return this.#subscription.leave()
  }
}
