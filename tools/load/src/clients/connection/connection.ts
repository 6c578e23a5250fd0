import { connect, type Socket } from 'node:net'
import type { Framing } from '../framing/framing.ts'
import { type Protocol, KEEP_ALIVE_MS, type Outgoing } from '../protocols/protocol.ts'
import type { OperationResult, ConnectionEvents } from '../messages/connection-events.ts'
import { monotonic } from '../../runtime/clock.ts'
import type { NodeAddress, Transport } from './transport.ts'

/** Where and as which member to connect. */
export interface ConnectionOptions {
  transport: Transport
  address: NodeAddress
  token: string
  /** Local addresses to connect from, such as 127.0.0.2, used in rotation. */
  from?: readonly string[] | undefined
  /** Time limit for connecting and signing in. */
  timeoutMs?: number
  /** Size of the read buffer. */
  readBytes?: number
}

const OPEN_TIMEOUT_MS = 30_000
/** WebSocket close codes: the peer violated the protocol; no close frame was received. */
const PROTOCOL_ERROR = 1002
const BROKEN = 1006

/**
 * All connections of the process read into the same memory, one after the other: the cost of a read limits a load of
 * many small deliveries.
 */
const sharedBuffer = Buffer.alloc(256 * 1024)

let nextAddress = 0

interface PendingRequest extends PromiseWithResolvers<number> {
  /** Called synchronously with the value of the response. */
  done: ((value: number) => void) | undefined
}

/** The server rejected a sign-in or a request; the message is the error code. */
export class RequestRejected extends Error {}

/** One signed-in client on a TCP socket. It retries and repairs nothing, so that a history shows what the server did. */
export class Connection {
  /** When connecting started, when TCP or the WebSocket was open, and when the server had signed it in; `monotonic()`. */
  readonly startedAt = monotonic()
  transportOpenAt = NaN
  signedInAt = NaN
  readonly #socket: Socket
  readonly #framing: Framing
  readonly #protocol: Protocol
  readonly #events: ConnectionEvents
  readonly #opened = Promise.withResolvers<void>()
  readonly #pending = new Map<number, PendingRequest>()
  #state: 'opening' | 'open' | 'closed' = 'opening'
  #isStepping = false
  #nextId = 1
  #keepAlive: NodeJS.Timeout | undefined
  #closeCode = BROKEN

  private constructor(options: ConnectionOptions, events: ConnectionEvents) {
    const { transport, address, token, from, readBytes } = options
    this.#events = events
    this.#protocol = transport.protocol({
      write: (frame) => this.#write(frame),
      onConnected: () => this.#signedIn(),
      onEvent: (event) => events.onEvent(event),
      onResult: (result) => this.#onResult(result),
      onSubscriptionEnded: (roomId, code) => events.onSubscriptionEnded(roomId, code),
      onServerClose: (code, reason) => this.#serverCloses(code, reason),
    })
    this.#framing = transport.framing(address, token, {
      onOpen: () => {
        this.transportOpenAt = monotonic()
        this.#write(...this.#protocol.handshakeFrames(token))
      },
      onFrame: (bytes, at, end) => this.#protocol.handleFrame(bytes, at, end),
      reply: (encoded) => this.#socket.write(encoded),
      onClose: (code, reason) => this.#end(code, reason),
    })
    const buffer = readBytes === undefined ? sharedBuffer : Buffer.alloc(readBytes)
    this.#socket = connect({
      host: new URL(address.url).hostname,
      port: transport.port(address),
      ...(from && { localAddress: from[nextAddress++ % from.length] }),
      noDelay: true,
      onread: {
        buffer,
        callback: (length) => {
          this.#read(buffer.subarray(0, length))
          return !this.#isStepping
        },
      },
    })
    this.#socket.on('connect', () => this.#socketConnected())
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#end(BROKEN, error.code ?? error.message))
    this.#socket.on('close', () => this.#end(this.#closeCode, 'the connection broke'))
  }

  /** Resolves when the server has signed the client in; rejects with RequestRejected. */
  static async open(options: ConnectionOptions, events: ConnectionEvents): Promise<Connection> {
    const connection = new Connection(options, events)
    const timer = setTimeout(
      () => connection.#end(BROKEN, 'sign-in timed out'),
      options.timeoutMs ?? OPEN_TIMEOUT_MS,
    )
    try {
      await connection.#opened.promise
      return connection
    } finally {
      clearTimeout(timer)
    }
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** Subscribes after the seq `after`, or from now on. Resolves with the seq after which events begin; rejects with RequestRejected. */
  async subscribe(roomId: number, after?: number): Promise<number> {
    const { position } = this.#protocol
    // Events may come in the same read as the response, before code that awaits a promise runs.
    const begin = (seq: number) => this.#events.onSubscribed?.(roomId, seq)
    if (!position) return this.#request((id) => this.#protocol.subscribe(id, { roomId, after }), begin)
    const now = await this.#request((id) => position(id, roomId))
    const from = after ?? now
    begin(from)
    this.#write(this.#protocol.subscribe(this.#nextId++, { roomId, after: from }))
    return from
  }

  /** Returns the id that `onResult` reports the result under. */
  send(message: Outgoing): number {
    const id = this.#nextId++
    this.#write(this.#protocol.send(id, message))
    return id
  }

  /** Resolves with the server's response; rejects with RequestRejected when the connection closes first. */
  async ping(): Promise<void> {
    await this.#request((id) => this.#protocol.ping(id))
  }

  /** Stops reading, like a client that hangs; keep-alive frames are still sent. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#isStepping = false
    this.#socket.resume()
  }

  /** Reads once and pauses again until the next call; makes a slow reader together with `readBytes`. */
  step(): void {
    this.#isStepping = true
    this.#socket.resume()
  }

  /** Stops reading and sending without closing, like a client that lost its network. */
  freeze(): void {
    clearInterval(this.#keepAlive)
    this.#socket.pause()
  }

  close(): void {
    this.#destroy('closed by this side')
  }

  #destroy(reason: string): void {
    this.#state = 'closed'
    clearInterval(this.#keepAlive)
    this.#socket.destroy()
    for (const { reject } of this.#pending.values()) reject(new RequestRejected(reason))
    this.#pending.clear()
  }

  #socketConnected(): void {
    const opening = this.#framing.open()
    if (opening) this.#socket.write(opening)
  }

  #signedIn(): void {
    if (this.#state !== 'opening') return
    this.signedInAt = monotonic()
    this.#state = 'open'
    this.#opened.resolve()
    const { keepAlive } = this.#protocol
    if (!keepAlive) return
    this.#keepAlive = setInterval(() => this.#write(keepAlive()), KEEP_ALIVE_MS)
  }

  #read(bytes: Buffer): void {
    if (this.#state === 'closed') return
    try {
      this.#framing.read(bytes)
    } catch (error) {
      this.#end(PROTOCOL_ERROR, error instanceof Error ? error.message : String(error))
    }
  }

  #onResult(result: OperationResult): void {
    const pending = this.#pending.get(result.id)
    if (!pending) return this.#events.onResult(result)
    this.#pending.delete(result.id)
    if (result.ok) {
      pending.done?.(result.value)
      pending.resolve(result.value)
    } else pending.reject(new RequestRejected(result.code))
  }

  #request(frame: (id: number) => Buffer, done?: (value: number) => void): Promise<number> {
    if (this.#state === 'closed') return Promise.reject(new RequestRejected('closed by this side'))
    const id = this.#nextId++
    const pending = Promise.withResolvers<number>()
    this.#pending.set(id, { ...pending, done })
    this.#write(frame(id))
    return pending.promise
  }

  #write(...frames: Buffer[]): void {
    if (this.#state === 'closed') return
    for (const frame of frames) this.#socket.write(this.#framing.encode(frame))
  }

  /** The code is replaced by that of a close frame, where the framing has one. */
  #serverCloses(code: number, reason: string): void {
    this.#closeCode = code
    this.#opened.reject(new RequestRejected(reason))
  }

  #end(code: number, reason: string): void {
    if (this.#state === 'closed') return
    const wasOpen = this.#state === 'open'
    this.#destroy(reason)
    this.#opened.reject(new RequestRejected(reason))
    if (wasOpen) this.#events.onClosed(code)
  }
}
