import { deserializeFrame, ErrorCodes, Flags, FrameTypes, type SetupFrame } from 'rsocket-core'
import type { ChatConfig } from '../../config.ts'
import { problem, toLiveError } from '../../problems.ts'
import { bearerOf, type MetadataKind, metadataKinds } from './frames/metadata.ts'
import { containsMetadata, frameFlags, frameType, HEADER_BYTES } from './frames/validate-frame.ts'
import { rejectedSetup, type RSocketClose, rsocketClose, violationClose } from './rsocket-close.ts'

/** The parameters of a connection from its SETUP frame. */
export interface Setup {
  metadata: MetadataKind
  token: string | undefined
  /** A client that sends nothing for so long is gone. */
  lifetimeMs: number
}

const MAJOR_VERSION = 1
const VERSION_AT = HEADER_BYTES
/** Version, keep-alive interval and lifetime. */
const MIME_AT = VERSION_AT + 4 + 4 + 4
const dataMime = 'application/json'

/** Reads the first frame of a connection; returns how to close the connection when it is not an acceptable SETUP. */
export function readSetup(bytes: Buffer, config: ChatConfig): Setup | RSocketClose {
  if (bytes.length < HEADER_BYTES) return violationClose('A frame is shorter than its header', false)
  return validateSetup(bytes) ?? negotiate(deserializeFrame(bytes) as SetupFrame, config)
}

function validateSetup(bytes: Buffer): RSocketClose | undefined {
  const type = frameType(bytes)
  if (type === FrameTypes.RESUME)
    return unsupported(ErrorCodes.REJECTED_RESUME, 'Connections cannot be resumed')
  if (type !== FrameTypes.SETUP) return violationClose('The first frame must be SETUP', false)
  if (bytes.readInt32BE(0) !== 0) return violationClose('SETUP has a stream id', false)
  if (bytes.length < MIME_AT) return violationClose('SETUP is truncated', false)
  const version = bytes.readUInt16BE(VERSION_AT)
  if (version !== MAJOR_VERSION) {
    return unsupported(
      ErrorCodes.UNSUPPORTED_SETUP,
      `The server supports RSocket ${MAJOR_VERSION}.x, not ${version}.x`,
    )
  }
  const flags = frameFlags(bytes)
  // Streams are resumed with `after`, on any node; frames are not stored for that.
  if (Flags.hasResume(flags)) {
    return unsupported(ErrorCodes.UNSUPPORTED_SETUP, 'Connections cannot be resumed; use "after" of a stream')
  }
  if (Flags.hasLease(flags)) return unsupported(ErrorCodes.UNSUPPORTED_SETUP, 'Leases are not supported')
  const payloadAt = endOfMimeTypes(bytes)
  const isComplete =
    payloadAt <= bytes.length && (!Flags.hasMetadata(flags) || containsMetadata(bytes, payloadAt))
  return isComplete ? undefined : violationClose('SETUP is truncated', false)
}

/** Where the payload starts; beyond the end of a truncated frame. */
function endOfMimeTypes(bytes: Buffer): number {
  const dataMimeAt = MIME_AT + 1 + (bytes[MIME_AT] ?? 0)
  return dataMimeAt + 1 + (bytes[dataMimeAt] ?? 0)
}

function negotiate(frame: SetupFrame, config: ChatConfig): Setup | RSocketClose {
  const { keepAlive, lifetime } = frame
  const lifetimeMs = Math.min(
    Math.max(lifetime, config.RSOCKET_LIFETIME_MIN_MS),
    config.RSOCKET_LIFETIME_MAX_MS,
  )
  if (keepAlive <= 0 || lifetime <= 0) return violationClose('keepAlive and lifetime must be positive', false)
  if (keepAlive >= lifetimeMs) {
    return violationClose(
      `keepAlive must be shorter than lifetime, which the server limits to ${lifetimeMs} ms`,
      false,
    )
  }
  if (frame.dataMimeType.toLowerCase() !== dataMime) {
    return rejectedSetup(
      toLiveError(problem('UNSUPPORTED_MEDIA_TYPE', { detail: 'data', expected: dataMime })),
    )
  }
  const metadata = metadataKinds[frame.metadataMimeType.toLowerCase()]
  if (!metadata) {
    const known = Object.keys(metadataKinds).join(' or ')
    return rejectedSetup(
      toLiveError(problem('UNSUPPORTED_MEDIA_TYPE', { detail: 'metadata', expected: known })),
    )
  }
  return { metadata, lifetimeMs, token: tokenOf(metadata, frame) }
}

/** With routing metadata, the token is the whole metadata or the whole data of SETUP. */
function tokenOf(kind: MetadataKind, { metadata, data }: SetupFrame): string | undefined {
  if (kind === 'composite') return metadata ? bearerOf(metadata) : undefined
  return (metadata ?? data)?.toString('latin1')
}

function unsupported(code: ErrorCodes, message: string): RSocketClose {
  return rsocketClose('MALFORMED', code, { code: 'MALFORMED', message })
}
