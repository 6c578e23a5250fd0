import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { subprotocol } from '@munova/chat-contract'
import { clientFrame, FrameReader, opcodes } from './frame-reader.ts'

/** What comes in, as it comes; a frame's bytes are valid during the call only. */
export interface Incoming {
  onFrame(frame: Buffer): void
  /** The server closed, or the connection broke (1006). Not called after `close()`. */
  onClosed(code: number): void
}

const HANDSHAKE_TIMEOUT_MS = 30_000
const MAX_HANDSHAKE_BYTES = 16 * 1024
const HEAD_END = '\r\n\r\n'
/** Close codes of the protocol itself: none was given, the connection broke, the peer broke the protocol. */
const closedWithout = { code: 1005, close: 1006, protocol: 1002 } as const

/**
 * Every connection of the process reads into the same memory, one after the other: what a read costs is what bounds a
 * load of many small deliveries.
 */
const readBuffer = Buffer.alloc(256 * 1024)

/**
 * One signed-in WebSocket of a load, on a bare socket: with `ws` a delivery cost 9 µs here, more than in the server
 * that was measured, now less than 8. Nothing is parsed here, and nothing is repaired.
 */
export class Connection {
  readonly #socket: Socket
  readonly #reader = new FrameReader()
  readonly #incoming: Incoming
  readonly #opened = Promise.withResolvers<void>()
  #state: 'opening' | 'open' | 'closed' = 'opening'
  #head = Buffer.alloc(0)

  private constructor(url: URL, incoming: Incoming) {
    this.#incoming = incoming
    this.#socket = connect({
      host: url.hostname,
      port: Number(url.port),
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          this.#read(readBuffer.subarray(0, length))
          return true
        },
      },
    })
    this.#socket.on('error', (error) => this.#opened.reject(error))
    this.#socket.on('close', () => this.#end(closedWithout.close))
  }

  /** The token goes with the handshake, which spares a round trip. */
  static async open(url: string, token: string, incoming: Incoming): Promise<Connection> {
    const address = new URL(url)
    const connection = new Connection(address, incoming)
    connection.#socket.write(handshake(address.host, token))
    const timer = setTimeout(() => {
      connection.#opened.reject(new Error('the server did not answer the handshake'))
      connection.close()
    }, HANDSHAKE_TIMEOUT_MS)
    try {
      await connection.#opened.promise
      return connection
    } finally {
      clearTimeout(timer)
    }
  }

  send(frame: string): void {
    if (this.#state === 'open') this.#socket.write(clientFrame(opcodes.text, Buffer.from(frame)))
  }

  close(): void {
    this.#state = 'closed'
    this.#socket.destroy()
  }

  #read(bytes: Buffer): void {
    if (this.#state === 'closed') return
    if (this.#state === 'opening') return this.#readHead(bytes)
    try {
      this.#reader.read(bytes, (opcode, payload) => this.#take(opcode, payload))
    } catch {
      this.#end(closedWithout.protocol)
    }
  }

  #readHead(bytes: Buffer): void {
    this.#head = Buffer.concat([this.#head, bytes])
    const end = this.#head.indexOf(HEAD_END)
    if (end === -1 && this.#head.length < MAX_HANDSHAKE_BYTES) return
    const [status = ''] = this.#head.toString('latin1').split('\r\n', 1)
    if (end === -1 || !status.startsWith('HTTP/1.1 101')) {
      this.#opened.reject(new Error(`the handshake was answered ${status}`))
      return this.close()
    }
    this.#state = 'open'
    this.#opened.resolve()
    this.#read(this.#head.subarray(end + HEAD_END.length))
  }

  #take(opcode: number, payload: Buffer): void {
    if (this.#state === 'closed') return
    if (opcode === opcodes.text) this.#incoming.onFrame(payload)
    else if (opcode === opcodes.ping) this.#socket.write(clientFrame(opcodes.pong, payload))
    else if (opcode === opcodes.close) {
      this.#end(payload.length < 2 ? closedWithout.code : payload.readUInt16BE(0))
    }
  }

  #end(code: number): void {
    if (this.#state === 'closed') return
    const wasOpen = this.#state === 'open'
    this.close()
    this.#opened.reject(new Error('the connection broke during the handshake'))
    if (wasOpen) this.#incoming.onClosed(code)
  }
}

function handshake(host: string, token: string): string {
  return [
    'GET /ws HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: ${subprotocol}`,
    `Authorization: Bearer ${token}`,
    '',
    '',
  ].join('\r\n')
}
