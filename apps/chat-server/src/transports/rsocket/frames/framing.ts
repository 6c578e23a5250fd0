import {
  Flags,
  type Frame,
  FRAME_TYPE_OFFFSET,
  FrameTypes,
  Lengths,
  serializeFrame,
  writeUInt24BE,
} from 'rsocket-core'
import type { Encoding } from '../../../delivery/room/batch.ts'
import { binaryFrame } from '../../websocket/frame.ts'

/** What stands around a frame on its way: its length on TCP, a binary message on WebSocket. */
export interface Framing {
  readonly name: 'rsocket-tcp' | 'rsocket'
  /** Room for a frame of `length` bytes that begins at `start`; what comes before it is written. */
  open(length: number): { wire: Buffer; start: number }
}

export const tcpFraming: Framing = {
  name: 'rsocket-tcp',
  open(length) {
    const wire = Buffer.allocUnsafe(Lengths.FRAME + length)
    return { wire, start: writeUInt24BE(wire, length, 0) }
  },
}

export const webSocketFraming: Framing = { name: 'rsocket', open: binaryFrame }

/** Any frame, ready to be written to the socket. */
export function wireOf(framing: Framing, frame: Frame): Buffer {
  const bytes = serializeFrame(frame)
  const { wire, start } = framing.open(bytes.length)
  bytes.copy(wire, start)
  return wire
}

export function errorWire(
  framing: Framing,
  streamId: number,
  { code, text }: { code: number; text: string },
): Buffer {
  return wireOf(framing, { type: FrameTypes.ERROR, streamId, flags: Flags.NONE, code, message: text })
}

/** The only answer of a request. */
export function answerWire(framing: Framing, streamId: number, json: string): Buffer {
  return payloadWire(framing, { streamId, flags: Flags.NEXT | Flags.COMPLETE, data: Buffer.from(json) })
}

/** Streams with equal ids, and most members' are, get the same bytes of an entry. */
export function streamEncoding(framing: Framing, streamId: number): Encoding {
  return {
    key: `${framing.name}:${streamId}`,
    encode: (entry) => payloadWire(framing, { streamId, flags: Flags.NEXT, data: entry.body }),
  }
}

/** A PAYLOAD without metadata, copied once. */
function payloadWire(
  framing: Framing,
  { streamId, flags, data }: { streamId: number; flags: number; data: Buffer },
): Buffer {
  const { wire, start } = framing.open(Lengths.HEADER + data.length)
  wire.writeInt32BE(streamId, start)
  wire.writeUInt16BE((FrameTypes.PAYLOAD << FRAME_TYPE_OFFFSET) | flags, start + 4)
  data.copy(wire, start + Lengths.HEADER)
  return wire
}
