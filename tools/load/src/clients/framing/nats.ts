import type { Framing, FramingEvents } from './framing.ts'
import { FrameReader } from './frame-reader.ts'

const CRLF = '\r\n'
const M = 0x4d

/** NATS: a line, followed in `MSG` by as many bytes as its last word says and another CRLF. */
export function natsFraming(events: FramingEvents): Framing {
  const reader = new FrameReader(lengthOf, (bytes, from, to) => events.onFrame(bytes, from, to))
  return {
    open() {
      events.onOpen()
      return undefined
    },
    read: (chunk) => reader.read(chunk),
    encode: (frame) => frame,
  }
}

function lengthOf(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(CRLF, at)
  if (end === -1) return 0
  const line = end - at + CRLF.length
  if (bytes[at] !== M) return line
  const size = Number(bytes.toString('latin1', bytes.lastIndexOf(' ', end) + 1, end))
  return line + size + CRLF.length
}
