import { latch, type Latch, until } from '@munova/testing'
import { type LiveError, subprotocol } from '@munova/chat-contract'
import { WebSocket } from 'ws'
import type { Json } from './chat.ts'
import { INBOX, LiveClient, Rejected } from '../transports/live/client.ts'

/** A client that speaks the documented frames of JSON over WebSocket. */
export class TestClient extends LiveClient {
  readonly socket: WebSocket
  /** Answers to no request of ours. */
  readonly strays: Json[] = []
  readonly #pending = new Map<number, Latch<Json>>()
  readonly #ended = new Map<number, LiveError>()
  #nextId = 1
  #closeCode: number | undefined

  private constructor(socket: WebSocket) {
    super()
    this.socket = socket
    socket.on('error', () => {})
    socket.on('message', (data: Buffer) => this.#receive(data))
    socket.on('close', (code) => {
      this.#closeCode = code
      for (const { reject } of this.#pending.values()) reject(new Error(`closed ${code}`))
      this.#pending.clear()
    })
  }

  /** Connected, not signed in. */
  static async open(
    url: string,
    headers: Record<string, string> = {},
    options: { autoPong?: boolean } = {},
  ): Promise<TestClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol, { headers, ...options })
    const client = new TestClient(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`handshake answered ${response.statusCode}`))
        response.resume()
      })
      socket.once('error', reject)
    })
    return client
  }

  request(op: string, input: object = {}): Promise<Json> {
    const id = this.#nextId++
    const answer = latch<Json>()
    this.#pending.set(id, answer)
    this.socket.send(JSON.stringify({ id, op, ...input }))
    return answer.promise
  }

  ended(roomId: number): LiveError | undefined {
    return this.#ended.get(roomId)
  }

  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  async close(): Promise<void> {
    this.socket.terminate()
    await until(() => this.socket.readyState === WebSocket.CLOSED, { what: 'the client to close' })
  }

  protected closeCode(): number | undefined {
    return this.#closeCode
  }

  #receive(data: Buffer): void {
    const frame: Json = JSON.parse(data.toString())
    if (frame.event === 'inbox.ended') {
      this.#ended.set(INBOX, frame.error)
      return
    }
    if (frame.event === 'subscription.ended') {
      this.#ended.set(frame.roomId, frame.error)
      return
    }
    if ('event' in frame) return this.take(data)
    const pending = this.#pending.get(frame.id)
    this.#pending.delete(frame.id)
    if (!pending) this.strays.push(frame)
    else if ('error' in frame) pending.reject(new Rejected(frame.error))
    else pending.resolve(frame.ok)
  }
}

/** 1, 2, … last. */
export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
