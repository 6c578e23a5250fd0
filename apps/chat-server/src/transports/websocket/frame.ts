import type { Encoding } from '../../delivery/room/batch.ts'

const TEXT = 0x1
const BINARY = 0x2
const FINAL = 0x80

/** An unmasked, unfragmented text frame (RFC 6455, 5.2) around UTF-8 text. */
export function textFrame(payload: Buffer): Buffer {
  const { wire, start } = openFrame(TEXT, payload.length)
  payload.copy(wire, start)
  return wire
}

/** Room for a binary message of `length` bytes that begins at `start`; the header is written. */
export function binaryFrame(length: number): { wire: Buffer; start: number } {
  return openFrame(BINARY, length)
}

/** Every WebSocket JSON connection gets the same bytes of an event. */
export const jsonEncoding: Encoding = { key: 'websocket-json', encode: (entry) => textFrame(entry.body) }

function openFrame(opcode: number, length: number): { wire: Buffer; start: number } {
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const wire = Buffer.allocUnsafe(start + length)
  wire[0] = FINAL | opcode
  if (start === 2) {
    wire[1] = length
  } else if (start === 4) {
    wire[1] = 126
    wire.writeUInt16BE(length, 2)
  } else {
    wire[1] = 127
    wire.writeBigUInt64BE(BigInt(length), 2)
  }
  return { wire, start }
}
