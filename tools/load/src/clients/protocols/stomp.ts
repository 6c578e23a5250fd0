import { ArrivedEvent } from '../messages/received-event.ts'
import { Cursor } from '../messages/byte-scanner.ts'
import type { Dialect, DialectEvents } from './protocol.ts'
import { headersOf, letters, LF, RECEIPT_ID_AT, stompFrame } from './stomp-frame.ts'

const COLON = 0x3a
/** `MESSAGE\nsubscription:`, after which the id begins; those of rooms are the room's own id. */
const SUBSCRIPTION_AT = 21
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
      stompFrame('CONNECT', {
        'accept-version': '1.2',
        host: 'munova',
        'heart-beat': `${HEART_BEAT_MS},${HEART_BEAT_MS}`,
        // A header of CONNECT is not escaped.
        Authorization: `Bearer ${token}`,
      }),
      stompFrame('SUBSCRIBE', { id: ERRORS, destination: '/user/queue/errors' }),
    ],
    take(bytes, from, to) {
      switch (bytes[from]) {
        case letters.MESSAGE:
          return message(bytes, from, to)
        case letters.RECEIPT:
          return receipt(bytes, from)
        case letters.CONNECTED:
          return events.onWelcome()
        case letters.ERROR:
          return events.onFarewell(NO_CODE, headersOf(bytes, from, to)['code'] ?? 'ERROR')
      }
    },
    subscribe: (id, { roomId, after }) =>
      stompFrame('SUBSCRIBE', {
        id: roomId,
        destination: `/topic/rooms/${roomId}`,
        ...(after !== undefined && { after }),
        receipt: id,
      }),
    send: (id, { roomId, clientMessageId, text }) =>
      stompFrame(
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
    ping: (id) => stompFrame('ACK', { id: 'nothing', receipt: id }),
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
