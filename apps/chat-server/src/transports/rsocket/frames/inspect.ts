import { Flags, FRAME_TYPE_OFFFSET, FLAGS_MASK, FrameTypes, Lengths, readUInt24BE } from 'rsocket-core'

/** `take`: it can be read and means something here. `ignore`: the protocol says so. Otherwise what is wrong. */
export type Verdict = 'take' | 'ignore' | { wrong: string }

export const HEADER_BYTES: number = Lengths.HEADER
export const frameType = (frame: Buffer): FrameTypes => frame.readUInt16BE(4) >>> FRAME_TYPE_OFFFSET
export const frameFlags = (frame: Buffer): number => frame.readUInt16BE(4) & FLAGS_MASK

interface Shape {
  /** Bytes before the payload, the header included. */
  fixed: number
  /** Whether metadata may come first in the payload, with its length. */
  payload?: boolean
  on: 'connection' | 'stream' | 'either'
}

const REQUEST_N_BYTES = 4
const LAST_POSITION_BYTES = 8
const ERROR_CODE_BYTES = 4

/** What may follow a SETUP, and how it must look. */
const shapes: Readonly<Record<number, Shape>> = {
  [FrameTypes.KEEPALIVE]: { fixed: HEADER_BYTES + LAST_POSITION_BYTES, on: 'connection' },
  [FrameTypes.REQUEST_RESPONSE]: { fixed: HEADER_BYTES, payload: true, on: 'stream' },
  [FrameTypes.REQUEST_FNF]: { fixed: HEADER_BYTES, payload: true, on: 'stream' },
  [FrameTypes.REQUEST_STREAM]: { fixed: HEADER_BYTES + REQUEST_N_BYTES, payload: true, on: 'stream' },
  [FrameTypes.REQUEST_CHANNEL]: { fixed: HEADER_BYTES + REQUEST_N_BYTES, payload: true, on: 'stream' },
  [FrameTypes.REQUEST_N]: { fixed: HEADER_BYTES + REQUEST_N_BYTES, on: 'either' },
  [FrameTypes.CANCEL]: { fixed: HEADER_BYTES, on: 'either' },
  [FrameTypes.PAYLOAD]: { fixed: HEADER_BYTES, payload: true, on: 'either' },
  [FrameTypes.ERROR]: { fixed: HEADER_BYTES + ERROR_CODE_BYTES, on: 'either' },
}

/**
 * What a server has no use for: a second SETUP is to be ignored, leases and resumption were refused in the first, and
 * metadata without a request has no meaning here.
 */
const meaningless: readonly number[] = [
  FrameTypes.SETUP,
  FrameTypes.LEASE,
  FrameTypes.METADATA_PUSH,
  FrameTypes.RESUME_OK,
]

/** Looks at a frame before it is read, since the library's decoder believes every length. */
export function inspect(frame: Buffer): Verdict {
  if (frame.length < HEADER_BYTES) return { wrong: 'A frame is shorter than its header' }
  const streamId = frame.readInt32BE(0)
  if (streamId < 0) return { wrong: 'A stream id has its highest bit set' }
  const type = frameType(frame)
  const flags = frameFlags(frame)
  if (meaningless.includes(type)) return 'ignore'
  const shape = shapes[type]
  if (!shape) {
    return Flags.hasIgnore(flags) ? 'ignore' : { wrong: `Frames of type ${type} are not understood here` }
  }
  if (frame.length < shape.fixed) return { wrong: `A frame of type ${type} is cut short` }
  if (shape.on === 'connection' && streamId !== 0) return { wrong: `A frame of type ${type} has a stream id` }
  if (shape.on === 'stream' && streamId % 2 === 0) return { wrong: 'The stream ids of a client are odd' }
  if (shape.payload && Flags.hasMetadata(flags) && !holdsMetadata(frame, shape.fixed)) {
    return { wrong: 'Metadata is longer than its frame' }
  }
  return 'take'
}

/** Whether the metadata that begins with its length at `at` lies within the frame. */
export function holdsMetadata(frame: Buffer, at: number): boolean {
  const begin = at + Lengths.METADATA
  return begin <= frame.length && begin + readUInt24BE(frame, at) <= frame.length
}
