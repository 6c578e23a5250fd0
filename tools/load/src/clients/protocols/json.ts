import { ReceivedEvent } from '../messages/received-event.ts'
import { ByteScanner } from '../messages/byte-scanner.ts'
import type { Protocol, ProtocolEvents } from './protocol.ts'

/** `{"id":` is a response, `{"event":` is a push: the third byte distinguishes them. */
const RESPONSE_MARK = 0x69
const ID_AT = 6
/** `,"ok":` or `,"error":` */
const OK_MARK = 0x6f
/** From the end of the id to the JSON of the result: `,"ok":` */
const OK_LENGTH = 6

/** The chat server's JSON over WebSocket. The token goes with the handshake, which spares a round trip. */
export function jsonProtocol(events: ProtocolEvents): Protocol {
  const scanner = new ByteScanner()
  const event = new ReceivedEvent()
  return {
    handshakeFrames() {
      events.onConnected()
      return []
    },
    handleFrame(bytes, from, to) {
      if (bytes[from + 2] === RESPONSE_MARK) return handleResponse(bytes, from, to)
      event.read(bytes, from, to)
      if (event.seq !== -1) return events.onEvent(event)
      const { error } = JSON.parse(event.json()) as { error: { code: string } }
      events.onSubscriptionEnded(event.roomId, error.code)
    },
    subscribe: (id, { roomId, after }) =>
      Buffer.from(JSON.stringify({ id, op: 'subscribe', roomId, ...(after !== undefined && { after }) })),
    send: (id, { roomId, clientMessageId, text }) =>
      Buffer.from(
        `{"id":${id},"op":"send","roomId":${roomId},"clientMessageId":"${clientMessageId}",` +
          `"type":"TEXT","content":{"text":${JSON.stringify(text)}}}`,
      ),
    ping: (id) => Buffer.from(`{"id":${id},"op":"ping"}`),
  }

  function handleResponse(bytes: Buffer, from: number, to: number): void {
    const id = scanner.set(bytes, from + ID_AT).number()
    if (id !== -1 && scanner.peek(2) === OK_MARK) {
      const value = valueOf(scanner.skip(OK_LENGTH))
      return events.onResult({ id, ok: true, value })
    }
    const { error } = JSON.parse(bytes.toString('utf8', from, to)) as { error: { code: string } }
    events.onResult({ id, ok: false, code: error.code })
  }
}

const COLON = 0x3a
const R = 0x72

/** `{"roomId":7,"seq":12,…}` is 12, `{"roomId":7,"position":3,…}` is 3, `{}` is -1. */
export function valueOf(scanner: ByteScanner): number {
  if (scanner.peek(2) !== R) return -1
  return scanner.skipPast(COLON).skipPast(COLON).number()
}
