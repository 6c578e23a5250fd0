const NOTHING = Buffer.alloc(0)
/** Larger than any frame that the server may send. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024

/** Splits a byte stream into frames, wherever the reads have cut it, without an allocation per frame. */
export class FrameReader {
  readonly #lengthOf: (bytes: Buffer, at: number) => number
  readonly #onFrame: (bytes: Buffer, from: number, to: number) => void
  #rest = NOTHING

  /**
   * `lengthOf` returns the length of the frame that begins at `at`, header included; 0 when more bytes are needed to
   * tell. The bytes given to `onFrame` are valid during the call only.
   */
  constructor(
    lengthOf: (bytes: Buffer, at: number) => number,
    onFrame: (bytes: Buffer, from: number, to: number) => void,
  ) {
    this.#lengthOf = lengthOf
    this.#onFrame = onFrame
  }

  /** Throws when a frame is too long. */
  read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    for (;;) {
      const length = this.#lengthOf(bytes, at)
      if (length > MAX_FRAME_BYTES) throw new Error(`a frame of ${length} bytes`)
      const end = at + length
      if (length === 0 || end > bytes.length) break
      this.#onFrame(bytes, at, end)
      at = end
    }
    // A copy, because the memory of the chunk is reused for the next read.
    this.#rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at))
  }
}
