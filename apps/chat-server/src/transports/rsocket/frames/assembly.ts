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

/** A request with all of its payload. */
export interface Request {
  type: RequestFrame['type']
  streamId: number
  /** How many entries a stream may begin with; 0 for what has one answer at most. */
  requestN: number
  metadata: Buffer | null | undefined
  data: Buffer | null | undefined
}

interface Unfinished {
  request: Request
  metadata: ByteBuilder
  data: ByteBuilder
}

/** What an unfinished request costs beside its payload, generously. */
const OVERHEAD_BYTES = 1_024

/** Puts requests together that arrive in fragments. */
export class Assembly {
  readonly #limits: { requestBytes: number; connectionBytes: number }
  readonly #unfinished = new Map<number, Unfinished>()
  #bytes = 0

  constructor(limits: { requestBytes: number; connectionBytes: number }) {
    this.#limits = limits
  }

  /** What unfinished requests occupy. */
  get bytes(): number {
    return this.#bytes
  }

  has(streamId: number): boolean {
    return this.#unfinished.has(streamId)
  }

  /** The request, unless more of it follows. Throws OVERLOADED when too much is unfinished. */
  begin(frame: RequestFrame): Request | undefined {
    const { type, streamId, metadata, data } = frame
    const requestN = 'requestN' in frame ? frame.requestN : 0
    const request = { type, streamId, requestN, metadata, data }
    if (!Flags.hasFollows(frame.flags)) return request
    const begun = { request, metadata: new ByteBuilder(), data: new ByteBuilder() }
    this.#unfinished.set(streamId, begun)
    this.#bytes += OVERHEAD_BYTES
    this.#append(begun, frame)
    return undefined
  }

  /**
   * The request, if this was its last fragment; undefined as well when it is a fragment of nothing. Throws
   * PAYLOAD_TOO_LARGE or OVERLOADED, and forgets the request.
   */
  add(frame: PayloadFrame): Request | undefined {
    const begun = this.#unfinished.get(frame.streamId)
    if (!begun) return undefined
    this.#append(begun, frame)
    // With COMPLETE set, FOLLOWS means nothing.
    if (Flags.hasFollows(frame.flags) && !Flags.hasComplete(frame.flags)) return undefined
    this.drop(frame.streamId)
    return { ...begun.request, metadata: begun.metadata.take(), data: begun.data.take() }
  }

  drop(streamId: number): void {
    const begun = this.#unfinished.get(streamId)
    if (!begun) return
    this.#unfinished.delete(streamId)
    this.#bytes -= OVERHEAD_BYTES + begun.metadata.length + begun.data.length
  }

  #append(begun: Unfinished, { metadata, data }: RequestFrame | PayloadFrame): void {
    const { streamId } = begun.request
    const before = begun.metadata.length + begun.data.length
    const more = (metadata?.length ?? 0) + (data?.length ?? 0)
    if (before + more > this.#limits.requestBytes) {
      this.drop(streamId)
      throw problem('PAYLOAD_TOO_LARGE', { detail: 'atMost', bytes: this.#limits.requestBytes })
    }
    if (this.#bytes + more > this.#limits.connectionBytes) {
      this.drop(streamId)
      throw problem('OVERLOADED', { detail: 'fragmentsFull' })
    }
    this.#bytes += more
    if (metadata) begun.metadata.append(metadata)
    if (data) begun.data.append(data)
  }
}

export function isRequest(frame: { type: FrameTypes }): frame is RequestFrame {
  return frame.type >= FrameTypes.REQUEST_RESPONSE && frame.type <= FrameTypes.REQUEST_CHANNEL
}
