import { readUInt24BE } from 'rsocket-core'

/** The form of a request's metadata: several entries with their MIME types, or the route alone. */
export type MetadataKind = 'composite' | 'routing'

export const metadataKinds: Readonly<Record<string, MetadataKind>> = {
  'message/x.rsocket.composite-metadata.v0': 'composite',
  'message/x.rsocket.routing.v0': 'routing',
}

/** A MIME type with its id in the table of well-known types (RSocket extension CompositeMetadata). */
interface EntryType {
  id: number
  mime: string
}
const routing: EntryType = { id: 0x7e, mime: 'message/x.rsocket.routing.v0' }
const authentication: EntryType = { id: 0x7c, mime: 'message/x.rsocket.authentication.v0' }

const WELL_KNOWN = 0x80
const BEARER = WELL_KNOWN | 0x01
const LENGTH_BYTES = 3

/** The route of a request; undefined when there is none, or when the metadata is not well-formed. */
export function routeOf(kind: MetadataKind, metadata: Buffer | null | undefined): string | undefined {
  const tags = kind === 'routing' ? metadata : metadata && findEntry(metadata, routing)
  if (!tags || tags.length === 0) return undefined
  const end = 1 + tags.readUInt8(0)
  return end > tags.length ? undefined : tags.toString('utf8', 1, end)
}

/** The bearer token in composite metadata. */
export function bearerOf(metadata: Buffer): string | undefined {
  const entry = findEntry(metadata, authentication)
  return entry?.[0] === BEARER ? entry.toString('latin1', 1) : undefined
}

/**
 * The body of the first entry of this type. Does not use the decoder of `rsocket-composite-metadata`: this runs for every
 * request, and the decoder takes thirty times as long.
 */
function findEntry(metadata: Buffer, wanted: EntryType): Buffer | undefined {
  let at = 0
  while (at < metadata.length) {
    const first = metadata.readUInt8(at)
    const isWellKnown = (first & WELL_KNOWN) !== 0
    const lengthAt = isWellKnown ? at + 1 : at + 2 + first
    const bodyAt = lengthAt + LENGTH_BYTES
    if (bodyAt > metadata.length) return undefined
    const end = bodyAt + readUInt24BE(metadata, lengthAt)
    if (end > metadata.length) return undefined
    const isWanted = isWellKnown
      ? (first & ~WELL_KNOWN) === wanted.id
      : lengthAt - at - 1 === wanted.mime.length &&
        metadata.toString('latin1', at + 1, lengthAt) === wanted.mime
    if (isWanted) return metadata.subarray(bodyAt, end)
    at = end
  }
  return undefined
}
