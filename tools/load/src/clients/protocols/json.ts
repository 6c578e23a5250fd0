import { ArrivedEvent } from '../messages/received-event.ts'
import { Cursor } from '../messages/byte-scanner.ts'
import type { Dialect, DialectEvents } from './protocol.ts'

/** `{"id":` is an answer, `{"event":` is a push: the third byte tells. */
const ANSWER_MARK = 0x69
const ID_AT = 6
/** `,"ok":` or `,"error":` */
const OK_MARK = 0x6f
/** From the end of the id to the answer's own JSON: `,"ok":` */
const OK_LENGTH = 6

/** The chat server's JSON over WebSocket. The token goes with the handshake, which spares a round trip. */
export function jsonDialect(events: DialectEvents): Dialect {
  const cursor = new Cursor()
  const event = new ArrivedEvent()
  return {
    greet() {
      events.onWelcome()
      return []
    },
    take(bytes, from, to) {
      if (bytes[from + 2] === ANSWER_MARK) return answered(bytes, from, to)
      event.read(bytes, from, to)
      if (event.seq !== -1) return events.onEvent(event)
      const { error } = JSON.parse(event.json()) as { error: { code: string } }
      events.onEnded(event.roomId, error.code)
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

  function answered(bytes: Buffer, from: number, to: number): void {
    const id = cursor.set(bytes, from + ID_AT).number()
    if (id !== -1 && cursor.peek(2) === OK_MARK) {
      const value = valueOf(cursor.skip(OK_LENGTH))
      return events.onAnswer({ id, ok: true, value })
    }
    const { error } = JSON.parse(bytes.toString('utf8', from, to)) as { error: { code: string } }
    events.onAnswer({ id, ok: false, code: error.code })
  }
}

const COLON = 0x3a
const R = 0x72

/** `{"roomId":7,"seq":12,…}` is 12, `{"roomId":7,"position":3,…}` is 3, `{}` is -1. */
export function valueOf(cursor: Cursor): number {
  if (cursor.peek(2) !== R) return -1
  return cursor.past(COLON).past(COLON).number()
}
