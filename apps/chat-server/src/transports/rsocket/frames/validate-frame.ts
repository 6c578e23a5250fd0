import { Flags, FRAME_TYPE_OFFFSET, FLAGS_MASK, FrameTypes, Lengths, readUInt24BE } from 'rsocket-core'

/** `ignored`: the protocol requires to ignore the frame. */
export type Validity = 'valid' | 'ignored' | { violation: string }

export const HEADER_BYTES: number = Lengths.HEADER
export const frameType = (frame: Buffer): FrameTypes => frame.readUInt16BE(4) >>> FRAME_TYPE_OFFFSET
export const frameFlags = (frame: Buffer): number => frame.readUInt16BE(4) & FLAGS_MASK

interface FrameLayout {
  /** Bytes before the payload, including the header. */
  fixedBytes: number
  /** Whether there is a payload, which may start with metadata and its length. */
  hasPayload?: boolean
  streamId: 'zero' | 'odd' | 'any'
}

const REQUEST_N_BYTES = 4
const LAST_POSITION_BYTES = 8
const ERROR_CODE_BYTES = 4

/** The frames that a client may send after SETUP. */
const layouts: Readonly<Record<number, FrameLayout>> = {
  [FrameTypes.KEEPALIVE]: { fixedBytes: HEADER_BYTES + LAST_POSITION_BYTES, streamId: 'zero' },
  [FrameTypes.REQUEST_RESPONSE]: { fixedBytes: HEADER_BYTES, hasPayload: true, streamId: 'odd' },
  [FrameTypes.REQUEST_FNF]: { fixedBytes: HEADER_BYTES, hasPayload: true, streamId: 'odd' },
  [FrameTypes.REQUEST_STREAM]: {
    fixedBytes: HEADER_BYTES + REQUEST_N_BYTES,
    hasPayload: true,
    streamId: 'odd',
  },
  [FrameTypes.REQUEST_CHANNEL]: {
    fixedBytes: HEADER_BYTES + REQUEST_N_BYTES,
    hasPayload: true,
    streamId: 'odd',
  },
  [FrameTypes.REQUEST_N]: { fixedBytes: HEADER_BYTES + REQUEST_N_BYTES, streamId: 'any' },
  [FrameTypes.CANCEL]: { fixedBytes: HEADER_BYTES, streamId: 'any' },
  [FrameTypes.PAYLOAD]: { fixedBytes: HEADER_BYTES, hasPayload: true, streamId: 'any' },
  [FrameTypes.ERROR]: { fixedBytes: HEADER_BYTES + ERROR_CODE_BYTES, streamId: 'any' },
}

/**
 * A second SETUP must be ignored; leases and resumption were rejected in the first one; metadata that belongs to no
 * request has no use here.
 */
const ignoredTypes: readonly number[] = [
  FrameTypes.SETUP,
  FrameTypes.LEASE,
  FrameTypes.METADATA_PUSH,
  FrameTypes.RESUME_OK,
]

/** Validates a frame before it is decoded: the decoder of `rsocket-core` trusts every length in it. */
export function validateFrame(frame: Buffer): Validity {
  if (frame.length < HEADER_BYTES) return { violation: 'A frame is shorter than its header' }
  const streamId = frame.readInt32BE(0)
  if (streamId < 0) return { violation: 'A stream id has its highest bit set' }
  const type = frameType(frame)
  const flags = frameFlags(frame)
  if (ignoredTypes.includes(type)) return 'ignored'
  const layout = layouts[type]
  if (!layout) {
    return Flags.hasIgnore(flags) ? 'ignored' : { violation: `Frames of type ${type} are not supported` }
  }
  if (frame.length < layout.fixedBytes) return { violation: `A frame of type ${type} is truncated` }
  if (layout.streamId === 'zero' && streamId !== 0) {
    return { violation: `A frame of type ${type} has a stream id` }
  }
  if (layout.streamId === 'odd' && streamId % 2 === 0) {
    return { violation: 'The stream ids of a client are odd' }
  }
  if (layout.hasPayload && Flags.hasMetadata(flags) && !containsMetadata(frame, layout.fixedBytes)) {
    return { violation: 'Metadata is longer than its frame' }
  }
  return 'valid'
}

/** Whether the metadata whose length is at `at` ends within the frame. */
export function containsMetadata(frame: Buffer, at: number): boolean {
  const start = at + Lengths.METADATA
  return start <= frame.length && start + readUInt24BE(frame, at) <= frame.length
}
