const ZERO = 0x30
const NINE = 0x39

/**
 * Reads a few fields at known positions of a buffer without allocating: parsing a thousand copies of each message would
 * measure the load tool instead of the server.
 */
export class ByteScanner {
  #bytes: Buffer = Buffer.alloc(0)
  at = 0

  set(bytes: Buffer, at: number): this {
    this.#bytes = bytes
    this.at = at
    return this
  }

  /** The byte `ahead` bytes after the current position. */
  peek(ahead = 0): number | undefined {
    return this.#bytes[this.at + ahead]
  }

  skip(count: number): this {
    this.at += count
    return this
  }

  /** Moves behind the next `byte`, or to the end when there is none. */
  skipPast(byte: number): this {
    const { length } = this.#bytes
    while (this.at < length && this.#bytes[this.at] !== byte) this.at++
    this.at++
    return this
  }

  /** Reads the digits at the current position as a number; -1 when there are none. */
  number(): number {
    const start = this.at
    let value = 0
    for (; this.at < this.#bytes.length; this.at++) {
      const byte = this.#bytes[this.at]!
      if (byte < ZERO || byte > NINE) break
      value = value * 10 + byte - ZERO
    }
    return this.at === start ? -1 : value
  }
}
