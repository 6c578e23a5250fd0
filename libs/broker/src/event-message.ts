import type { EventMessage } from './broker.ts'

/** AMQP short strings hold 255 bytes. */
const maxNameBytes = 255

/** Throws TypeError or RangeError for a message that no consumer could read: a bug of the caller, never temporary. */
export function checkMessage(message: EventMessage, maxMessageBytes: number): void {
  for (const name of ['id', 'type', 'key'] as const) {
    const bytes = Buffer.byteLength(message[name])
    if (bytes === 0) throw new TypeError(`event without ${name}`)
    if (bytes > maxNameBytes) throw new RangeError(`event ${name} is longer than ${maxNameBytes} bytes`)
  }
  if (message.body.byteLength > maxMessageBytes) {
    throw new RangeError(`event body of ${message.body.byteLength} bytes is larger than ${maxMessageBytes}`)
  }
}
