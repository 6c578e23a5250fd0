import type { Socket } from 'node:net'

export interface SendQueueLimits {
  /** Above this many unsent bytes the connection is behind. */
  highBytes: number
  /** Above this many it is closed. */
  hardBytes: number
}

/** The unsent bytes of a connection. They are in the socket's own buffer; this class measures it. */
export class SendQueue {
  readonly #socket: Socket
  readonly #limits: SendQueueLimits
  readonly #onOverflow: () => void
  #behindSince: number | undefined

  /** `onDrained` is called when the buffer is empty again, `onOverflow` above `hardBytes`. */
  constructor(
    socket: Socket,
    limits: SendQueueLimits,
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

  get isBehind(): boolean {
    if (this.#socket.writableLength <= this.#limits.highBytes) return false
    this.#behindSince ??= performance.now()
    return true
  }

  /** Bytes that may be written before the connection is behind. */
  get byteCapacity(): number {
    return this.#limits.highBytes - this.#socket.writableLength
  }

  /** Milliseconds since the connection fell behind; 0 when it is not behind. */
  behindForMs(now: number): number {
    return this.#behindSince === undefined ? 0 : now - this.#behindSince
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
    if (this.#socket.writableLength > this.#limits.hardBytes) this.#onOverflow()
  }
}
