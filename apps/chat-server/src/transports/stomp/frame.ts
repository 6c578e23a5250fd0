import { randomUUID } from 'node:crypto'
import type { Encoding } from '../../delivery/room/batch.ts'
import { textFrame } from '../websocket/frame.ts'

export type StompVersion = '1.1' | '1.2'

/** What the server says. Headers without a value are left out. */
export interface ServerFrame {
  command: 'CONNECTED' | 'MESSAGE' | 'RECEIPT' | 'ERROR'
  headers: Record<string, string | number | boolean | undefined>
  /** JSON in UTF-8. */
  body?: string
}

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', ':': '\\c', '\r': '\\r' }

/** The rules of 1.2, or of 1.1, which has no escape for CR. */
function escapeHeader(text: string, version: StompVersion): string {
  return text.replace(version === '1.2' ? /[\\\n:\r]/g : /[\\\n:]/g, (character) => escapes[character]!)
}

/** A STOMP frame in a WebSocket frame. All that we send is UTF-8, so that it goes as text. */
export function stompFrame({ command, headers, body }: ServerFrame, version: StompVersion): Buffer {
  let text = `${command}\n`
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    // CONNECTED is not escaped, for the sake of STOMP 1.0.
    text += `${name}:${command === 'CONNECTED' ? value : escapeHeader(String(value), version)}\n`
  }
  if (body !== undefined) {
    text += `content-type:application/json\ncontent-length:${Buffer.byteLength(body)}\n`
  }
  return textFrame(Buffer.from(`${text}\n${body ?? ''}\0`))
}

export const heartBeat = textFrame(Buffer.from('\n'))

/** How a subscription of a room is carried; those with the same id, which most share, get the same bytes. */
export function messageEncoding(subscription: {
  id: string
  needsAck: boolean
  version: StompVersion
}): Encoding {
  const { id, needsAck, version } = subscription
  const start = `MESSAGE\nsubscription:${escapeHeader(id, version)}\ndestination:/topic/rooms/`
  return {
    key: `stomp-${version}-${needsAck ? 'ack' : 'auto'}-${id}`,
    encode({ roomId, seq, body }) {
      // What is in no log has no seq, and yet every MESSAGE an id of its own.
      const messageId = `${roomId}-${seq > 0 ? seq : randomUUID()}`
      let head = `${start}${roomId}\nmessage-id:${messageId}\n`
      if (seq > 0) head += `seq:${seq}\n`
      if (needsAck) head += `ack:${messageId}\n`
      head += `content-type:application/json\ncontent-length:${body.length}\n\n`
      return textFrame(Buffer.concat([Buffer.from(head), body, NUL]))
    },
  }
}

const NUL = Buffer.alloc(1)
