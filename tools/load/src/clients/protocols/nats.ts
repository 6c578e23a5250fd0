import { messageNumber } from '../messages/message-id.ts'
import { ReceivedEvent } from '../messages/received-event.ts'
import type { Protocol, ProtocolEvents } from './protocol.ts'

const CRLF = '\r\n'
const NO_CODE = 1005
const [I, M, MINUS, O] = ['I', 'M', '-', 'O'].map((letter) => letter.charCodeAt(0))

/**
 * The client protocol of NATS: a room is a subject, messages are neither stored nor numbered. The single sender writes the
 * event JSON itself, with the number of its message as seq. PING follows each command: PONG says that the server has
 * processed it.
 */
export function natsProtocol(events: ProtocolEvents): Protocol {
  const event = new ReceivedEvent()
  /** Ids of the operations whose PONG is awaited, in order; undefined for the handshake. */
  const awaited: (number | undefined)[] = []
  const command = (id: number | undefined, text: string) => {
    awaited.push(id)
    return Buffer.from(`${text}PING${CRLF}`)
  }
  return {
    handshakeFrames: () => [command(undefined, `CONNECT {"verbose":false,"pedantic":false}${CRLF}`)],
    handleFrame(bytes, from, to) {
      switch (bytes[from]) {
        case M:
          return events.onEvent(event.read(bytes, bytes.indexOf(CRLF, from) + CRLF.length, to - CRLF.length))
        case MINUS:
          return events.onServerClose(NO_CODE, bytes.toString('latin1', from, to).trim())
      }
      if (bytes[from + 1] === I) return events.write(Buffer.from(`PONG${CRLF}`))
      if (bytes[from + 1] !== O) return
      const id = awaited.shift()
      if (id === undefined) return events.onConnected()
      // A subject has no history: its position is 0.
      events.onResult({ id, ok: true, value: 0 })
    },
    subscribe: (id, { roomId }) => command(id, `SUB ${subjectOf(roomId)} ${roomId}${CRLF}`),
    send(id, { roomId, clientMessageId, text }) {
      const body = JSON.stringify({
        event: 'message',
        roomId,
        seq: messageNumber(clientMessageId) + 1,
        senderId: 1,
        senderName: 'member 1',
        clientMessageId,
        type: 'TEXT',
        content: { text },
        sentAt: new Date(),
      })
      return command(id, `PUB ${subjectOf(roomId)} ${Buffer.byteLength(body)}${CRLF}${body}${CRLF}`)
    },
    ping: (id) => command(id, ''),
  }
}

function subjectOf(roomId: number): string {
  return `room.${roomId}`
}
