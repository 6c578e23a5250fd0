import { deserializeFrame, ErrorCodes, Flags, FrameTypes, type SetupFrame } from 'rsocket-core'
import type { ChatConfig } from '../../config.ts'
import { problem, toLiveError } from '../../problems.ts'
import { goodbye, type Goodbye, malformed, rejectedSetup } from './errors.ts'
import { frameFlags, frameType, HEADER_BYTES, holdsMetadata } from './frames/inspect.ts'
import { bearerOf, type MetadataKind, metadataKinds } from './frames/metadata.ts'

/** What a client said first, as far as it matters here. */
export interface Setup {
  metadata: MetadataKind
  token: string | undefined
  /** A client that is silent for so long is gone. */
  lifetimeMs: number
}

const MAJOR_VERSION = 1
const VERSION_AT = HEADER_BYTES
/** Version, keep-alive interval and lifetime. */
const MIME_AT = VERSION_AT + 4 + 4 + 4
const dataMime = 'application/json'

/** Reads the first frame of a connection; a Goodbye when it is not a SETUP that can be accepted. */
export function readSetup(bytes: Buffer, config: ChatConfig): Setup | Goodbye {
  const unfit =
    bytes.length < HEADER_BYTES ? malformed('A frame is shorter than its header', false) : fits(bytes)
  return unfit ?? accept(deserializeFrame(bytes) as SetupFrame, config)
}

function fits(bytes: Buffer): Goodbye | undefined {
  const type = frameType(bytes)
  if (type === FrameTypes.RESUME) return unsupported(ErrorCodes.REJECTED_RESUME, 'Nothing is kept to resume')
  if (type !== FrameTypes.SETUP) return malformed('The first frame has to be SETUP', false)
  if (bytes.readInt32BE(0) !== 0) return malformed('SETUP has a stream id', false)
  if (bytes.length < MIME_AT) return malformed('SETUP is cut short', false)
  const version = bytes.readUInt16BE(VERSION_AT)
  if (version !== MAJOR_VERSION) {
    return unsupported(
      ErrorCodes.UNSUPPORTED_SETUP,
      `RSocket ${MAJOR_VERSION}.x is spoken here, not ${version}.x`,
    )
  }
  const flags = frameFlags(bytes)
  // Streams are resumed with `after`, on any node; frames are not kept for it.
  if (Flags.hasResume(flags)) {
    return unsupported(ErrorCodes.UNSUPPORTED_SETUP, 'No resumption of connections: use "after" of a stream')
  }
  if (Flags.hasLease(flags)) return unsupported(ErrorCodes.UNSUPPORTED_SETUP, 'No leases')
  const payloadAt = endOfMimeTypes(bytes)
  const isWhole = payloadAt <= bytes.length && (!Flags.hasMetadata(flags) || holdsMetadata(bytes, payloadAt))
  return isWhole ? undefined : malformed('SETUP is cut short', false)
}

/** Beyond the end of the frame when it is cut short. */
function endOfMimeTypes(bytes: Buffer): number {
  const dataMimeAt = MIME_AT + 1 + (bytes[MIME_AT] ?? 0)
  return dataMimeAt + 1 + (bytes[dataMimeAt] ?? 0)
}

function accept(frame: SetupFrame, config: ChatConfig): Setup | Goodbye {
  const { keepAlive, lifetime } = frame
  const lifetimeMs = Math.min(
    Math.max(lifetime, config.RSOCKET_LIFETIME_MIN_MS),
    config.RSOCKET_LIFETIME_MAX_MS,
  )
  if (keepAlive <= 0 || lifetime <= 0) return malformed('keepAlive and lifetime have to be positive', false)
  if (keepAlive >= lifetimeMs) {
    return malformed(
      `keepAlive has to be shorter than lifetime, which counts as ${lifetimeMs} ms here`,
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

/** Where the metadata can be nothing but a route, the token stands alone, as metadata or as data. */
function tokenOf(kind: MetadataKind, { metadata, data }: SetupFrame): string | undefined {
  if (kind === 'composite') return metadata ? bearerOf(metadata) : undefined
  return (metadata ?? data)?.toString('latin1')
}

function unsupported(code: ErrorCodes, message: string): Goodbye {
  return goodbye('MALFORMED', code, { code: 'MALFORMED', message })
}
