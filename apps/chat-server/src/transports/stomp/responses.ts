import type { LiveError } from '@munova/chat-contract'
import type { Frame } from './frame-parser.ts'
import type { ServerFrame } from './server-frame.ts'
import { errorHeaders } from './stomp-close.ts'
import { type Queue, queues } from './subscriptions.ts'

type Headers = ServerFrame['headers']

/** The frames that one connection gets besides the entries of its rooms. */
export class Responses {
  readonly #send: (frame: ServerFrame) => void
  #messages = 0

  constructor(send: (frame: ServerFrame) => void) {
    this.#send = send
  }

  /** Confirms that a frame was processed, if it has a `receipt`. Fields of the result are headers: `sentAt` as `sent-at`. */
  receipt(frame: Frame, result: Headers = {}): void {
    const receipt = frame.headers.get('receipt')
    if (receipt === undefined) return
    const headers: Headers = { 'receipt-id': receipt }
    for (const [field, value] of Object.entries(result)) {
      headers[field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)] = value
    }
    this.#send({ command: 'RECEIPT', headers })
  }

  /** A result that is too large for headers, on the queue `answers`. */
  document(frame: Frame, subscription: string, json: string): void {
    this.#message('answers', subscription, {
      headers: { 'receipt-id': frame.headers.get('receipt') },
      body: json,
    })
  }

  /** An error on the queue `errors`; `about` are headers of the frame that was rejected. */
  error(error: LiveError, subscription: string, about: Headers): void {
    this.#message('errors', subscription, {
      headers: { ...about, message: error.message, ...errorHeaders(error) },
      body: JSON.stringify(error),
    })
  }

  #message(queue: Queue, subscription: string, { headers, body }: { headers: Headers; body: string }): void {
    const messageId = `${queue}-${++this.#messages}`
    this.#send({
      command: 'MESSAGE',
      headers: { subscription, destination: queues[queue], 'message-id': messageId, ...headers },
      body,
    })
  }
}
