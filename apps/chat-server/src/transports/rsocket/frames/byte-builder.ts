const SMALLEST = 256

/** Bytes that arrive in pieces. Grows by doubling, so that many small pieces cost no more than few large ones. */
export class ByteBuilder {
  #bytes: Buffer = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Copies the piece, so that the chunk it came from can go. */
  append(piece: Buffer): void {
    const length = this.#length + piece.length
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(SMALLEST, length, this.#bytes.length * 2))
      this.#bytes.copy(grown, 0, 0, this.#length)
      this.#bytes = grown
    }
    piece.copy(this.#bytes, this.#length)
    this.#length = length
  }

  /** What has arrived, valid until the next `append`. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Gives the bytes away and begins anew. */
  take(): Buffer {
    const bytes = this.view()
    this.#bytes = Buffer.alloc(0)
    this.#length = 0
    return bytes
  }
}
