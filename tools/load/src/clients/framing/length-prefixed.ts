import type { Framing, FramingEvents } from './framing.ts'
import { FrameReader } from './frame-reader.ts'

const LENGTH_BYTES = 3

/** RSocket's framing on TCP: a 24-bit length before each frame. */
export function lengthPrefixed(events: FramingEvents): Framing {
  const reader = new FrameReader(
    (bytes, at) => (bytes.length - at < LENGTH_BYTES ? 0 : LENGTH_BYTES + bytes.readUIntBE(at, LENGTH_BYTES)),
    (bytes, from, to) => events.onFrame(bytes, from + LENGTH_BYTES, to),
  )
  return {
    open() {
      events.onOpen()
      return undefined
    },
    read: (chunk) => reader.read(chunk),
    encode(frame) {
      const encoded = Buffer.allocUnsafe(LENGTH_BYTES + frame.length)
      encoded.writeUIntBE(frame.length, 0, LENGTH_BYTES)
      frame.copy(encoded, LENGTH_BYTES)
      return encoded
    },
  }
}
