/** What carries a dialect's frames on a socket. */
export interface Carrier {
  /** What is sent once the socket is connected; the carrier is open at once when there is nothing. */
  open(): Buffer | undefined
  /** Takes what came in. Throws at what a server must not send. */
  read(chunk: Buffer): void
  /** A frame as it goes on the wire. */
  wrap(frame: Buffer): Buffer
}

/** What a carrier tells. */
export interface CarrierEvents {
  onOpen(): void
  /** One whole frame, valid during the call only. */
  onFrame(bytes: Buffer, from: number, to: number): void
  /** Of the carrier itself, to be written as it is. */
  reply(wire: Buffer): void
  /** The server says goodbye, or refuses to open. */
  onClose(code: number, reason: string): void
}
