import type { ReceivedEvent } from './received-event.ts'

/** Callbacks of a connection, the same on every transport. */
export interface ConnectionEvents {
  /** Called before any event of the room. */
  onSubscribed?(roomId: number, position: number): void
  /** `event` is valid during the call only: the object is reused for the next one. */
  onEvent(event: ReceivedEvent): void
  /** The result of a message sent with `send`. */
  onResult(result: OperationResult): void
  /** The server ended a subscription. */
  onSubscriptionEnded(roomId: number, code: string): void
  /** The server closed the connection, or it broke (1006). Not called after `close()`, nor before sign-in. */
  onClosed(code: number): void
}

/**
 * The result of the request `id` (-1 when the server could not determine which). `value` is the seq of a stored message or the
 * position of a subscription; -1 when there is neither.
 */
export type OperationResult =
  { id: number; ok: true; value: number } | { id: number; ok: false; code: string }
