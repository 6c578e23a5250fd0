import { type Frame, FrameTypes } from 'rsocket-core'
import type { Context } from '../../context.ts'
import type { Subscription } from '../../delivery/room/subscription.ts'
import { problem } from '../../problems.ts'
import type { Connection } from '../connection/connection.ts'
import { Assembly, isRequest, type Request } from './frames/assembly.ts'
import { Credit } from './credit.ts'
import { ended, refused, type StreamError } from './errors.ts'
import { answerWire, errorWire, type Framing, streamEncoding } from './frames/framing.ts'
import { type MetadataKind, routeOf } from './frames/metadata.ts'
import { ask, mayBeForgotten, readStreamRequest } from './routes.ts'
import { StreamSink } from './stream-sink.ts'

/** A request that is not over. Its id may be used again once it is, so that the id alone does not tell which it is. */
interface Open {
  streamId: number
  /** Of a stream only. */
  credit?: Credit
  /** Of a stream once it delivers. */
  subscription?: Subscription
}

/** The requests of a connection that was set up, from their first fragment to their last answer. */
export class Requests {
  readonly #context: Context
  readonly #connection: Connection
  readonly #framing: Framing
  readonly #metadata: MetadataKind
  readonly #assembly: Assembly
  readonly #open = new Map<number, Open>()

  constructor(options: {
    context: Context
    connection: Connection
    framing: Framing
    metadata: MetadataKind
  }) {
    this.#context = options.context
    this.#connection = options.connection
    this.#framing = options.framing
    this.#metadata = options.metadata
    this.#assembly = new Assembly({
      requestBytes: options.context.config.MAX_FRAME_BYTES,
      connectionBytes: options.context.config.RSOCKET_ASSEMBLY_BYTES,
    })
  }

  /**
   * Takes a frame that was inspected; those that make no sense now are ignored, as the protocol wants. Resolves when a
   * request was answered, or its stream opened. Does not reject.
   */
  async take(frame: Frame): Promise<void> {
    const { streamId } = frame
    if (isRequest(frame)) {
      const isInUse = this.#open.has(streamId) || this.#assembly.has(streamId)
      return isInUse ? undefined : this.#assemble(streamId, () => this.#assembly.begin(frame))
    }
    switch (frame.type) {
      case FrameTypes.PAYLOAD:
        return this.#assemble(streamId, () => this.#assembly.add(frame))
      case FrameTypes.CANCEL:
        return this.#cancel(streamId)
      case FrameTypes.REQUEST_N:
        return this.#more(streamId, frame.requestN)
    }
  }

  async #assemble(streamId: number, step: () => Request | undefined): Promise<void> {
    let request: Request | undefined
    try {
      request = step()
    } catch (error) {
      return this.#write(errorWire(this.#framing, streamId, refused(this.#connection.refusal(error))))
    }
    if (request) await this.#begin(request)
  }

  async #begin(request: Request): Promise<void> {
    const open: Open = { streamId: request.streamId }
    const isForgotten = request.type === FrameTypes.REQUEST_FNF
    if (!isForgotten) this.#open.set(request.streamId, open)
    try {
      await this.#run(request, open)
    } catch (error) {
      const refusal = this.#connection.refusal(error)
      // Of what nobody waits for, a refusal is only counted.
      if (!isForgotten) this.#end(open, refused(refusal))
    }
  }

  async #run(request: Request, open: Open): Promise<void> {
    switch (request.type) {
      case FrameTypes.REQUEST_FNF:
        return this.#forget(request)
      case FrameTypes.REQUEST_RESPONSE:
        return this.#answer(request, open)
      case FrameTypes.REQUEST_STREAM:
        return this.#stream(request, open)
      default:
        throw problem('FORBIDDEN', { detail: 'noChannels' })
    }
  }

  async #forget(request: Request): Promise<void> {
    const route = this.#routeOf(request)
    if (!mayBeForgotten(route)) throw problem('UNKNOWN_OP', { detail: 'useRequestResponse' })
    await ask(this.#context, this.#connection.session, { route, data: request.data })
  }

  async #answer(request: Request, open: Open): Promise<void> {
    const route = this.#routeOf(request)
    const json = await ask(this.#context, this.#connection.session, { route, data: request.data })
    if (this.#close(open)) this.#write(answerWire(this.#framing, open.streamId, json))
  }

  async #stream(request: Request, open: Open): Promise<void> {
    const input = readStreamRequest(this.#routeOf(request), request.data)
    const credit = new Credit(positive(request.requestN))
    open.credit = credit
    const sink = new StreamSink(this.#connection, {
      roomId: input.roomId,
      encoding: streamEncoding(this.#framing, open.streamId),
      onEnd: (error) => this.#end(open, ended(error)),
      credit,
    })
    await this.#connection.subscribe(input, {
      sink,
      opened: (_answer, subscription) => {
        open.subscription = subscription
        // Cancelled meanwhile: it has to be gone before the next stream of the room is looked at.
        if (!this.#isOpen(open)) this.#connection.session.unsubscribe(input.roomId)
      },
    })
  }

  #cancel(streamId: number): void {
    this.#assembly.drop(streamId)
    const open = this.#open.get(streamId)
    if (open) this.#abandon(open)
  }

  #more(streamId: number, requestN: number): void {
    const open = this.#open.get(streamId)
    if (!open?.credit) return
    try {
      open.credit.add(positive(requestN))
      open.subscription?.resume()
    } catch (error) {
      this.#write(errorWire(this.#framing, streamId, refused(this.#connection.refusal(error))))
      this.#abandon(open)
    }
  }

  /** Nothing is sent on the stream any more. */
  #abandon(open: Open): void {
    if (this.#close(open) && open.subscription) this.#unsubscribe(open.subscription.roomId)
  }

  #unsubscribe(roomId: number): void {
    // It may have ended by itself in the meantime.
    this.#connection.unsubscribe(roomId).catch(() => {})
  }

  #end(open: Open, error: StreamError): void {
    if (this.#close(open)) this.#write(errorWire(this.#framing, open.streamId, error))
  }

  #isOpen(open: Open): boolean {
    return this.#open.get(open.streamId) === open
  }

  /** Whether it was open until now. */
  #close(open: Open): boolean {
    if (!this.#isOpen(open)) return false
    open.credit?.withdraw()
    return this.#open.delete(open.streamId)
  }

  #routeOf(request: Request): string {
    const route = routeOf(this.#metadata, request.metadata)
    if (route === undefined) throw problem('VALIDATION_FAILED', { detail: 'routeMissing' })
    return route
  }

  #write(wire: Buffer): void {
    this.#connection.write(wire)
  }
}

function positive(requestN: number): number {
  if (requestN > 0) return requestN
  const errors = [{ path: 'requestN', message: 'must be positive' }]
  throw problem('VALIDATION_FAILED', { detail: 'requestN', errors })
}
