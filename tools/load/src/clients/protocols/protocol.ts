import type { OperationResult } from '../messages/connection-events.ts'
import type { ReceivedEvent } from '../messages/received-event.ts'

/** One message of a client. */
export interface Outgoing {
  roomId: number
  clientMessageId: string
  text: string
}

/** Encodes operations and decodes frames of one protocol, for one connection. A `Framing` transports the frames. */
export interface Protocol {
  /** The first frames of the client; `onConnected` follows when the server has accepted them. */
  handshakeFrames(token: string): Buffer[]
  /** Decodes one complete frame of the server. */
  handleFrame(bytes: Buffer, from: number, to: number): void
  subscribe(id: number, room: { roomId: number; after?: number | undefined }): Buffer
  /**
   * For protocols in which a subscription has no response: requests the position first; the subscription then starts
   * after it.
   */
  position?: (id: number, roomId: number) => Buffer
  send(id: number, message: Outgoing): Buffer
  /** The response has no value. */
  ping(id: number): Buffer
  /** A frame to send every KEEP_ALIVE_MS, in protocols where the client has to keep the connection alive. */
  keepAlive?: () => Buffer
}

export interface ProtocolEvents {
  /** A frame to send now. */
  write(frame: Buffer): void
  onConnected(): void
  onEvent(event: ReceivedEvent): void
  onResult(result: OperationResult): void
  onSubscriptionEnded(roomId: number, code: string): void
  /** The server announces why it is going to close the connection. */
  onServerClose(code: number, reason: string): void
}

/** Well below the intervals that the protocols announce to the server. */
export const KEEP_ALIVE_MS = 20_000
