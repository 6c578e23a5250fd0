import { connect as openSocket, type Socket } from 'node:net'
import { latch, until } from '@munova/testing'
import { encodeRoute } from 'rsocket-composite-metadata'
import {
  type Cancellable,
  type ClientTransport,
  type Payload,
  type Requestable,
  type RSocket,
  RSocketConnector,
} from 'rsocket-core'
import { TcpClientTransport } from 'rsocket-tcp-client'
import { WebsocketClientTransport } from 'rsocket-websocket-client'
import { WebSocket } from 'ws'
import type { ChatServer } from '../../src/index.ts'
import type { Json } from './chat.ts'
import { Rejected } from '../transports/live/client.ts'
import { composite, routeMetadata, routing, tokenMetadata } from './rsocket-metadata.ts'

export type Over = 'tcp' | 'websocket'

export interface SetupOptions {
  over?: Over
  keepAlive?: number
  lifetime?: number
  dataMimeType?: string
  metadataMimeType?: string
  /** Instead of the composite metadata with the token. */
  payload?: { data?: Buffer; metadata?: Buffer }
  /** Of the WebSocket handshake. */
  headers?: Record<string, string>
}

/** A TCP socket that survives a reset after it was closed; the library's own does not. */
export function guardedSocket(port: number): Socket {
  const socket = openSocket(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.setNoDelay(true)
  return socket
}

/** A stream: what it delivered, and how it ended. */
export class TestStream {
  readonly events: Json[] = []
  readonly bodies: Buffer[] = []
  error: { code: number; live: Json } | undefined
  requested: number
  readonly #handle: Requestable & Cancellable

  constructor(requested: number, open: (stream: TestStream) => Requestable & Cancellable) {
    this.requested = requested
    this.#handle = open(this)
  }

  get seqs(): number[] {
    return this.events.map((event) => event.seq)
  }

  request(n: number): void {
    this.requested += n
    this.#handle.request(n)
  }

  cancel(): void {
    this.#handle.cancel()
  }

  reached(seq: number): Promise<true> {
    return until(() => (this.seqs.at(-1) ?? 0) >= seq || undefined, { what: `seq ${seq}` })
  }

  failed(): Promise<{ code: number; live: Json }> {
    return until(() => this.error, { what: 'the stream to end' })
  }
}

/** The library's client, as somebody else would use it, with promises. */
export class RSocketTestClient {
  readonly rsocket: RSocket
  /** Only for TCP. */
  readonly socket: Socket | undefined
  readonly webSocket: WebSocket | undefined
  readonly #bare: boolean
  /** How the connection ended: the ERROR frame of the server, if one came. */
  ending: { code: number | undefined; text: Json } | undefined

  private constructor(options: {
    rsocket: RSocket
    bare: boolean
    socket: Socket | undefined
    webSocket: WebSocket | undefined
  }) {
    this.rsocket = options.rsocket
    this.socket = options.socket
    this.webSocket = options.webSocket
    this.#bare = options.bare
    this.rsocket.onClose((error) => {
      const { code, message } = (error ?? {}) as { code?: number; message?: string }
      this.ending = { code, text: parse(message) }
    })
  }

  static async open(
    node: Pick<ChatServer, 'url' | 'rsocketPort'>,
    token: string,
    options: SetupOptions = {},
  ): Promise<RSocketTestClient> {
    const { over = 'tcp', metadataMimeType = composite } = options
    let socket: Socket | undefined
    let webSocket: WebSocket | undefined
    const transport: ClientTransport =
      over === 'tcp'
        ? new TcpClientTransport({
            connectionOptions: { port: node.rsocketPort },
            socketCreator: () => (socket = guardedSocket(node.rsocketPort)),
          })
        : new WebsocketClientTransport({
            url: `${node.url.replace('http', 'ws')}/rsocket`,
            wsCreator: (url) => {
              webSocket = new WebSocket(url, { headers: options.headers })
              webSocket.on('error', () => {})
              // The library was written for the browser's WebSocket.
              return webSocket as unknown as globalThis.WebSocket
            },
          })
    const connector = new RSocketConnector({
      transport,
      setup: {
        keepAlive: options.keepAlive ?? 20_000,
        lifetime: options.lifetime ?? 90_000,
        dataMimeType: options.dataMimeType ?? 'application/json',
        metadataMimeType,
        payload: {
          data: null,
          ...(options.payload ?? {
            metadata: metadataMimeType === composite ? tokenMetadata(token) : Buffer.from(token),
          }),
        },
      },
    })
    const rsocket = await connector.connect()
    return new RSocketTestClient({ rsocket, bare: metadataMimeType === routing, socket, webSocket })
  }

  /** The answer of a route; rejects with Rejected, which has the RSocket code too. */
  ask(route: string, input?: object): Promise<Json> {
    const answer = latch<Json>()
    this.rsocket.requestResponse(this.#payload(route, input), {
      onNext: (payload) => answer.resolve(parse(payload.data?.toString())),
      onError: (error) => answer.reject(rejected(error)),
      onComplete: () => answer.reject(new Error('completed without an answer')),
      onExtension: () => {},
    })
    return answer.promise
  }

  /** The error of a request that must be rejected, with the code of RSocket as `rsocketCode`. */
  async rejection(route: string, input?: object): Promise<Json> {
    try {
      await this.ask(route, input)
    } catch (error) {
      if (error instanceof Rejected) return error.error
      throw error
    }
    throw new Error(`${route} was not rejected`)
  }

  fireAndForget(route: string, input?: object): void {
    this.rsocket.fireAndForget(this.#payload(route, input), { onComplete: () => {}, onError: () => {} })
  }

  stream(
    roomId: number | string,
    options: { after?: number; requested?: number; onBody?: (body: Buffer) => void } = {},
  ): TestStream {
    const { after, ...rest } = options
    return this.streamOf(`chat.stream.${roomId}`, after === undefined ? undefined : { after }, rest)
  }

  streamOf(
    route: string,
    input: object | undefined,
    { requested = 0x7fff_ffff, onBody }: { requested?: number; onBody?: (body: Buffer) => void } = {},
  ): TestStream {
    return new TestStream(requested, (stream) =>
      this.rsocket.requestStream(this.#payload(route, input), requested, {
        onNext: (payload) => {
          const body = Buffer.from(payload.data!)
          stream.bodies.push(body)
          stream.events.push(parse(body.toString()))
          onBody?.(body)
        },
        onError: (error) => {
          const { code, message } = error as Error & { code: number }
          stream.error = { code, live: parse(message) }
        },
        onComplete: () => {},
        onExtension: () => {},
      }),
    )
  }

  /** The ERROR frame with which the server closed. */
  closed(): Promise<{ code: number | undefined; text: Json }> {
    return until(() => this.ending, { what: 'the server to close' })
  }

  pause(): void {
    this.socket?.pause()
    this.webSocket?.pause()
  }

  resume(): void {
    this.socket?.resume()
    this.webSocket?.resume()
  }

  close(): void {
    if (!this.ending) this.rsocket.close()
    this.socket?.destroy()
    this.webSocket?.terminate()
  }

  #payload(route: string, input: object | undefined): Payload {
    const metadata = this.#bare ? encodeRoute(route) : routeMetadata(route)
    return { data: input === undefined ? null : Buffer.from(JSON.stringify(input)), metadata }
  }
}

function rejected(error: Error & { code?: number }): Error {
  const live = parse(error.message)
  return typeof live === 'object' ? new Rejected({ ...live, rsocketCode: error.code }) : error
}

function parse(text: string | undefined): Json {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return text
  }
}
