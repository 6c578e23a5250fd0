export const LF = 0x0a
/** The first letter identifies the command of a server frame. */
export const letters = { MESSAGE: 0x4d, RECEIPT: 0x52, CONNECTED: 0x43, ERROR: 0x45 } as const
/** `RECEIPT\nreceipt-id:` */
export const RECEIPT_ID_AT = 19

export function stompFrame(command: string, headers: Record<string, string | number>, body = ''): Buffer {
  let text = `${command}\n`
  for (const [name, value] of Object.entries(headers)) text += `${name}:${value}\n`
  return Buffer.from(`${text}\n${body}\0`)
}

/** Parses the headers without decoding escapes; for infrequent frames. */
export function headersOf(bytes: Buffer, from: number, to: number): Record<string, string> {
  const [head = ''] = bytes.toString('utf8', from, to).split('\n\n', 1)
  const lines = head.split('\n').slice(1)
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
}
