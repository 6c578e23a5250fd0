import { errorMonitor, type EventEmitter } from 'node:events'
import net from 'node:net'
import { type Address, openSocket } from './socket.ts'

/** Statements wait for a connection so long at most while all attempts fail: a restart may be over by then. */
const PATIENCE_MS = 1_000
/** The longest pause before a failed connection is tried again. */
const MAX_PAUSE_MS = 1_000
const FIRST_PAUSE_MS = 10
/** ReadyForQuery without its status: what a server that accepts statements ends its greeting with. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5])

/**
 * The attempts of a pool to reach its server. The driver fails one statement for each attempt that failed, and the others
 * wait: while a server is away, ten connections that pause for half a second would reject twenty statements per second, and
 * the rest would wait for minutes. So after a second of failures there is one attempt per pause, and every other statement
 * gets the error of the last one at once.
 */
export class Outage {
  #since: number | undefined
  #lastError: Error | undefined
  #nextAttemptAt = 0

  /** The driver's pause in seconds after so many failures in a row. */
  pauseSeconds(failures: number): number {
    if (this.#isEstablished()) return 0
    return (Math.min(FIRST_PAUSE_MS * 2 ** failures, MAX_PAUSE_MS) * Math.random()) / 1_000
  }

  /** A connection, or a socket that fails with the last error. */
  open(address: Address, responseMs: number): net.Socket {
    if (this.#isEstablished()) {
      if (performance.now() < this.#nextAttemptAt) return new RefusedSocket(this.#lastError!)
      // Random, so that the pools of many processes do not return together.
      this.#nextAttemptAt = performance.now() + MAX_PAUSE_MS * Math.random()
    }
    const socket = openSocket(address, responseMs)
    let isReady = false
    let failure: Error | undefined
    const read = (bytes: Buffer) => {
      if (!bytes.subarray(-READY.length - 1, -1).equals(READY)) return
      isReady = true
      this.#since = undefined
      socket.off('data', read)
    }
    // The first one says why; the driver gets another one at the close.
    // Missing in the type of sockets.
    const errors: EventEmitter = socket
    errors.on(errorMonitor, (error: Error) => {
      failure ??= error
    })
    socket.on('data', read)
    socket.once('close', () => {
      if (isReady || !failure) return
      this.#lastError = failure
      this.#since ??= performance.now()
    })
    return socket
  }

  #isEstablished(): boolean {
    return this.#since !== undefined && performance.now() - this.#since >= PATIENCE_MS
  }
}

/**
 * Fails once the driver has written its first message: what it has not written yet when a connection ends, it would write
 * before the first message of the next one.
 */
class RefusedSocket extends net.Socket {
  readonly #error: Error

  constructor(error: Error) {
    super()
    this.#error = error
  }

  override _write(): void {
    setImmediate(() => this.destroy(this.#error))
  }
}
