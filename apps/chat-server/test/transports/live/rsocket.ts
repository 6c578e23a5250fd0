import type { LiveError } from '@munova/chat-contract'
import { type Cleanup, latch, until } from '@munova/testing'
import type { ChatServer } from '../../../src/index.ts'
import type { Json } from '../../support/chat.ts'
import {
  type Over,
  RSocketTestClient,
  type SetupOptions,
  type TestStream,
} from '../../support/rsocket-client.ts'
import { routing } from '../../support/rsocket-metadata.ts'
import { INBOX, LiveClient, Rejected, type Transport } from './client.ts'

/** The close code of a connection that ended without a word, as WebSocket has it. */
const ABNORMAL = 1006

/** rsocket-js as any transport. */
class RSocketLiveClient extends LiveClient {
  readonly #client: RSocketTestClient
  readonly #streams = new Map<number, TestStream>()
  readonly #lost = latch<never>()
  #closeCode: number | undefined

  constructor(client: RSocketTestClient) {
    super()
    this.#client = client
    this.#lost.promise.catch(() => {})
    client.rsocket.onClose(() => {
      const { text } = client.ending!
      this.#closeCode = text?.closeCode ?? ABNORMAL
      this.#lost.reject(new Error(`closed ${this.#closeCode}`))
    })
  }

  request(op: string, input: object = {}): Promise<Json> {
    const { roomId } = input as { roomId: number }
    if (op === 'subscribe') return this.#orLost(this.#subscribe(input as { roomId: number; after?: number }))
    if (op === 'unsubscribe') return this.#orLost(this.#unsubscribe(roomId))
    if (op === 'inbox') return this.#orLost(this.#openInbox(input))
    if (op === 'closeInbox') return this.#orLost(this.#unsubscribe(INBOX))
    return this.#orLost(this.#client.ask(op === 'position' ? 'join' : `chat.${op}`, input))
  }

  ended(roomId: number): LiveError | undefined {
    return this.#streams.get(roomId)?.error?.live
  }

  pause(): void {
    this.#client.pause()
  }

  resume(): void {
    this.#client.resume()
  }

  async close(): Promise<void> {
    this.#client.close()
    await until(() => this.#client.ending, { what: 'the client to close' })
  }

  protected closeCode(): number | undefined {
    return this.#closeCode
  }

  /**
   * Nothing says that a stream has begun. A second one of the room does: it is looked at after the first, and rejected
   * if that is open.
   */
  async #subscribe({ roomId, after }: { roomId: number; after?: number }): Promise<Json> {
    const options = after === undefined ? {} : { after }
    const stream = this.#client.stream(roomId, { ...options, onBody: (body) => this.take(body) })
    const second = this.#client.stream(roomId, options)
    const { live } = await second.failed()
    if (stream.error) throw new Rejected(stream.error.live)
    if (live.code !== 'ALREADY_SUBSCRIBED') throw new Rejected(live)
    this.#streams.set(roomId, stream)
    const standing = await this.#client.ask('join', { roomId })
    return { ...standing, position: after ?? standing.position }
  }

  /** The first event has the cursor. */
  async #openInbox(input: { after?: string }): Promise<Json> {
    const stream = this.#client.streamOf('chat.inbox', input, { onBody: (body) => this.take(body) })
    const first = await until(() => stream.error ?? stream.events[0], { what: 'the inbox to begin' })
    if (stream.error) throw new Rejected(stream.error.live)
    this.#streams.set(INBOX, stream)
    return { cursor: first.cursor }
  }

  /** A stream is ended in silence; what was asked before the answer of something else has been done by then. */
  async #unsubscribe(roomId: number): Promise<Json> {
    this.#streams.get(roomId)!.cancel()
    this.#streams.delete(roomId)
    await this.#client.ask('chat.ping')
    return { roomId }
  }

  #orLost<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return Promise.race([answer, this.#lost.promise])
  }
}

function rsocket(name: string, options: SetupOptions & { over: Over }): Transport {
  const open = async (t: Cleanup, node: ChatServer, token: string) => {
    const client = await RSocketTestClient.open(node, token, options)
    t.after(() => client.close())
    return client
  }
  return {
    name,
    async open(t, node, token) {
      const client = await open(t, node, token)
      // The library connects before the server has looked at the token.
      await client.ask('chat.ping')
      return new RSocketLiveClient(client)
    },
    async rejection(t, node, token) {
      const { text } = await (await open(t, node, token)).closed()
      return { error: text.code, closeCode: text.closeCode }
    },
  }
}

export const rsocketTcp = rsocket('rsocket_tcp', { over: 'tcp' })
export const rsocketWebSocket = rsocket('rsocket_websocket', { over: 'websocket' })
/** With the route as the only metadata. */
export const rsocketBare = rsocket('rsocket_tcp', { over: 'tcp', metadataMimeType: routing })
