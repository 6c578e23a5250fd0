import { ReceivedEvent } from '../messages/received-event.ts'
import { ByteScanner } from '../messages/byte-scanner.ts'
import type { Protocol, ProtocolEvents } from './protocol.ts'
import { valueOf } from './json.ts'

const [OPEN, PING, MESSAGE, CONNECT, EVENT, ACK, ERROR] = ['0', '2', '4', '0', '2', '3', '4'].map((digit) =>
  digit.charCodeAt(0),
)
/** `42["message",` */
const EVENT_AT = 13
/** `{"error":` */
const E = 0x65
const NO_CODE = 1005

/** Socket.IO 4 (Engine.IO 4) over WebSocket, for the baseline of tools/load/baselines/socket-io.ts. */
export function socketIoProtocol(events: ProtocolEvents): Protocol {
  const scanner = new ByteScanner()
  const event = new ReceivedEvent()
  let token = ''
  return {
    handshakeFrames(given) {
      // Sent after the server's open packet.
      token = given
      return []
    },
    handleFrame(bytes, from, to) {
      const kind = bytes[from]
      if (kind === OPEN) return events.write(Buffer.from(`40${JSON.stringify({ token })}`))
      if (kind === PING) return events.write(Buffer.from('3'))
      if (kind !== MESSAGE) return
      switch (bytes[from + 1]) {
        case EVENT:
          return events.onEvent(event.read(bytes, from + EVENT_AT, to))
        case ACK:
          return handleResponse(bytes, from, to)
        case CONNECT:
          return events.onConnected()
        case ERROR:
          return events.onServerClose(NO_CODE, bytes.toString('utf8', from + 2, to))
      }
    },
    subscribe: (id, { roomId }) => Buffer.from(`42${id}["subscribe",{"roomId":${roomId}}]`),
    send: (id, message) => Buffer.from(`42${id}["send",${JSON.stringify(message)}]`),
    ping: (id) => Buffer.from(`42${id}["ping"]`),
  }

  function handleResponse(bytes: Buffer, from: number, to: number): void {
    const id = scanner.set(bytes, from + 2).number()
    const json = scanner.skip(1).at
    if (scanner.peek(2) !== E) return events.onResult({ id, ok: true, value: valueOf(scanner) })
    const { error } = JSON.parse(bytes.toString('utf8', json, to - 1)) as { error: { code: string } }
    events.onResult({ id, ok: false, code: error.code })
  }
}
