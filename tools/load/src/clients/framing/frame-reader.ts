const NOTHING = Buffer.alloc(0)
/** More than any frame that the server is allowed to make. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024

/** Cuts what a server sends into frames, wherever the reads have cut it. Makes nothing for a frame. */
export class FrameReader {
  readonly #lengthOf: (bytes: Buffer, at: number) => number
  readonly #take: (bytes: Buffer, from: number, to: number) => void
  #rest = NOTHING

  /**
   * `lengthOf` gives the bytes of the frame that begins at `at`, its header included; 0 when more of it must come
   * first. `take` gets frames that are valid during the call only.
   */
  constructor(
    lengthOf: (bytes: Buffer, at: number) => number,
    take: (bytes: Buffer, from: number, to: number) => void,
  ) {
    this.#lengthOf = lengthOf
    this.#take = take
  }

  /** Throws at what a server must not send. */
  read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    for (;;) {
      const length = this.#lengthOf(bytes, at)
      if (length > MAX_FRAME_BYTES) throw new Error(`a frame of ${length} bytes`)
      const end = at + length
      if (length === 0 || end > bytes.length) break
      this.#take(bytes, at, end)
      at = end
    }
    // A copy: the chunk's memory is read into again.
    this.#rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at))
  }
}
