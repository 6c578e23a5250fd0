import { randomUUID } from 'node:crypto'
import type { Encoding } from '../../delivery/room/entry-batch.ts'
import type { LogEntry } from '../../log/entry.ts'
import { textFrame } from '../websocket/websocket-frame.ts'
import { queues } from './subscriptions.ts'

export type StompVersion = '1.1' | '1.2'

/** A frame of the server. Headers without a value are omitted. */
export interface ServerFrame {
  command: 'CONNECTED' | 'MESSAGE' | 'RECEIPT' | 'ERROR'
  headers: Record<string, string | number | boolean | undefined>
  /** JSON. */
  body?: string
}

const NUL = Buffer.alloc(1)
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', ':': '\\c', '\r': '\\r' }

/** STOMP 1.2, "Value Encoding"; 1.1 has no escape for CR. */
function escapeHeader(text: string, version: StompVersion): string {
  const special = version === '1.2' ? /[\\\n:\r]/g : /[\\\n:]/g
  return text.replace(special, (character) => escapes[character] ?? character)
}

/** A STOMP frame in a WebSocket text frame: every frame of the server is UTF-8. */
export function encodeFrame({ command, headers, body }: ServerFrame, version: StompVersion): Buffer {
  let text = `${command}\n`
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    // CONNECTED is not escaped, for compatibility with STOMP 1.0.
    text += `${name}:${command === 'CONNECTED' ? value : escapeHeader(String(value), version)}\n`
  }
  if (body !== undefined) {
    text += `content-type:application/json\ncontent-length:${Buffer.byteLength(body)}\n`
  }
  return textFrame(Buffer.from(`${text}\n${body ?? ''}\0`))
}

export const heartBeat = textFrame(Buffer.from('\n'))

/** A subscription, as the MESSAGE frames for it show it. */
export interface MessageTarget {
  id: string
  needsAck: boolean
  version: StompVersion
}

/** The encoding of a room's entries for one subscription; subscriptions with the same id get the same bytes. */
export function messageEncoding(target: MessageTarget): Encoding {
  return encodingTo(target, 'rooms', ({ roomId, seq }) => ({
    destination: `/topic/rooms/${roomId}`,
    // An ephemeral event has no seq, and yet every MESSAGE needs a unique id.
    messageId: `${roomId}-${seq > 0 ? seq : randomUUID()}`,
    seq: seq > 0 ? seq : undefined,
  }))
}

/** The encoding of the events of an inbox. */
export function inboxEncoding(target: MessageTarget): Encoding {
  return encodingTo(target, 'inbox', () => ({
    destination: queues.inbox,
    messageId: `inbox-${randomUUID()}`,
    seq: undefined,
  }))
}

function encodingTo(
  { id, needsAck, version }: MessageTarget,
  kind: string,
  describe: (entry: LogEntry) => { destination: string; messageId: string; seq: number | undefined },
): Encoding {
  const start = `MESSAGE\nsubscription:${escapeHeader(id, version)}\ndestination:`
  return {
    key: `stomp-${kind}-${version}-${needsAck ? 'ack' : 'auto'}-${id}`,
    encode(entry) {
      const { destination, messageId, seq } = describe(entry)
      let head = `${start}${destination}\nmessage-id:${messageId}\n`
      if (seq !== undefined) head += `seq:${seq}\n`
      if (needsAck) head += `ack:${messageId}\n`
      head += `content-type:application/json\ncontent-length:${entry.body.length}\n\n`
      return textFrame(Buffer.concat([Buffer.from(head), entry.body, NUL]))
    },
  }
}
