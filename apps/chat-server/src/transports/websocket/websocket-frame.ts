const TEXT = 0x1
const BINARY = 0x2
const FINAL = 0x80

/** A frame whose header is written, and the position at which its payload starts. */
export interface OpenFrame {
  frame: Buffer
  start: number
}

/** An unmasked, unfragmented text frame (RFC 6455, 5.2). `payload` is UTF-8. */
export function textFrame(payload: Buffer): Buffer {
  const { frame, start } = openFrame(TEXT, payload.length)
  payload.copy(frame, start)
  return frame
}

/** A binary frame for a payload of `length` bytes, which the caller writes at `start`. */
export function binaryFrame(length: number): OpenFrame {
  return openFrame(BINARY, length)
}

function openFrame(opcode: number, length: number): OpenFrame {
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(start + length)
  frame[0] = FINAL | opcode
  if (start === 2) {
    frame[1] = length
  } else if (start === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  return { frame, start }
}
