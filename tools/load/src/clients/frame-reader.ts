const NOTHING = Buffer.alloc(0)
/** More than any frame that the server is allowed to make. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024
/** FIN and the opcode of the first byte; RFC 6455, 5.2. */
const WHOLE = 0x80

export const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const

/** Cuts what a server sends into WebSocket frames (RFC 6455, 5.2), wherever the reads have cut it. */
export class FrameReader {
  #rest = NOTHING

  /** `onFrame` gets payloads that are valid during the call only. Throws at what a server must not send. */
  read(chunk: Buffer, onFrame: (opcode: number, payload: Buffer) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    for (let next = frameAt(bytes, at); next; next = frameAt(bytes, at)) {
      onFrame(next.opcode, bytes.subarray(next.from, next.to))
      at = next.to
    }
    // A copy: the chunk's memory is read into again.
    this.#rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at))
  }
}

function frameAt(bytes: Buffer, at: number): { opcode: number; from: number; to: number } | undefined {
  const available = bytes.length - at
  if (available < 2) return undefined
  const first = bytes[at]!
  const short = bytes[at + 1]!
  // A set mask bit lands here too: servers do not mask.
  if (first < WHOLE || short > 127) throw new Error('a fragment or a masked frame')
  const header = short < 126 ? 2 : short === 126 ? 4 : 10
  if (available < header) return undefined
  const length =
    header === 2 ? short : header === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
  if (length > MAX_FRAME_BYTES) throw new Error(`a frame of ${length} bytes`)
  const from = at + header
  if (bytes.length < from + length) return undefined
  return { opcode: first & 0x0f, from, to: from + length }
}

/**
 * A frame as clients must send it: masked. With a mask of zeros, which leaves the payload as it is: there is no proxy
 * between a load and its server that could be fooled (RFC 6455, 10.3).
 */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const header = length < 126 ? 2 : 4
  if (length > 0xffff) throw new RangeError('a load sends no frame above 64 KiB')
  const frame = Buffer.alloc(header + 4 + length)
  frame[0] = WHOLE | opcode
  frame[1] = WHOLE | (header === 2 ? length : 126)
  if (header === 4) frame.writeUInt16BE(length, 2)
  payload.copy(frame, header + 4)
  return frame
}
