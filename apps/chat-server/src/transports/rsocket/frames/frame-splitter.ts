import { Lengths, readUInt24BE } from 'rsocket-core'
import { ByteBuilder } from './byte-builder.ts'
import { HEADER_BYTES } from './inspect.ts'

const LENGTH_BYTES: number = Lengths.FRAME

/**
 * Finds the frames in the bytes of a TCP connection: each has its length in three bytes before it. Holds at most one
 * frame that is not complete, and never more than has arrived.
 */
export class FrameSplitter {
  readonly #maxBytes: number
  readonly #onFrame: (frame: Buffer) => void
  /** The beginning of a frame, with its length. */
  readonly #part = new ByteBuilder()

  constructor(maxBytes: number, onFrame: (frame: Buffer) => void) {
    this.#maxBytes = maxBytes
    this.#onFrame = onFrame
  }

  /** What is wrong with the bytes, after which there is no way on; undefined when they are fine. */
  push(chunk: Buffer): string | undefined {
    let rest = chunk
    while (rest.length > 0) {
      if (this.#part.length > 0) {
        const { length } = this.#part
        const wanted = length < LENGTH_BYTES ? LENGTH_BYTES : this.#end(this.#part.view())
        this.#part.append(rest.subarray(0, wanted - length))
        rest = rest.subarray(wanted - length)
        if (this.#part.length < wanted) return undefined
        const wrong = this.#check(this.#part.view())
        if (wrong) return wrong
        if (wanted > LENGTH_BYTES) this.#onFrame(this.#part.take().subarray(LENGTH_BYTES))
        continue
      }
      const wrong = this.#check(rest)
      if (wrong) return wrong
      const end = rest.length < LENGTH_BYTES ? Infinity : this.#end(rest)
      if (end > rest.length) {
        this.#part.append(rest)
        return undefined
      }
      this.#onFrame(rest.subarray(LENGTH_BYTES, end))
      rest = rest.subarray(end)
    }
    return undefined
  }

  #end(bytes: Buffer): number {
    return LENGTH_BYTES + readUInt24BE(bytes, 0)
  }

  #check(bytes: Buffer): string | undefined {
    if (bytes.length < LENGTH_BYTES) return undefined
    const length = readUInt24BE(bytes, 0)
    if (length < HEADER_BYTES) return 'A frame is shorter than its header'
    if (length > this.#maxBytes) return `A frame has ${length} bytes; at most ${this.#maxBytes} are accepted`
    return undefined
  }
}
