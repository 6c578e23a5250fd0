import type { Carrier, CarrierEvents } from './framing.ts'
import { FrameReader } from './frame-reader.ts'

const LENGTH_BYTES = 3

/** RSocket's framing on TCP: the length of a frame stands before it. */
export function lengthPrefixed(events: CarrierEvents): Carrier {
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
    wrap(frame) {
      const wire = Buffer.allocUnsafe(LENGTH_BYTES + frame.length)
      wire.writeUIntBE(frame.length, 0, LENGTH_BYTES)
      frame.copy(wire, LENGTH_BYTES)
      return wire
    },
  }
}
