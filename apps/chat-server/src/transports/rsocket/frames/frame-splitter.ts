import { Lengths, readUInt24BE } from 'rsocket-core'
import { ByteBuilder } from './byte-builder.ts'
import { HEADER_BYTES } from './validate-frame.ts'

const LENGTH_BYTES: number = Lengths.FRAME

/**
 * Splits the bytes of a TCP connection into frames: each is preceded by its length in three bytes. Buffers at most one
 * incomplete frame, and no more than has arrived of it.
 */
export class FrameSplitter {
  readonly #maxBytes: number
  readonly #onFrame: (frame: Buffer) => void
  /** An incomplete frame, with its length. */
  readonly #incomplete = new ByteBuilder()

  constructor(maxBytes: number, onFrame: (frame: Buffer) => void) {
    this.#maxBytes = maxBytes
    this.#onFrame = onFrame
  }

  /** Returns the violation when a length is not valid; the connection cannot go on then. */
  push(chunk: Buffer): string | undefined {
    let rest = chunk
    while (rest.length > 0) {
      if (this.#incomplete.length > 0) {
        const { length } = this.#incomplete
        const wanted = length < LENGTH_BYTES ? LENGTH_BYTES : this.#end(this.#incomplete.view())
        this.#incomplete.append(rest.subarray(0, wanted - length))
        rest = rest.subarray(wanted - length)
        if (this.#incomplete.length < wanted) return undefined
        const violation = this.#violationIn(this.#incomplete.view())
        if (violation) return violation
        if (wanted > LENGTH_BYTES) this.#onFrame(this.#incomplete.take().subarray(LENGTH_BYTES))
        continue
      }
      const violation = this.#violationIn(rest)
      if (violation) return violation
      const end = rest.length < LENGTH_BYTES ? Infinity : this.#end(rest)
      if (end > rest.length) {
        this.#incomplete.append(rest)
        return undefined
      }
      this.#onFrame(rest.subarray(LENGTH_BYTES, end))
      rest = rest.subarray(end)
    }
    return undefined
  }

  /** Where the frame ends whose length is at the start of `bytes`. */
  #end(bytes: Buffer): number {
    return LENGTH_BYTES + readUInt24BE(bytes, 0)
  }

  #violationIn(bytes: Buffer): string | undefined {
    if (bytes.length < LENGTH_BYTES) return undefined
    const length = readUInt24BE(bytes, 0)
    if (length < HEADER_BYTES) return 'A frame is shorter than its header'
    if (length > this.#maxBytes) return `A frame has ${length} bytes; at most ${this.#maxBytes} are accepted`
    return undefined
  }
}
