import { randomBytes } from 'node:crypto'
import type { Framing, FramingEvents } from './framing.ts'
import { FrameReader } from './frame-reader.ts'

export interface Handshake {
  host: string
  path: string
  subprotocol?: string
  /** Sent as a bearer token in the handshake. */
  token?: string
}

export const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const MAX_HANDSHAKE_BYTES = 16 * 1024
const HEAD_END = '\r\n\r\n'
/** FIN and the opcode of the first byte; RFC 6455, 5.2. */
const WHOLE = 0x80
const OPCODE = 0x0f
/** Close codes of RFC 6455: no code was given; the connection was never opened. */
const NO_CODE = 1005
const NOT_OPENED = 1006

/** The part of WebSocket (RFC 6455) that a load client needs. With `ws` a delivery cost 9 µs here, more than in the server. */
export function webSocket(handshake: Handshake, payload: 'text' | 'binary', events: FramingEvents): Framing {
  const reader = new FrameReader(frameLength, handleFrame)
  let head: Buffer | undefined = Buffer.alloc(0)
  return {
    open: () => Buffer.from(handshakeOf(handshake)),
    read(chunk) {
      if (head === undefined) reader.read(chunk)
      else readHead(Buffer.concat([head, chunk]))
    },
    encode: (frame) => clientFrame(opcodes[payload], frame),
  }

  function readHead(bytes: Buffer): void {
    const end = bytes.indexOf(HEAD_END)
    if (end === -1 && bytes.length < MAX_HANDSHAKE_BYTES) {
      head = bytes
      return
    }
    const [status = ''] = bytes.toString('latin1', 0, 200).split('\r\n', 1)
    if (end === -1 || !status.startsWith('HTTP/1.1 101')) {
      return events.onClose(NOT_OPENED, `the handshake got ${status}`)
    }
    head = undefined
    events.onOpen()
    reader.read(bytes.subarray(end + HEAD_END.length))
  }

  function handleFrame(bytes: Buffer, at: number, end: number): void {
    const opcode = bytes[at]! & OPCODE
    const from = at + headerLength(bytes[at + 1]!)
    if (opcode === opcodes.text || opcode === opcodes.binary) return events.onFrame(bytes, from, end)
    if (opcode === opcodes.ping) return events.reply(clientFrame(opcodes.pong, bytes.subarray(from, end)))
    if (opcode !== opcodes.close) return
    const code = end - from < 2 ? NO_CODE : bytes.readUInt16BE(from)
    events.onClose(code, `closed with ${code} ${bytes.toString('utf8', from + 2, end)}`)
  }
}

function headerLength(short: number): number {
  return short < 126 ? 2 : short === 126 ? 4 : 10
}

/** Servers send unfragmented, unmasked frames. */
function frameLength(bytes: Buffer, at: number): number {
  const available = bytes.length - at
  if (available < 2) return 0
  const short = bytes[at + 1]!
  // A set mask bit makes the length byte greater than 127.
  if (bytes[at]! < WHOLE || short > 127) throw new Error('a fragment or a masked frame')
  const header = headerLength(short)
  if (available < header) return 0
  if (header === 2) return header + short
  return header + (header === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)))
}

/**
 * A masked frame, as RFC 6455 requires of clients. The mask is zero, which leaves the payload unchanged: there is no proxy
 * between the load and its server that masking has to protect (RFC 6455, 10.3).
 */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const header = length < 126 ? 2 : 4
  if (length > 0xffff) throw new RangeError('frames above 64 KiB are not supported')
  const frame = Buffer.alloc(header + 4 + length)
  frame[0] = WHOLE | opcode
  frame[1] = WHOLE | (header === 2 ? length : 126)
  if (header === 4) frame.writeUInt16BE(length, 2)
  payload.copy(frame, header + 4)
  return frame
}

function handshakeOf({ host, path, subprotocol, token }: Handshake): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    '',
    '',
  ].join('\r\n')
}
