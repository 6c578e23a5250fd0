import type net from 'node:net'

/** A message is its type and its length, which counts itself; the first one of a client has no type. */
const LENGTH_BYTES = 4
const HEADER_BYTES = 1 + LENGTH_BYTES
const READY_FOR_QUERY = 'Z'.charCodeAt(0)
/** Each is answered by one ReadyForQuery: Sync and the simple Query, and the first message, which has no type. */
const REQUESTS = new Set(['S'.charCodeAt(0), 'Q'.charCodeAt(0), 0])

/**
 * Calls `end` when the server has not finished a response `ms` after it was requested, or after the response before it
 * when statements are pipelined. A response is finished by its ReadyForQuery and not by its first bytes: after a failover
 * or behind a proxy it may stop half way while the connection stays open, and the server's timeouts do not reach us.
 */
export function enforceResponseDeadline(socket: net.Socket, ms: number, end: () => void): void {
  const requests = new MessageCounter(REQUESTS, { firstHasType: false })
  const responses = new MessageCounter(new Set([READY_FOR_QUERY]), { firstHasType: true })
  let pending = 0
  let timer: NodeJS.Timeout | undefined
  const disarm = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const arm = () => {
    disarm()
    const armed = setTimeout(() => {
      // A process that was stopped for longer than the deadline first reads what has arrived meanwhile.
      setImmediate(() => timer === armed && end())
    }, ms)
    timer = armed
  }
  const write = socket.write.bind(socket) as (...parameters: unknown[]) => boolean
  Object.assign(socket, {
    write(bytes: Buffer, ...others: unknown[]): boolean {
      pending += requests.count(bytes)
      if (!timer) arm()
      return write(bytes, ...others)
    },
  })
  socket.on('data', (bytes) => {
    const finished = responses.count(bytes)
    if (finished === 0) return
    pending -= finished
    if (pending > 0) arm()
    else disarm()
  })
  socket.on('close', disarm)
}

/** Counts the messages of some types in a stream of bytes that is divided anywhere. */
class MessageCounter {
  readonly #types: ReadonlySet<number>
  /** The header of the next message as far as it has arrived. */
  readonly #header = Buffer.alloc(HEADER_BYTES)
  #headerBytes: number
  /** Bytes of the current message that have not arrived. */
  #rest = 0

  constructor(types: ReadonlySet<number>, { firstHasType }: { firstHasType: boolean }) {
    this.#types = types
    this.#headerBytes = firstHasType ? 0 : 1
  }

  count(bytes: Buffer): number {
    let counted = 0
    let at = 0
    while (at < bytes.length) {
      if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, bytes.length - at)
        this.#rest -= skipped
        at += skipped
        continue
      }
      const copied = bytes.copy(this.#header, this.#headerBytes, at)
      this.#headerBytes += copied
      at += copied
      if (this.#headerBytes < HEADER_BYTES) break
      this.#headerBytes = 0
      if (this.#types.has(this.#header[0]!)) counted++
      // Less than its own size is not PostgreSQL's: nothing after it is a message, and the deadline ends the connection.
      const length = this.#header.readUInt32BE(1)
      this.#rest = length < LENGTH_BYTES ? Infinity : length - LENGTH_BYTES
    }
    return counted
  }
}
