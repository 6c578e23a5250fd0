import type { LiveError } from '@munova/chat-contract'
import { refusalHeaders } from './close.ts'
import type { ServerFrame } from './frame.ts'
import type { Frame } from './parser.ts'
import { type Queue, queues } from './subscriptions.ts'

type Headers = ServerFrame['headers']

/** What one connection is told besides the entries of its rooms. */
export class Replies {
  readonly #send: (frame: ServerFrame) => void
  #messages = 0

  constructor(send: (frame: ServerFrame) => void) {
    this.#send = send
  }

  /** That a frame has been processed, if it asked for that; the answer's fields are headers, `sentAt` as `sent-at`. */
  receipt(frame: Frame, answer: object = {}): void {
    const receipt = frame.headers.get('receipt')
    if (receipt === undefined) return
    const headers: Headers = { 'receipt-id': receipt }
    for (const [field, value] of Object.entries(answer)) {
      headers[field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)] = value
    }
    this.#send({ command: 'RECEIPT', headers })
  }

  page(frame: Frame, subscription: string, json: string): void {
    this.#message('answers', subscription, {
      headers: { 'receipt-id': frame.headers.get('receipt') },
      body: json,
    })
  }

  refusal(refusal: LiveError, subscription: string, about: Headers): void {
    this.#message('errors', subscription, {
      headers: { ...about, message: refusal.message, ...refusalHeaders(refusal) },
      body: JSON.stringify(refusal),
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
