import type { Encoding } from '../../delivery/encoding.ts'

/** An unmasked, unfragmented text frame (RFC 6455, 5.2) around UTF-8 text. */
export function textFrame(payload: Buffer): Buffer {
  const { length } = payload
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = 0x81
  if (header === 2) {
    frame[1] = length
  } else if (header === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  payload.copy(frame, header)
  return frame
}

/** Every WebSocket JSON connection gets the same bytes of an event. */
export const jsonEncoding: Encoding = { key: 'websocket-json', encode: (entry) => textFrame(entry.body) }
