import { subprotocol } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { WebSocket } from 'ws'
import type { Json } from './chat.ts'

/** What the server refused a request with. */
export class Refused extends Error {
  readonly error: Json

  constructor(error: Json) {
    super(`${error.code}: ${error.message}`)
    this.error = error
  }
}

/** A client that speaks the documented frames and remembers everything it got; no resuming, no retries. */
export class TestClient {
  readonly socket: WebSocket
  /** Events in the order in which they arrived. */
  readonly events: Json[] = []
  /** Answers to no request of ours. */
  readonly strays: Json[] = []
  readonly #pending = new Map<number, { resolve: (ok: Json) => void; reject: (error: Error) => void }>()
  #nextId = 1
  #closed: { code: number; reason: string } | undefined

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString())))
    socket.on('close', (code, reason) => {
      this.#closed = { code, reason: reason.toString() }
      for (const { reject } of this.#pending.values()) reject(new Error(`closed ${code}`))
      this.#pending.clear()
    })
  }

  /** Connected, not signed in. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<TestClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol, { headers })
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

  /** The answer of an operation; rejects with Refused. */
  request(op: string, input: object = {}): Promise<Json> {
    const id = this.#nextId++
    const answer = new Promise<Json>((resolve, reject) => this.#pending.set(id, { resolve, reject }))
    this.socket.send(JSON.stringify({ id, op, ...input }))
    return answer
  }

  /** The error of an operation that must be refused. */
  async refusal(op: string, input: object = {}): Promise<Json> {
    try {
      await this.request(op, input)
    } catch (error) {
      if (error instanceof Refused) return error.error
      throw error
    }
    throw new Error(`${op} was not refused`)
  }

  seqs(roomId: number): number[] {
    return this.events.filter((event) => event.roomId === roomId && 'seq' in event).map((event) => event.seq)
  }

  /** Waits until the newest event of the room has this seq. */
  reached(roomId: number, seq: number, timeoutMs?: number): Promise<true> {
    return until(() => (this.seqs(roomId).at(-1) ?? 0) >= seq || undefined, {
      what: `seq ${seq} of room ${roomId}`,
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
  }

  closed(timeoutMs?: number): Promise<{ code: number; reason: string }> {
    return until(() => this.#closed, {
      what: 'the server to close',
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
  }

  async close(): Promise<void> {
    this.socket.terminate()
    await until(() => this.socket.readyState === WebSocket.CLOSED, { what: 'the client to close' })
  }

  #receive(frame: Json): void {
    if ('event' in frame) {
      this.events.push(frame)
      return
    }
    const pending = this.#pending.get(frame.id)
    this.#pending.delete(frame.id)
    if (!pending) this.strays.push(frame)
    else if ('error' in frame) pending.reject(new Refused(frame.error))
    else pending.resolve(frame.ok)
  }
}

/** 1, 2, … last. */
export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
