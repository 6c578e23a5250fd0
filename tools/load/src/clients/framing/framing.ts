/** The framing of a protocol on a TCP socket: WebSocket, or length-prefixed frames. */
export interface Framing {
  /** The bytes to send once the socket is connected; undefined when the framing needs no handshake. */
  open(): Buffer | undefined
  /** Parses received bytes. Throws when the server violates the framing. */
  read(chunk: Buffer): void
  /** Encodes one frame. */
  encode(frame: Buffer): Buffer
}

/** Callbacks of a framing. */
export interface FramingEvents {
  onOpen(): void
  /** One complete frame, valid during the call only. */
  onFrame(bytes: Buffer, from: number, to: number): void
  /** Encoded bytes of the framing itself (a pong), to be written as they are. */
  reply(bytes: Buffer): void
  /** The server closed, or rejected the handshake. */
  onClose(code: number, reason: string): void
}
