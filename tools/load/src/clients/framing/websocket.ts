import { randomBytes } from 'node:crypto'
import type { Carrier, CarrierEvents } from './framing.ts'
import { FrameReader } from './frame-reader.ts'

export interface Handshake {
  host: string
  path: string
  subprotocol?: string
  /** Goes as bearer into the handshake. */
  token?: string
}

export const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const MAX_HANDSHAKE_BYTES = 16 * 1024
const HEAD_END = '\r\n\r\n'
/** FIN and the opcode of the first byte; RFC 6455, 5.2. */
const WHOLE = 0x80
const OPCODE = 0x0f
/** Close codes of the protocol itself: none was given; the handshake failed. */
const NO_CODE = 1005
const NOT_OPENED = 1006

/** WebSocket (RFC 6455) as a client of a load needs it: with `ws` a delivery cost 9 µs here, more than in the server. */
export function webSocket(handshake: Handshake, payload: 'text' | 'binary', events: CarrierEvents): Carrier {
  const reader = new FrameReader(frameLength, take)
  let head: Buffer | undefined = Buffer.alloc(0)
  return {
    open: () => Buffer.from(handshakeOf(handshake)),
    read(chunk) {
      if (head === undefined) reader.read(chunk)
      else readHead(Buffer.concat([head, chunk]))
    },
    wrap: (frame) => clientFrame(opcodes[payload], frame),
  }

  function readHead(bytes: Buffer): void {
    const end = bytes.indexOf(HEAD_END)
    if (end === -1 && bytes.length < MAX_HANDSHAKE_BYTES) {
      head = bytes
      return
    }
    const [status = ''] = bytes.toString('latin1', 0, 200).split('\r\n', 1)
    if (end === -1 || !status.startsWith('HTTP/1.1 101')) {
      return events.onClose(NOT_OPENED, `the handshake was answered ${status}`)
    }
    head = undefined
    events.onOpen()
    reader.read(bytes.subarray(end + HEAD_END.length))
  }

  function take(bytes: Buffer, at: number, end: number): void {
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

/** Servers send whole frames that are not masked. */
function frameLength(bytes: Buffer, at: number): number {
  const available = bytes.length - at
  if (available < 2) return 0
  const short = bytes[at + 1]!
  // A set mask bit lands here too.
  if (bytes[at]! < WHOLE || short > 127) throw new Error('a fragment or a masked frame')
  const header = headerLength(short)
  if (available < header) return 0
  if (header === 2) return header + short
  return header + (header === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)))
}

/**
 * A frame as clients must send it: masked. With a mask of zeros, which leaves the payload as it is: there is no proxy
 * between a load and its server that could be fooled (RFC 6455, 10.3).
 */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const header = length < 126 ? 2 : 4
  if (length > 0xffff) throw new RangeError('a load sends no frame above 64 KiB')
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
