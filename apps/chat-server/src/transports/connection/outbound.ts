import type { Socket } from 'node:net'

export interface OutboundLimits {
  /** Above this many unsent bytes the connection is behind. */
  highBytes: number
  /** Above this many it has to go. */
  hardBytes: number
}

/**
 * What a connection still has to send. The socket's own buffer is the queue; this one measures it, so that a slow
 * reader costs at most `hardBytes`.
 */
export class Outbound {
  readonly #socket: Socket
  readonly #limits: OutboundLimits
  readonly #onOverflow: () => void
  #behindSince: number | undefined

  /** `onDrained` is called when all that waited has been sent. */
  constructor(
    socket: Socket,
    limits: OutboundLimits,
    events: { onDrained: () => void; onOverflow: () => void },
  ) {
    this.#socket = socket
    this.#limits = limits
    this.#onOverflow = events.onOverflow
    socket.on('drain', () => {
      this.#behindSince = undefined
      events.onDrained()
    })
  }

  /** Nothing new should be sent before it has drained. */
  get isBehind(): boolean {
    if (this.#socket.writableLength <= this.#limits.highBytes) return false
    this.#behindSince ??= performance.now()
    return true
  }

  /** Bytes until it is behind. */
  get space(): number {
    return this.#limits.highBytes - this.#socket.writableLength
  }

  /** Milliseconds since it fell behind; 0 when it is not. */
  behindFor(now: number): number {
    return this.#behindSince === undefined ? 0 : now - this.#behindSince
  }

  write(wire: Buffer): void {
    this.#socket.write(wire)
    if (this.#socket.writableLength > this.#limits.hardBytes) this.#onOverflow()
  }
}
