import type { Answer } from '../messages/connection-events.ts'
import type { ArrivedEvent } from '../messages/received-event.ts'

/** One message of a client. */
export interface Outgoing {
  roomId: number
  clientMessageId: string
  text: string
}

/** How the operations of the chat server are said in one protocol, for one connection. Frames go on a carrier. */
export interface Dialect {
  /** What is said first; `onWelcome` follows, at once when the carrier's opening was all. */
  greet(token: string): Buffer[]
  /** One whole frame of the server. */
  take(bytes: Buffer, from: number, to: number): void
  subscribe(id: number, room: { roomId: number; after?: number | undefined }): Buffer
  /**
   * Where a protocol does not answer a subscription: asks for the position, after which the subscription then is made,
   * without an answer.
   */
  position?: (id: number, roomId: number) => Buffer
  send(id: number, message: Outgoing): Buffer
  /** Answered without a value. */
  ping(id: number): Buffer
  /** What must be said every KEEP_ALIVE_MS, where the server does not ask. */
  keepAlive?: () => Buffer
}

export interface DialectEvents {
  /** A frame that has to be sent now. */
  say(frame: Buffer): void
  onWelcome(): void
  onEvent(event: ArrivedEvent): void
  onAnswer(answer: Answer): void
  onEnded(roomId: number, code: string): void
  /** The server's last words. */
  onFarewell(code: number, reason: string): void
}

/** Well below what the dialects promise the server. */
export const KEEP_ALIVE_MS = 20_000
