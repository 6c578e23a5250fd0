const MIN_BYTES = 256

/** Concatenates bytes that arrive in pieces. The buffer doubles, so that appending costs the same for pieces of any size. */
export class ByteBuilder {
  #bytes: Buffer = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Copies the piece, so that the chunk which contains it can be collected. */
  append(piece: Buffer): void {
    const length = this.#length + piece.length
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(MIN_BYTES, length, this.#bytes.length * 2))
      this.#bytes.copy(grown, 0, 0, this.#length)
      this.#bytes = grown
    }
    piece.copy(this.#bytes, this.#length)
    this.#length = length
  }

  /** The bytes so far; valid until the next `append`. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Returns the bytes and starts anew. */
  take(): Buffer {
    const bytes = this.view()
    this.#bytes = Buffer.alloc(0)
    this.#length = 0
    return bytes
  }
}
