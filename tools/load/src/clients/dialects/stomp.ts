import { ArrivedEvent } from '../arrived-event.ts'
import { Cursor } from '../cursor.ts'
import type { Dialect, DialectEvents } from './dialect.ts'

/** The server's frames differ in their first two letters. */
const M = 0x4d
const R = 0x52
const C = 0x43
const E = 0x45
const LF = 0x0a
const COLON = 0x3a
/** `MESSAGE\nsubscription:`, after which the id begins; those of rooms are the room's own id. */
const SUBSCRIPTION_AT = 21
/** `RECEIPT\nreceipt-id:` */
const RECEIPT_ID_AT = 19
const ERRORS = 'errors'
const HEART_BEAT = Buffer.from('\n')
/** Both ways; what KEEP_ALIVE_MS keeps easily. */
const HEART_BEAT_MS = 30_000
/** Goodbyes have their code in the WebSocket close that follows. */
const NO_CODE = 1005

/** STOMP 1.2. The server puts one frame into one WebSocket message. */
export function stompDialect(events: DialectEvents): Dialect {
  const cursor = new Cursor()
  const event = new ArrivedEvent()
  return {
    greet: (token) => [
      frame('CONNECT', {
        'accept-version': '1.2',
        host: 'munova',
        'heart-beat': `${HEART_BEAT_MS},${HEART_BEAT_MS}`,
        // A header of CONNECT is not escaped.
        Authorization: `Bearer ${token}`,
      }),
      frame('SUBSCRIBE', { id: ERRORS, destination: '/user/queue/errors' }),
    ],
    take(bytes, from, to) {
      switch (bytes[from]) {
        case M:
          return message(bytes, from, to)
        case R:
          return receipt(bytes, from)
        case C:
          return events.onWelcome()
        case E:
          return events.onFarewell(NO_CODE, headersOf(bytes, from, to)['code'] ?? 'ERROR')
      }
    },
    subscribe: (id, { roomId, after }) =>
      frame('SUBSCRIBE', {
        id: roomId,
        destination: `/topic/rooms/${roomId}`,
        ...(after !== undefined && { after }),
        receipt: id,
      }),
    send: (id, { roomId, clientMessageId, text }) =>
      frame(
        'SEND',
        {
          destination: `/app/rooms/${roomId}`,
          'client-message-id': clientMessageId,
          'content-type': 'text/plain',
          receipt: id,
        },
        text,
      ),
    // There is nothing to acknowledge: the receipt is all that comes of it.
    ping: (id) => frame('ACK', { id: 'nothing', receipt: id }),
    keepAlive: () => HEART_BEAT,
  }

  function message(bytes: Buffer, from: number, to: number): void {
    const roomId = cursor.set(bytes, from + SUBSCRIPTION_AT).number()
    if (roomId === -1) return refusal(headersOf(bytes, from, to))
    // The body follows an empty line, and a NUL follows the body.
    while (cursor.past(LF).peek() !== LF);
    events.onEvent(event.read(bytes, cursor.at + 1, to - 1))
  }

  function receipt(bytes: Buffer, from: number): void {
    const id = cursor.set(bytes, from + RECEIPT_ID_AT).number()
    // `room-id`, then `seq` or `position`; nothing where the empty line follows at once.
    const value = cursor.peek(1) === LF ? -1 : cursor.past(COLON).past(COLON).number()
    events.onAnswer({ id, ok: true, value })
  }

  function refusal(headers: Record<string, string>): void {
    const { code = 'unknown', 'receipt-id': id, 'subscription-id': subscription } = headers
    if (id !== undefined || subscription === undefined) {
      events.onAnswer({ id: Number(id ?? -1), ok: false, code })
    } else {
      events.onEnded(Number(subscription), code)
    }
  }
}

function frame(command: string, headers: Record<string, string | number>, body = ''): Buffer {
  let text = `${command}\n`
  for (const [name, value] of Object.entries(headers)) text += `${name}:${value}\n`
  return Buffer.from(`${text}\n${body}\0`)
}

/** For frames that are rare; escapes stay as they are. */
function headersOf(bytes: Buffer, from: number, to: number): Record<string, string> {
  const [head = ''] = bytes.toString('utf8', from, to).split('\n\n', 1)
  const lines = head.split('\n').slice(1)
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
}
