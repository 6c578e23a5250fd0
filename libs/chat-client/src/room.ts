import type { HistoryPage, OperationResult, OutgoingContent, ReadPosition } from '@munova/chat-contract'
import { newMessageId } from './message-id.ts'
import type { PendingRequests } from './pending-requests.ts'
import type { StartPositions, Subscription } from './subscription.ts'

/** A message to send. `clientMessageId`, a UUID in lower case, is set by applications that store drafts, and generated otherwise. */
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

/** A joined room. Its requests wait for a connection and are retried until they are answered. */
export class Room {
  readonly #subscription: Subscription
  readonly #pending: PendingRequests

  constructor(subscription: Subscription, pending: PendingRequests) {
    this.#subscription = subscription
    this.#pending = pending
  }

  get id(): number {
    return this.#subscription.roomId
  }

  /** The seq of the last delivered event, or the start of the stream. */
  get position(): number {
    return this.#subscription.position
  }

  /** The positions in the room when the stream last started or resumed: start, end of the log, read position. */
  get startPositions(): StartPositions {
    return this.#subscription.startPositions!
  }

  /** Resolves once the message is stored; until then it is resent with the same id. Keeps the order of the calls. */
  send(message: OutgoingMessage): Promise<OperationResult<'send'>> {
    const clientMessageId = message.clientMessageId ?? newMessageId()
    return this.#pending.request('send', { ...message, clientMessageId, roomId: this.id })
  }

  /** Moves the member's read position forward to `seq`; never back. */
  read(seq: number): Promise<ReadPosition> {
    return this.#pending.request('read', { seq, roomId: this.id })
  }

  /** Notifies the others that the member is typing. May be called on every key press; it is throttled. */
  typing(): void {
    this.#subscription.typing()
  }

  /** A page of the message history in ascending seq. */
  history(window: HistoryWindow = {}): Promise<HistoryPage> {
    return this.#pending.request('history', { ...window, roomId: this.id })
  }

  /** Ends the stream; the room may be joined again. Pending messages are still sent. */
  leave(): Promise<void> {
    return this.#subscription.leave()
  }
}
