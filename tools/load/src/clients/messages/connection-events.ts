import type { ArrivedEvent } from './received-event.ts'

/** What a client hears from its server, on every transport. */
export interface Incoming {
  /** Comes before any event of the room. */
  onSubscribed?(roomId: number, position: number): void
  /** The event is valid during the call only: the next one comes in the same object. */
  onEvent(event: ArrivedEvent): void
  /** Of what was sent with `send`. */
  onAnswer(answer: Answer): void
  /** The server ended a subscription. */
  onEnded(roomId: number, code: string): void
  /** The server closed, or the connection broke (1006). Not called after `close()`, nor when it was never open. */
  onClosed(code: number): void
}

/**
 * Which request it is for (-1: the server could not tell), and how it went. `value` is the seq that a message was
 * stored under, or the position of a subscription; -1 when there is none.
 */
export type Answer = { id: number; ok: true; value: number } | { id: number; ok: false; code: string }
