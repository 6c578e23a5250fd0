import { type Cleanup, until } from '@munova/testing'
import type { Socket } from 'node:net'
import {
  deserializeFrame,
  type ErrorFrame,
  Flags,
  type Frame,
  FrameTypes,
  readUInt24BE,
  serializeFrame,
  type SetupFrame,
  writeUInt24BE,
} from 'rsocket-core'
import { WebSocket } from 'ws'
import type { ChatServer } from '../../src/index.ts'
import type { Json } from './chat.ts'
import { guardedSocket } from './rsocket-client.ts'
import { composite, routeMetadata, tokenMetadata } from './rsocket-metadata.ts'

/** A peer that sends any bytes, and reads what comes back. */
export class RSocketPeer {
  readonly socket: Socket
  readonly webSocket: WebSocket | undefined
  readonly frames: Frame[] = []
  isGone = false
  #rest: Buffer = Buffer.alloc(0)

  private constructor(socket: Socket, webSocket?: WebSocket) {
    this.socket = socket
    this.webSocket = webSocket
    socket.on('close', () => (this.isGone = true))
    if (webSocket) webSocket.on('message', (data: Buffer) => this.frames.push(deserializeFrame(data)))
    else socket.on('data', (chunk) => this.#split(chunk))
  }

  static async tcp(t: Cleanup, node: ChatServer): Promise<RSocketPeer> {
    const socket = guardedSocket(node.rsocketPort)
    t.after(() => void socket.destroy())
    await new Promise((resolve) => socket.once('connect', resolve))
    return new RSocketPeer(socket)
  }

  static async webSocket(
    t: Cleanup,
    node: ChatServer,
    options: { autoPong?: boolean } = {},
  ): Promise<RSocketPeer> {
    const webSocket = new WebSocket(`${node.url.replace('http', 'ws')}/rsocket`, options)
    t.after(() => webSocket.terminate())
    webSocket.on('error', () => {})
    const [socket] = await Promise.all([
      new Promise<Socket>((resolve) => webSocket.once('upgrade', (response) => resolve(response.socket))),
      new Promise((resolve) => webSocket.once('open', resolve)),
    ])
    return new RSocketPeer(socket, webSocket)
  }

  /** Bytes as they are: on the socket, or as a binary message. */
  write(bytes: Buffer): void {
    if (this.webSocket) this.webSocket.send(bytes)
    else this.socket.write(bytes)
  }

  /** Whole frames in one write, each as the carrier wants it. */
  send(...frames: (Frame | Buffer)[]): void {
    const all = frames.map((frame) => (Buffer.isBuffer(frame) ? frame : serializeFrame(frame)))
    if (this.webSocket) for (const bytes of all) this.webSocket.send(bytes)
    else this.socket.write(Buffer.concat(all.map((bytes) => prefixed(bytes))))
  }

  of(type: FrameTypes): Frame[] {
    return this.frames.filter((frame) => frame.type === type)
  }

  /** The ERROR frame of the connection or a stream. */
  async error(streamId = 0): Promise<{ code: number; text: Json }> {
    const isIt = (frame: Frame): frame is ErrorFrame =>
      frame.type === FrameTypes.ERROR && frame.streamId === streamId
    const frame = await until(() => this.frames.find(isIt), { what: `an ERROR on stream ${streamId}` })
    return { code: frame.code, text: JSON.parse(frame.message) }
  }

  /** An answer on a stream. */
  answer(streamId: number): Promise<Frame> {
    return until(
      () => this.frames.find((frame) => frame.type === FrameTypes.PAYLOAD && frame.streamId === streamId),
      { what: `a PAYLOAD on stream ${streamId}` },
    )
  }

  gone(timeoutMs?: number): Promise<boolean> {
    return until(() => this.isGone || undefined, {
      what: 'the server to close',
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
  }

  #split(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    while (this.#rest.length >= 3 && this.#rest.length >= 3 + readUInt24BE(this.#rest, 0)) {
      const end = 3 + readUInt24BE(this.#rest, 0)
      this.frames.push(deserializeFrame(this.#rest.subarray(3, end)))
      this.#rest = this.#rest.subarray(end)
    }
  }
}

/** With its length before it. */
export function prefixed(frame: Buffer): Buffer {
  const length = Buffer.alloc(3)
  writeUInt24BE(length, frame.length, 0)
  return Buffer.concat([length, frame])
}

export function setupFrame(token: string, change: Partial<SetupFrame> = {}): SetupFrame {
  return {
    type: FrameTypes.SETUP,
    streamId: 0,
    flags: Flags.METADATA,
    majorVersion: 1,
    minorVersion: 0,
    keepAlive: 20_000,
    lifetime: 90_000,
    metadataMimeType: composite,
    dataMimeType: 'application/json',
    metadata: tokenMetadata(token),
    data: undefined,
    resumeToken: undefined,
    ...change,
  }
}

export function ask(streamId: number, route = 'chat.ping', data = '{}'): Frame {
  return {
    type: FrameTypes.REQUEST_RESPONSE,
    streamId,
    flags: Flags.METADATA,
    metadata: routeMetadata(route),
    data: Buffer.from(data),
  }
}

export function openStream(streamId: number, roomId: number, requestN: number): Frame {
  return {
    type: FrameTypes.REQUEST_STREAM,
    streamId,
    flags: Flags.METADATA,
    requestN,
    metadata: routeMetadata(`chat.stream.${roomId}`),
    data: Buffer.from('{"after":0}'),
  }
}

export function fragment(
  streamId: number,
  data: Buffer | undefined,
  flags: number,
  metadata?: Buffer,
): Frame {
  return {
    type: FrameTypes.PAYLOAD,
    streamId,
    flags: flags | (metadata ? Flags.METADATA : 0),
    data,
    metadata,
  }
}

/** A header without anything that would have to follow. */
export function header(type: number, streamId: number, flags = 0, rest: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUInt32BE(streamId, 0)
  bytes.writeUInt16BE((type << 10) | flags, 4)
  return Buffer.concat([bytes, rest])
}
