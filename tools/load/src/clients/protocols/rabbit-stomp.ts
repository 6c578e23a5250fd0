import { ArrivedEvent } from '../messages/received-event.ts'
import { Cursor } from '../messages/byte-scanner.ts'
import { messageNumber } from '../messages/message-id.ts'
import type { Dialect, DialectEvents } from './protocol.ts'
import { headersOf, letters, LF, RECEIPT_ID_AT, stompFrame } from './stomp-frame.ts'

const NO_CODE = 1005

/**
 * STOMP as RabbitMQ's Web STOMP plugin speaks it: a room is a topic, nothing is stored and nothing numbered. Its one
 * sender writes the event itself, with the number of its message as seq.
 */
export function rabbitStompDialect(events: DialectEvents): Dialect {
  const cursor = new Cursor()
  const event = new ArrivedEvent()
  return {
    greet: () => [
      stompFrame('CONNECT', {
        'accept-version': '1.2',
        host: '/',
        login: 'guest',
        passcode: 'guest',
        'heart-beat': '0,0',
      }),
    ],
    take(bytes, from, to) {
      switch (bytes[from]) {
        case letters.MESSAGE:
          // The body follows an empty line, and a NUL follows the body.
          cursor.set(bytes, from)
          while (cursor.past(LF).peek() !== LF);
          return events.onEvent(event.read(bytes, cursor.at + 1, to - 1))
        case letters.RECEIPT:
          // A topic begins with its subscription: its position is 0.
          return events.onAnswer({ id: cursor.set(bytes, from + RECEIPT_ID_AT).number(), ok: true, value: 0 })
        case letters.CONNECTED:
          return events.onWelcome()
        case letters.ERROR:
          return events.onFarewell(NO_CODE, headersOf(bytes, from, to)['message'] ?? 'ERROR')
      }
    },
    subscribe: (id, { roomId }) =>
      stompFrame('SUBSCRIBE', { id: roomId, destination: topicOf(roomId), receipt: id }),
    send(id, { roomId, clientMessageId, text }) {
      const seq = messageNumber(clientMessageId) + 1
      const body = JSON.stringify({
        event: 'message',
        roomId,
        seq,
        senderId: 1,
        senderName: 'member 1',
        clientMessageId,
        type: 'TEXT',
        content: { text },
        sentAt: new Date(),
      })
      const headers = { destination: topicOf(roomId), 'content-type': 'application/json', receipt: id }
      return stompFrame('SEND', headers, body)
    },
    // There is no question that a broker answers but with a receipt.
    ping: (id) => stompFrame('SEND', { destination: '/topic/nobody', receipt: id }),
  }
}

function topicOf(roomId: number): string {
  return `/topic/room.${roomId}`
}
