import {
  Flags,
  FrameTypes,
  type PayloadFrame,
  type RequestChannelFrame,
  type RequestFnfFrame,
  type RequestResponseFrame,
  type RequestStreamFrame,
} from 'rsocket-core'
import { problem } from '../../../problems.ts'
import { ByteBuilder } from './byte-builder.ts'

type RequestFrame = RequestResponseFrame | RequestFnfFrame | RequestStreamFrame | RequestChannelFrame

/** A request with its whole payload. */
export interface Request {
  type: RequestFrame['type']
  streamId: number
  /** The initial credit of a stream; 0 for requests with at most one response. */
  requestN: number
  metadata: Buffer | null | undefined
  data: Buffer | null | undefined
}

interface IncompleteRequest {
  request: Request
  metadata: ByteBuilder
  data: ByteBuilder
}

/** An upper bound of what an incomplete request occupies besides its payload. */
const OVERHEAD_BYTES = 1_024

/** Reassembles the requests of one connection from their fragments (RSocket, "Fragmentation And Reassembly"). */
export class FragmentReassembly {
  readonly #limits: { requestBytes: number; connectionBytes: number }
  readonly #incomplete = new Map<number, IncompleteRequest>()
  #bytes = 0

  constructor(limits: { requestBytes: number; connectionBytes: number }) {
    this.#limits = limits
  }

  /** Bytes that incomplete requests occupy. */
  get bytes(): number {
    return this.#bytes
  }

  has(streamId: number): boolean {
    return this.#incomplete.has(streamId)
  }

  /** The request, or undefined when fragments follow. Throws PAYLOAD_TOO_LARGE or OVERLOADED, and discards the request. */
  begin(frame: RequestFrame): Request | undefined {
    const { type, streamId, metadata, data } = frame
    const requestN = 'requestN' in frame ? frame.requestN : 0
    const request = { type, streamId, requestN, metadata, data }
    if (!Flags.hasFollows(frame.flags)) return request
    const incomplete = { request, metadata: new ByteBuilder(), data: new ByteBuilder() }
    this.#incomplete.set(streamId, incomplete)
    this.#bytes += OVERHEAD_BYTES
    this.#append(incomplete, frame)
    return undefined
  }

  /** The request, if this was its last fragment. Ignores a fragment of no request. Throws as `begin`. */
  add(frame: PayloadFrame): Request | undefined {
    const incomplete = this.#incomplete.get(frame.streamId)
    if (!incomplete) return undefined
    this.#append(incomplete, frame)
    // With COMPLETE set, FOLLOWS has no meaning.
    if (Flags.hasFollows(frame.flags) && !Flags.hasComplete(frame.flags)) return undefined
    this.discard(frame.streamId)
    return {
      ...incomplete.request,
      metadata: incomplete.metadata.take(),
      data: incomplete.data.take(),
    }
  }

  discard(streamId: number): void {
    const incomplete = this.#incomplete.get(streamId)
    if (!incomplete) return
    this.#incomplete.delete(streamId)
    this.#bytes -= OVERHEAD_BYTES + incomplete.metadata.length + incomplete.data.length
  }

  #append(incomplete: IncompleteRequest, { metadata, data }: RequestFrame | PayloadFrame): void {
    const { streamId } = incomplete.request
    const present = incomplete.metadata.length + incomplete.data.length
    const added = (metadata?.length ?? 0) + (data?.length ?? 0)
    if (present + added > this.#limits.requestBytes) {
      this.discard(streamId)
      throw problem('PAYLOAD_TOO_LARGE', { detail: 'atMost', bytes: this.#limits.requestBytes })
    }
    if (this.#bytes + added > this.#limits.connectionBytes) {
      this.discard(streamId)
      throw problem('OVERLOADED', { detail: 'fragmentsFull' })
    }
    this.#bytes += added
    if (metadata) incomplete.metadata.append(metadata)
    if (data) incomplete.data.append(data)
  }
}

export function isRequest(frame: { type: FrameTypes }): frame is RequestFrame {
  return frame.type >= FrameTypes.REQUEST_RESPONSE && frame.type <= FrameTypes.REQUEST_CHANNEL
}
