import { randomUUID } from 'node:crypto'
import { type Cleanup, latch, until } from '@munova/testing'
import { Client, type IFrame, type IMessage, type StompConfig } from '@stomp/stompjs'
import { type ClientOptions, WebSocket } from 'ws'
import type { ChatServer } from '../../src/index.ts'
import type { Json } from './chat.ts'

const stompUrl = (node: ChatServer) => `${node.url.replace('http', 'ws')}/stomp`

/** A `@stomp/stompjs` client that does not reconnect, and what it received. */
export interface StompClient {
  client: Client
  socket: WebSocket
  connected: IFrame
  /** Frames of ERROR. */
  errors: IFrame[]
  closed(): Promise<number>
  /** Subscribes a room and waits for the receipt; messages are in `messages`. */
  subscribe(
    roomId: number,
    headers?: Record<string, string>,
  ): Promise<{ receipt: IFrame; messages: IMessage[] }>
  /** Messages of a destination; waits for the receipt. */
  listen(
    destination: string,
    headers?: Record<string, string>,
  ): Promise<{ receipt: IFrame; messages: IMessage[] }>
  /** The receipt of a SEND. */
  send(destination: string, body: unknown, headers?: Record<string, string>): Promise<IFrame>
}

export interface StompOptions extends StompConfig {
  token?: string
  /** Headers of the handshake. */
  handshake?: Record<string, string>
  /** To listen to what arrives, before it does. */
  onSocket?: (socket: WebSocket) => void
}

/** Connects; rejects with the ERROR frame's code when that is rejected. */
export async function openStomp(
  t: Cleanup,
  node: ChatServer,
  { token, handshake, onSocket, ...options }: StompOptions,
): Promise<StompClient> {
  const sockets: WebSocket[] = []
  const errors: IFrame[] = []
  const connected = latch<IFrame>()
  let closeCode: number | undefined
  const client = new Client({
    reconnectDelay: 0,
    heartbeatIncoming: 0,
    heartbeatOutgoing: 0,
    connectHeaders: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    ...options,
    webSocketFactory() {
      const socket = new WebSocket(stompUrl(node), client.stompVersions.protocolVersions(), {
        headers: handshake ?? {},
      })
      sockets.push(socket)
      onSocket?.(socket)
      return socket
    },
    onConnect: (frame) => connected.resolve(frame),
    onStompError(frame) {
      errors.push(frame)
      connected.reject(new Error(frame.headers['code']))
    },
    onWebSocketClose(event: { code: number }) {
      closeCode = event.code
      connected.reject(new Error(`closed ${event.code}`))
    },
  })
  client.activate()
  t.after(async () => {
    sockets[0]?.terminate()
    await client.deactivate()
  })
  const stomp: StompClient = {
    client,
    connected: await connected.promise,
    socket: sockets[0]!,
    errors,
    closed: () => until(() => closeCode, { what: 'the server to close' }),
    subscribe: (roomId, headers) => stomp.listen(`/topic/rooms/${roomId}`, headers),

    async listen(destination, headers = {}) {
      const messages: IMessage[] = []
      const receipt = receiptOf(client)
      client.subscribe(destination, (message) => messages.push(message), { ...headers, receipt: receipt.id })
      return { receipt: await receipt.arrived, messages }
    },

    send(destination, body, headers = {}) {
      const receipt = receiptOf(client)
      client.publish({
        destination,
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers, receipt: receipt.id },
      })
      return receipt.arrived
    },
  }
  return stomp
}

function receiptOf(client: Client) {
  const id = randomUUID()
  const receipt = latch<IFrame>()
  client.watchForReceipt(id, (frame) => receipt.resolve(frame))
  return { id, arrived: receipt.promise }
}

/** Sends a text and waits until it is stored. */
export function sendText(stomp: StompClient, roomId: number, words: string, id: string = randomUUID()) {
  return stomp.send(`/app/rooms/${roomId}`, words, { 'content-type': 'text/plain', 'client-message-id': id })
}

export const seqsOf = (messages: IMessage[]) => messages.map(({ headers }) => Number(headers['seq']))

/** Waits for so many messages. */
export function arrived(messages: IMessage[], count: number): Promise<IMessage[]> {
  return until(() => (messages.length >= count ? messages : undefined), { what: `${count} messages` })
}

export interface RawFrame {
  command: string
  headers: Record<string, string>
  body: string
}

/** A WebSocket that sends any text and keeps the frames that it received. */
export class RawStomp {
  readonly socket: WebSocket
  readonly frames: RawFrame[] = []
  heartBeats = 0
  #closed: { code: number; reason: string } | undefined

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('message', (data: Buffer) => this.#receive(data.toString()))
    socket.on('close', (code, reason) => (this.#closed = { code, reason: reason.toString() }))
  }

  static async open(t: Cleanup, node: ChatServer, options: ClientOptions = {}): Promise<RawStomp> {
    const raw = new RawStomp(new WebSocket(stompUrl(node), 'v12.stomp', options))
    t.after(() => raw.socket.terminate())
    await new Promise((resolve, reject) => {
      raw.socket.once('open', resolve)
      raw.socket.once('error', reject)
    })
    return raw
  }

  /** Signed in, with these headers besides. */
  static async connect(
    t: Cleanup,
    node: ChatServer,
    { token, ...headers }: Record<string, string>,
    options: ClientOptions = {},
  ) {
    const raw = await RawStomp.open(t, node, options)
    raw.send('CONNECT', { 'accept-version': '1.2', host: 'x', passcode: token!, ...headers })
    await raw.next('CONNECTED')
    return raw
  }

  send(command: string, headers: Record<string, string | number>, body = ''): void {
    this.socket.send(rawFrame(command, headers, body))
  }

  /** The first frame of this command, waited for. */
  next(command: string, where: Record<string, string> = {}): Promise<RawFrame> {
    return until(
      () =>
        this.frames.find(
          (frame) =>
            frame.command === command &&
            Object.entries(where).every(([name, value]) => frame.headers[name] === value),
        ),
      { what: `${command} ${JSON.stringify(where)}` },
    )
  }

  closed(): Promise<{ code: number; reason: string }> {
    return until(() => this.#closed, { what: 'the server to close' })
  }

  #receive(text: string): void {
    if (text === '\n') {
      this.heartBeats++
      return
    }
    this.frames.push(parseRaw(text))
  }
}

/** Bytes of a frame, as written; nothing is escaped. */
export function rawFrame(command: string, headers: Record<string, string | number>, body = ''): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  return `${command}\n${lines.join('')}\n${body}\0`
}

export function parseRaw(text: string): RawFrame {
  const [head, ...rest] = text.split('\n\n')
  const [command, ...lines] = head!.split('\n')
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)])
  return {
    command: command!,
    headers: Object.fromEntries(headers),
    body: rest.join('\n\n').replace(/\0$/, ''),
  }
}

export const json = (message: IMessage | RawFrame): Json => JSON.parse(message.body)
