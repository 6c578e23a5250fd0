import { ReceivedEvent } from '../messages/received-event.ts'
import { ByteScanner } from '../messages/byte-scanner.ts'
import { messageNumber } from '../messages/message-id.ts'
import type { Protocol, ProtocolEvents } from './protocol.ts'
import { headersOf, letters, LF, RECEIPT_ID_AT, stompFrame } from './stomp-frame.ts'

const NO_CODE = 1005

/**
 * STOMP of RabbitMQ's Web STOMP plugin: a room is a topic, messages are neither stored nor numbered. The single sender
 * writes the event JSON itself, with the number of its message as seq.
 */
export function rabbitStompProtocol(events: ProtocolEvents): Protocol {
  const scanner = new ByteScanner()
  const event = new ReceivedEvent()
  return {
    handshakeFrames: () => [
      stompFrame('CONNECT', {
        'accept-version': '1.2',
        host: '/',
        login: 'guest',
        passcode: 'guest',
        'heart-beat': '0,0',
      }),
    ],
    handleFrame(bytes, from, to) {
      switch (bytes[from]) {
        case letters.MESSAGE:
          // The body follows an empty line, and a NUL follows the body.
          scanner.set(bytes, from)
          while (scanner.skipPast(LF).peek() !== LF);
          return events.onEvent(event.read(bytes, scanner.at + 1, to - 1))
        case letters.RECEIPT:
          // A subscription to a topic has no history: its position is 0.
          return events.onResult({
            id: scanner.set(bytes, from + RECEIPT_ID_AT).number(),
            ok: true,
            value: 0,
          })
        case letters.CONNECTED:
          return events.onConnected()
        case letters.ERROR:
          return events.onServerClose(NO_CODE, headersOf(bytes, from, to)['message'] ?? 'ERROR')
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
    // The only response of a broker is a receipt.
    ping: (id) => stompFrame('SEND', { destination: '/topic/nobody', receipt: id }),
  }
}

function topicOf(roomId: number): string {
  return `/topic/room.${roomId}`
}
