import { type Frame, FrameTypes } from 'rsocket-core'
import { dispatch } from '../../operations/dispatch.ts'
import { problem, rejectedPath } from '../../problems.ts'
import type { Connection } from '../connection/connection.ts'
import type { LiveContext } from '../connection/live-context.ts'
import { Credit } from './credit.ts'
import { FragmentReassembly, isRequest, type Request } from './frames/fragment-reassembly.ts'
import { encodeError, encodeResponse, type Framing, streamEncoding } from './frames/framing.ts'
import { type MetadataKind, routeOf } from './frames/metadata.ts'
import { parseData, readStreamInput, type Routes } from './routes.ts'
import { cancelError, rejectionError, type StreamError } from './stream-errors.ts'
import { StreamSink } from './stream-sink.ts'

/** A request that has not ended. Ended ids may be used again, so that requests are compared by identity and not by id. */
interface OpenRequest {
  streamId: number
  /** Of a stream only. */
  credit?: Credit
  /** Of a stream once it delivers. */
  stream?: Stream
}

/** What a stream delivers from. */
interface Stream {
  resume(): void
  /** Rejects when the server has ended the subscription in the meantime. */
  close(): Promise<void>
}

/** The requests of a connection after SETUP, from their first fragment to their response or the end of their stream. */
export class Requests {
  readonly #context: LiveContext
  readonly #connection: Connection
  readonly #framing: Framing
  readonly #metadata: MetadataKind
  readonly #routes: Routes
  readonly #reassembly: FragmentReassembly
  readonly #open = new Map<number, OpenRequest>()

  constructor(options: {
    context: LiveContext
    connection: Connection
    framing: Framing
    metadata: MetadataKind
    routes: Routes
  }) {
    this.#context = options.context
    this.#connection = options.connection
    this.#framing = options.framing
    this.#metadata = options.metadata
    this.#routes = options.routes
    this.#reassembly = new FragmentReassembly({
      requestBytes: options.context.config.MAX_FRAME_BYTES,
      connectionBytes: options.context.config.RSOCKET_REASSEMBLY_BYTES,
    })
  }

  /**
   * Handles a frame that was validated; frames for streams that do not exist are ignored, as the protocol requires.
   * Resolves when the response is sent or the stream opened. Does not reject.
   */
  async handle(frame: Frame): Promise<void> {
    const { streamId } = frame
    if (isRequest(frame)) {
      const isInUse = this.#open.has(streamId) || this.#reassembly.has(streamId)
      return isInUse ? undefined : this.#reassemble(streamId, () => this.#reassembly.begin(frame))
    }
    switch (frame.type) {
      case FrameTypes.PAYLOAD:
        return this.#reassemble(streamId, () => this.#reassembly.add(frame))
      case FrameTypes.CANCEL:
        return this.#cancel(streamId)
      case FrameTypes.REQUEST_N:
        return this.#addCredit(streamId, frame.requestN)
    }
  }

  async #reassemble(streamId: number, addFragment: () => Request | undefined): Promise<void> {
    let request: Request | undefined
    try {
      request = addFragment()
    } catch (error) {
      return this.#sendError(streamId, rejectionError(this.#connection.reportError(error)))
    }
    if (request) await this.#start(request)
  }

  async #start(request: Request): Promise<void> {
    const open: OpenRequest = { streamId: request.streamId }
    const isFireAndForget = request.type === FrameTypes.REQUEST_FNF
    if (!isFireAndForget) this.#open.set(request.streamId, open)
    try {
      await this.#run(request, open)
    } catch (error) {
      const reported = this.#connection.reportError(error)
      // Fire-and-forget has no response, not even an error.
      if (!isFireAndForget) this.#fail(open, rejectionError(reported))
    }
  }

  async #run(request: Request, open: OpenRequest): Promise<void> {
    switch (request.type) {
      case FrameTypes.REQUEST_FNF:
        return this.#fireAndForget(request)
      case FrameTypes.REQUEST_RESPONSE:
        return this.#requestResponse(request, open)
      case FrameTypes.REQUEST_STREAM:
        return this.#requestStream(request, open)
      default:
        throw problem('FORBIDDEN', { detail: 'noChannels' })
    }
  }

  async #fireAndForget(request: Request): Promise<void> {
    const { name, operation } = this.#routes.resolve(this.#routeOf(request))
    if (!operation.isFireAndForget) throw problem('UNKNOWN_OP', { detail: 'useRequestResponse' })
    await this.#dispatch(name, request)
  }

  async #requestResponse(request: Request, open: OpenRequest): Promise<void> {
    const { name } = this.#routes.resolve(this.#routeOf(request))
    const json = await this.#dispatch(name, request)
    if (this.#remove(open)) this.#connection.write(encodeResponse(this.#framing, open.streamId, json))
  }

  async #requestStream(request: Request, open: OpenRequest): Promise<void> {
    const input = readStreamInput(this.#routeOf(request), request.data)
    const credit = new Credit(requirePositive(request.requestN))
    open.credit = credit
    const connection = this.#connection
    const sinkWith = (release: () => void) =>
      new StreamSink(connection, {
        encoding: streamEncoding(this.#framing, open.streamId),
        release,
        onEnd: (error) => this.#fail(open, cancelError(error)),
        credit,
      })
    if ('inbox' in input) {
      await connection.openInbox(input.inbox, {
        sink: sinkWith(() => connection.inboxEnded()),
        onOpened: (_result, inbox) => {
          this.#opened(open, {
            resume: () => inbox.resume(),
            close: () => connection.closeInbox(),
            closeNow: () => connection.session.closeInbox(),
          })
        },
      })
      return
    }
    const { roomId } = input.room
    await connection.subscribe(input.room, {
      sink: sinkWith(() => connection.subscriptionEnded(roomId)),
      onOpened: (_result, subscription) => {
        this.#opened(open, {
          resume: () => subscription.resume(),
          close: () => connection.unsubscribe(roomId),
          closeNow: () => connection.session.unsubscribe(roomId),
        })
      },
    })
  }

  #opened(open: OpenRequest, stream: Stream & { closeNow: () => void }): void {
    open.stream = stream
    // Cancelled in the meantime: the subscription must end before the next stream of the room is opened.
    if (!this.#isOpen(open)) stream.closeNow()
  }

  #dispatch(operation: string, request: Request): Promise<string> {
    const input = parseData(request.data)
    return dispatch(this.#context, this.#connection.session, { operation, input })
  }

  #cancel(streamId: number): void {
    this.#reassembly.discard(streamId)
    const open = this.#open.get(streamId)
    if (open) this.#abandon(open)
  }

  #addCredit(streamId: number, requestN: number): void {
    const open = this.#open.get(streamId)
    if (!open?.credit) return
    try {
      open.credit.add(requirePositive(requestN))
      open.stream?.resume()
    } catch (error) {
      this.#sendError(streamId, rejectionError(this.#connection.reportError(error)))
      this.#abandon(open)
    }
  }

  /** Ends a request without another frame. */
  #abandon(open: OpenRequest): void {
    if (this.#remove(open)) open.stream?.close().catch(() => {})
  }

  #fail(open: OpenRequest, error: StreamError): void {
    if (this.#remove(open)) this.#sendError(open.streamId, error)
  }

  #isOpen(open: OpenRequest): boolean {
    return this.#open.get(open.streamId) === open
  }

  /** False when the request has ended already. */
  #remove(open: OpenRequest): boolean {
    if (!this.#isOpen(open)) return false
    open.credit?.withdraw()
    return this.#open.delete(open.streamId)
  }

  #routeOf(request: Request): string {
    const route = routeOf(this.#metadata, request.metadata)
    if (route === undefined) throw problem('VALIDATION_FAILED', { detail: 'routeMissing' })
    return route
  }

  #sendError(streamId: number, error: StreamError): void {
    this.#connection.write(encodeError(this.#framing, streamId, error))
  }
}

function requirePositive(requestN: number): number {
  if (requestN > 0) return requestN
  const errors = [rejectedPath('requestN', 'must be positive')]
  throw problem('VALIDATION_FAILED', { detail: 'requestN', errors })
}
