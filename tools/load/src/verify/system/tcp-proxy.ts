import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

interface Pair {
  client: Socket
  server: Socket
  isPartitioned: boolean
  /** So many more bytes of the server reach the client; all of them when undefined. */
  allowedBytes: number | undefined
}

/**
 * A TCP proxy that simulates failures of the network, of one member or between the nodes and their database. While partitioned, existing connections pass nothing on in
 * either direction without being closed; after healing, the withheld bytes arrive late, also from a client that has
 * reconnected meanwhile. Connections opened during a partition work.
 */
export class TcpProxy {
  readonly #listener: Server
  readonly #pairs = new Set<Pair>()
  /** The port that the next connection is forwarded to. */
  target = 0

  private constructor(listener: Server) {
    this.#listener = listener
    listener.on('connection', (client) => this.#forward(client))
  }

  static async open(): Promise<TcpProxy> {
    // The end of each side is forwarded explicitly, after its data.
    const listener = createServer({ allowHalfOpen: true, noDelay: true })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return new TcpProxy(listener)
  }

  get port(): number {
    const address = this.#listener.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed')
    return address.port
  }

  partition(): void {
    for (const pair of this.#pairs) {
      pair.isPartitioned = true
      pair.client.pause()
      pair.server.pause()
    }
  }

  heal(): void {
    for (const pair of this.#pairs) {
      pair.isPartitioned = false
      pair.client.resume()
      pair.server.resume()
    }
  }

  /** Existing connections pass on so many more bytes of the server, and then nothing, and stay open until the client closes. */
  stopResponses(bytes: number): void {
    for (const pair of this.#pairs) pair.allowedBytes = bytes
  }

  /** Breaks every connection, on both sides. */
  breakConnections(): void {
    for (const { client, server } of this.#pairs) {
      client.destroy()
      server.destroy()
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#listener, 'close')
    this.#listener.close()
    this.breakConnections()
    await closed
  }

  #forward(client: Socket): void {
    const server = connect({ host: '127.0.0.1', port: this.target, noDelay: true, allowHalfOpen: true })
    const pair: Pair = { client, server, isPartitioned: false, allowedBytes: undefined }
    this.#pairs.add(pair)
    pipe(pair, client, server)
    pipe(pair, server, client)
    for (const socket of [client, server]) {
      socket.once('close', () => client.destroyed && server.destroyed && this.#pairs.delete(pair))
    }
  }
}

/** Forwards data and end of `from` to `to`. */
function pipe(pair: Pair, from: Socket, to: Socket): void {
  from.on('data', (received: Buffer) => {
    const bytes = from === pair.server ? allowed(pair, received) : received
    if (to.destroyed || bytes.length === 0 || to.write(bytes)) return
    from.pause()
    to.once('drain', () => {
      if (!pair.isPartitioned) from.resume()
    })
  })
  // A reset is followed by a close.
  from.on('error', () => {})
  from.once('end', () => to.end())
  from.once('close', () => to.destroySoon())
}

/** The part of a response that still passes. */
function allowed(pair: Pair, bytes: Buffer): Buffer {
  if (pair.allowedBytes === undefined) return bytes
  const passed = bytes.subarray(0, pair.allowedBytes)
  pair.allowedBytes -= passed.length
  return passed
}
