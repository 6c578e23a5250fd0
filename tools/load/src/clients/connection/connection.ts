import { connect, type Socket } from 'node:net'
import type { Carrier } from '../framing/framing.ts'
import { type Dialect, KEEP_ALIVE_MS, type Outgoing } from '../protocols/protocol.ts'
import type { Answer, Incoming } from '../messages/connection-events.ts'
import { monotonic } from '../../runtime/clock.ts'
import type { NodeAddress, Transport } from './transport.ts'

/** Where and as whom to connect. */
export interface ConnectionOptions {
  transport: Transport
  address: NodeAddress
  token: string
  /** The client's own addresses, such as 127.0.0.2; connections take turns. */
  from?: readonly string[] | undefined
  /** How long the server may take to let it in. */
  timeoutMs?: number
  /** Reads at most so much at once. */
  readBytes?: number
}

const OPEN_TIMEOUT_MS = 30_000
/** Of the WebSocket protocol: the peer broke it; no close frame came. */
const PROTOCOL_ERROR = 1002
const BROKEN = 1006

/**
 * Every connection of the process reads into the same memory, one after the other: what a read costs is what bounds a
 * load of many small deliveries.
 */
const sharedBuffer = Buffer.alloc(256 * 1024)

let turn = 0

interface Asked extends PromiseWithResolvers<number> {
  /** At once, with the value of the answer. */
  done: ((value: number) => void) | undefined
}

/** The server did not let somebody in, or refused a request of theirs. */
export class Refused extends Error {}

/** One signed-in client on a bare socket. Nothing is repaired here: a history is to show what the server did. */
export class Connection {
  /** When it was asked for, when TCP or the WebSocket was there, and when the server let it in; `monotonic()`. */
  readonly askedAt = monotonic()
  carriedAt = NaN
  openedAt = NaN
  readonly #socket: Socket
  readonly #carrier: Carrier
  readonly #dialect: Dialect
  readonly #incoming: Incoming
  readonly #opened = Promise.withResolvers<void>()
  readonly #asked = new Map<number, Asked>()
  #state: 'opening' | 'open' | 'closed' = 'opening'
  #inSteps = false
  #nextId = 1
  #keepAlive: NodeJS.Timeout | undefined
  #farewell = BROKEN

  private constructor(options: ConnectionOptions, incoming: Incoming) {
    const { transport, address, token, from, readBytes } = options
    this.#incoming = incoming
    this.#dialect = transport.dialect({
      say: (frame) => this.#write(frame),
      onWelcome: () => this.#welcome(),
      onEvent: (event) => incoming.onEvent(event),
      onAnswer: (answer) => this.#answered(answer),
      onEnded: (roomId, code) => incoming.onEnded(roomId, code),
      onFarewell: (code, reason) => this.#farewellIs(code, reason),
    })
    this.#carrier = transport.carrier(address, token, {
      onOpen: () => {
        this.carriedAt = monotonic()
        this.#write(...this.#dialect.greet(token))
      },
      onFrame: (bytes, at, end) => this.#dialect.take(bytes, at, end),
      reply: (wire) => this.#socket.write(wire),
      onClose: (code, reason) => this.#end(code, reason),
    })
    const buffer = readBytes === undefined ? sharedBuffer : Buffer.alloc(readBytes)
    this.#socket = connect({
      host: new URL(address.url).hostname,
      port: transport.port(address),
      ...(from && { localAddress: from[turn++ % from.length] }),
      noDelay: true,
      onread: {
        buffer,
        callback: (length) => {
          this.#read(buffer.subarray(0, length))
          return !this.#inSteps
        },
      },
    })
    this.#socket.on('connect', () => this.#connected())
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#end(BROKEN, error.code ?? error.message))
    this.#socket.on('close', () => this.#end(this.#farewell, 'the connection broke'))
  }

  /** Resolves when the server has let it in; rejects with Refused. */
  static async open(options: ConnectionOptions, incoming: Incoming): Promise<Connection> {
    const connection = new Connection(options, incoming)
    const timer = setTimeout(
      () => connection.#end(BROKEN, 'the server did not let it in in time'),
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

  /** From after `after` on, or from now on. Resolves with the seq after which events begin; rejects with Refused. */
  async subscribe(roomId: number, after?: number): Promise<number> {
    const { position } = this.#dialect
    // Events may come in the same read as the answer: what waits for a promise is told too late.
    const begin = (seq: number) => this.#incoming.onSubscribed?.(roomId, seq)
    if (!position) return this.#ask((id) => this.#dialect.subscribe(id, { roomId, after }), begin)
    const now = await this.#ask((id) => position(id, roomId))
    const from = after ?? now
    begin(from)
    this.#write(this.#dialect.subscribe(this.#nextId++, { roomId, after: from }))
    return from
  }

  /** The id under which `onAnswer` tells what became of it. */
  send(message: Outgoing): number {
    const id = this.#nextId++
    this.#write(this.#dialect.send(id, message))
    return id
  }

  /** Resolves when the server has answered; rejects with Refused when it is gone. */
  async ping(): Promise<void> {
    await this.#ask((id) => this.#dialect.ping(id))
  }

  /** Nothing is read any more, as by a client that hangs; signs of life still go out. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#inSteps = false
    this.#socket.resume()
  }

  /** Reads once, and then not before the next call: a slow reader, together with `readBytes`. */
  step(): void {
    this.#inSteps = true
    this.#socket.resume()
  }

  /** As one whose cable was pulled: nothing is read and nothing is said, and the server is not told. */
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
    for (const { reject } of this.#asked.values()) reject(new Refused(reason))
    this.#asked.clear()
  }

  #connected(): void {
    const opening = this.#carrier.open()
    if (opening) this.#socket.write(opening)
  }

  #welcome(): void {
    if (this.#state !== 'opening') return
    this.openedAt = monotonic()
    this.#state = 'open'
    this.#opened.resolve()
    const { keepAlive } = this.#dialect
    if (!keepAlive) return
    this.#keepAlive = setInterval(() => this.#write(keepAlive()), KEEP_ALIVE_MS)
  }

  #read(bytes: Buffer): void {
    if (this.#state === 'closed') return
    try {
      this.#carrier.read(bytes)
    } catch (error) {
      this.#end(PROTOCOL_ERROR, error instanceof Error ? error.message : String(error))
    }
  }

  #answered(answer: Answer): void {
    const asked = this.#asked.get(answer.id)
    if (!asked) return this.#incoming.onAnswer(answer)
    this.#asked.delete(answer.id)
    if (answer.ok) {
      asked.done?.(answer.value)
      asked.resolve(answer.value)
    } else asked.reject(new Refused(answer.code))
  }

  #ask(frame: (id: number) => Buffer, done?: (value: number) => void): Promise<number> {
    if (this.#state === 'closed') return Promise.reject(new Refused('closed by this side'))
    const id = this.#nextId++
    const asked = Promise.withResolvers<number>()
    this.#asked.set(id, { ...asked, done })
    this.#write(frame(id))
    return asked.promise
  }

  #write(...frames: Buffer[]): void {
    if (this.#state === 'closed') return
    for (const frame of frames) this.#socket.write(this.#carrier.wrap(frame))
  }

  /** Where the carrier has a close code of its own, that one comes and counts. */
  #farewellIs(code: number, reason: string): void {
    this.#farewell = code
    this.#opened.reject(new Refused(reason))
  }

  #end(code: number, reason: string): void {
    if (this.#state === 'closed') return
    const wasOpen = this.#state === 'open'
    this.#destroy(reason)
    this.#opened.reject(new Refused(reason))
    if (wasOpen) this.#incoming.onClosed(code)
  }
}
