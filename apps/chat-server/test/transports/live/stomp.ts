import { randomUUID } from 'node:crypto'
import type { LiveError } from '@munova/chat-contract'
import { type Cleanup, latch, type Latch, until } from '@munova/testing'
import type { IFrame, IMessage } from '@stomp/stompjs'
import { WebSocket } from 'ws'
import type { ChatServer } from '../../../src/index.ts'
import type { Json } from '../../support/chat.ts'
import { openStomp, RawStomp, type StompClient } from '../../support/stomp-client.ts'
import { INBOX, LiveClient, Rejected, type Transport } from './client.ts'

/** Where an operation is sent to. */
function destinationOf(op: string, roomId: number | undefined): string {
  if (op === 'send') return `/app/rooms/${roomId}`
  if (op === 'refresh') return '/app/token'
  return roomId === undefined ? `/app/${op}` : `/app/rooms/${roomId}/${op}`
}

/** `@stomp/stompjs` as any transport. */
class StompLiveClient extends LiveClient {
  readonly #stomp: StompClient
  readonly #pending = new Map<string, Latch<Json>>()
  readonly #pages = new Map<string, Json>()
  /** Ids of subscriptions by room, and rooms by id. */
  readonly #ids = new Map<number, string>()
  readonly #rooms = new Map<string, number>()
  readonly #ended = new Map<number, LiveError>()
  #closeCode: number | undefined

  constructor(stomp: StompClient) {
    super()
    this.#stomp = stomp
    stomp.client.subscribe('/user/queue/errors', (message) => this.#rejected(message))
    stomp.client.subscribe('/user/queue/answers', (message) =>
      this.#pages.set(message.headers['receipt-id']!, JSON.parse(message.body)),
    )
    stomp.socket.on('close', (code) => {
      this.#closeCode = code
      for (const { reject } of this.#pending.values()) reject(new Error(`closed ${code}`))
      this.#pending.clear()
    })
  }

  request(op: string, input: object = {}): Promise<Json> {
    const { roomId, ...rest } = input as { roomId: number }
    const receipt = randomUUID()
    const answer = latch<Json>()
    this.#pending.set(receipt, answer)
    this.#stomp.client.watchForReceipt(receipt, (frame) => {
      this.#pending.delete(receipt)
      answer.resolve(op === 'unsubscribe' ? { roomId } : (this.#pages.get(receipt) ?? fields(frame)))
    })
    if (op === 'subscribe') this.#subscribe(roomId, receipt, rest)
    else if (op === 'unsubscribe') this.#unsubscribe(roomId, receipt)
    else if (op === 'inbox') this.#subscribe(INBOX, receipt, rest)
    else if (op === 'closeInbox') this.#unsubscribe(INBOX, receipt)
    else this.#send(destinationOf(op, roomId), receipt, rest)
    return answer.promise
  }

  ended(roomId: number): LiveError | undefined {
    return this.#ended.get(roomId)
  }

  pause(): void {
    this.#stomp.socket.pause()
  }

  resume(): void {
    this.#stomp.socket.resume()
  }

  async close(): Promise<void> {
    const { socket } = this.#stomp
    socket.terminate()
    await until(() => socket.readyState === WebSocket.CLOSED, { what: 'the client to close' })
  }

  protected closeCode(): number | undefined {
    return this.#closeCode
  }

  #subscribe(roomId: number, receipt: string, { after }: { after?: number | string }): void {
    const id = randomUUID()
    this.#rooms.set(id, roomId)
    if (!this.#ids.has(roomId)) this.#ids.set(roomId, id)
    const take = ({ binaryBody }: IMessage) => this.take(Buffer.from(binaryBody))
    const headers = { id, receipt, ...(after !== undefined && { after: `${after}` }) }
    const destination = roomId === INBOX ? '/user/queue/inbox' : `/topic/rooms/${roomId}`
    this.#stomp.client.subscribe(destination, take, headers)
  }

  #unsubscribe(roomId: number, receipt: string): void {
    const id = this.#ids.get(roomId) ?? 'none'
    this.#ids.delete(roomId)
    this.#stomp.client.unsubscribe(id, { receipt })
  }

  #send(destination: string, receipt: string, input: { clientMessageId?: string }): void {
    const { clientMessageId, ...body } = input
    const headers = {
      receipt,
      'content-type': 'application/json',
      ...(clientMessageId !== undefined && { 'client-message-id': clientMessageId }),
    }
    this.#stomp.client.publish({ destination, headers, body: JSON.stringify(body) })
  }

  #rejected({ headers, body }: IMessage): void {
    const roomId = this.#rooms.get(headers['subscription-id'] ?? '')
    if (roomId !== undefined && this.#ids.get(roomId) === headers['subscription-id']) this.#ids.delete(roomId)
    const pending = this.#pending.get(headers['receipt-id'] ?? '')
    if (pending) {
      this.#pending.delete(headers['receipt-id']!)
      pending.reject(new Rejected(withContractPaths(JSON.parse(body))))
    } else if (roomId !== undefined) {
      this.#ended.set(roomId, JSON.parse(body))
    }
  }
}

/** STOMP names the header that carries a field; the tests name the field. */
function withContractPaths(error: LiveError): LiveError {
  const fieldOf: Readonly<Record<string, string>> = {
    'headers.client-message-id': 'clientMessageId',
    'headers.after': 'after',
  }
  const errors = error.errors?.map((wrong) => ({ ...wrong, path: fieldOf[wrong.path] ?? wrong.path }))
  return { ...error, ...(errors && { errors }) }
}

/** The answer that a receipt carries in its headers. */
function fields({ headers }: IFrame): Json {
  const entries = Object.entries(headers).filter(([name]) => name !== 'receipt-id')
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name.replace(/-[a-z]/g, ([, letter]) => letter!.toUpperCase()),
      /^\d+$/.test(value) ? Number(value) : value,
    ]),
  )
}

export const stomp: Transport = {
  name: 'stomp',
  async open(t: Cleanup, node: ChatServer, token: string) {
    return new StompLiveClient(await openStomp(t, node, { token }))
  },
  async rejection(t, node, token) {
    const raw = await RawStomp.open(t, node)
    raw.send('CONNECT', { 'accept-version': '1.2', passcode: token })
    const error = await raw.next('ERROR')
    return { error: error.headers['code']!, closeCode: (await raw.closed()).code }
  },
}
