import {
  Flags,
  type Frame,
  FRAME_TYPE_OFFFSET,
  FrameTypes,
  Lengths,
  serializeFrame,
  writeUInt24BE,
} from 'rsocket-core'
import type { Encoding } from '../../../delivery/room/entry-batch.ts'
import { binaryFrame, type OpenFrame } from '../../websocket/websocket-frame.ts'

/** What surrounds a frame on its carrier: a length prefix on TCP, a binary message on WebSocket. */
export interface Framing {
  readonly name: 'rsocket-tcp' | 'rsocket'
  /** A buffer for a frame of `length` bytes, which the caller writes at `start`. */
  open(length: number): OpenFrame
}

/** RSocket, "Framing Format": the length in three bytes. */
export const tcpFraming: Framing = {
  name: 'rsocket-tcp',
  open(length) {
    const frame = Buffer.allocUnsafe(Lengths.FRAME + length)
    return { frame, start: writeUInt24BE(frame, length, 0) }
  },
}

export const webSocketFraming: Framing = { name: 'rsocket', open: binaryFrame }

export function encodeFrame(framing: Framing, frame: Frame): Buffer {
  const bytes = serializeFrame(frame)
  const opened = framing.open(bytes.length)
  bytes.copy(opened.frame, opened.start)
  return opened.frame
}

export function encodeError(
  framing: Framing,
  streamId: number,
  { code, text }: { code: number; text: string },
): Buffer {
  return encodeFrame(framing, { type: FrameTypes.ERROR, streamId, flags: Flags.NONE, code, message: text })
}

/** The response of a request-response. */
export function encodeResponse(framing: Framing, streamId: number, json: string): Buffer {
  return encodePayload(framing, { streamId, flags: Flags.NEXT | Flags.COMPLETE, data: Buffer.from(json) })
}

/** The encoding of a room's entries for one stream; streams with the same id, as most are, get the same bytes. */
export function streamEncoding(framing: Framing, streamId: number): Encoding {
  return {
    key: `${framing.name}:${streamId}`,
    encode: (entry) => encodePayload(framing, { streamId, flags: Flags.NEXT, data: entry.body }),
  }
}

/** A PAYLOAD without metadata. Copies the data once; `encodeFrame` copies it twice. */
function encodePayload(
  framing: Framing,
  { streamId, flags, data }: { streamId: number; flags: number; data: Buffer },
): Buffer {
  const { frame, start } = framing.open(Lengths.HEADER + data.length)
  frame.writeInt32BE(streamId, start)
  frame.writeUInt16BE((FrameTypes.PAYLOAD << FRAME_TYPE_OFFFSET) | flags, start + 4)
  data.copy(frame, start + Lengths.HEADER)
  return frame
}
