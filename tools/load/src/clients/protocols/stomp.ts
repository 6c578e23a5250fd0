import { ReceivedEvent } from '../messages/received-event.ts'
import { ByteScanner } from '../messages/byte-scanner.ts'
import type { Protocol, ProtocolEvents } from './protocol.ts'
import { headersOf, letters, LF, RECEIPT_ID_AT, stompFrame } from './stomp-frame.ts'

const COLON = 0x3a
/** The length of `MESSAGE\nsubscription:`; the id follows. Room subscriptions use the room id. */
const SUBSCRIPTION_AT = 21
const ERRORS = 'errors'
const HEART_BEAT = Buffer.from('\n')
/** Announced in both directions; frames are sent every KEEP_ALIVE_MS. */
const HEART_BEAT_MS = 30_000
/** The code comes with the WebSocket close that follows an ERROR. */
const NO_CODE = 1005

/** STOMP 1.2. The server puts one frame into one WebSocket message. */
export function stompProtocol(events: ProtocolEvents): Protocol {
  const scanner = new ByteScanner()
  const event = new ReceivedEvent()
  return {
    handshakeFrames: (token) => [
      stompFrame('CONNECT', {
        'accept-version': '1.2',
        host: 'munova',
        'heart-beat': `${HEART_BEAT_MS},${HEART_BEAT_MS}`,
        // A header of CONNECT is not escaped.
        Authorization: `Bearer ${token}`,
      }),
      stompFrame('SUBSCRIBE', { id: ERRORS, destination: '/user/queue/errors' }),
    ],
    handleFrame(bytes, from, to) {
      switch (bytes[from]) {
        case letters.MESSAGE:
          return message(bytes, from, to)
        case letters.RECEIPT:
          return receipt(bytes, from)
        case letters.CONNECTED:
          return events.onConnected()
        case letters.ERROR:
          return events.onServerClose(NO_CODE, headersOf(bytes, from, to)['code'] ?? 'ERROR')
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
    // An ACK of nothing has no effect except its receipt.
    ping: (id) => stompFrame('ACK', { id: 'nothing', receipt: id }),
    keepAlive: () => HEART_BEAT,
  }

  function message(bytes: Buffer, from: number, to: number): void {
    const roomId = scanner.set(bytes, from + SUBSCRIPTION_AT).number()
    if (roomId === -1) return rejection(headersOf(bytes, from, to))
    // The body follows an empty line, and a NUL follows the body.
    while (scanner.skipPast(LF).peek() !== LF);
    events.onEvent(event.read(bytes, scanner.at + 1, to - 1))
  }

  function receipt(bytes: Buffer, from: number): void {
    const id = scanner.set(bytes, from + RECEIPT_ID_AT).number()
    // `room-id`, then `seq` or `position`; nothing where the empty line follows at once.
    const value = scanner.peek(1) === LF ? -1 : scanner.skipPast(COLON).skipPast(COLON).number()
    events.onResult({ id, ok: true, value })
  }

  function rejection(headers: Record<string, string>): void {
    const { code = 'unknown', 'receipt-id': id, 'subscription-id': subscription } = headers
    if (id !== undefined || subscription === undefined) {
      events.onResult({ id: Number(id ?? -1), ok: false, code })
    } else {
      events.onSubscriptionEnded(Number(subscription), code)
    }
  }
}
