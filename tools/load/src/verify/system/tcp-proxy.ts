import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

interface Pair {
  client: Socket
  server: Socket
  isCut: boolean
}

/**
 * The wire of one member. Once it is cut, it takes what either side says and passes nothing on, and neither is told;
 * when it is mended, what it swallowed arrives late, also from a client who has long gone elsewhere. Connections that
 * are made after a cut are whole.
 */
export class Relay {
  readonly #listener: Server
  readonly #pairs = new Set<Pair>()
  /** The port that the next connection leads to. */
  target = 0

  private constructor(listener: Server) {
    this.#listener = listener
    listener.on('connection', (client) => this.#join(client))
  }

  static async open(): Promise<Relay> {
    // Each side's end is passed on by hand, when its turn comes.
    const listener = createServer({ allowHalfOpen: true, noDelay: true })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return new Relay(listener)
  }

  get port(): number {
    const address = this.#listener.address()
    if (address === null || typeof address === 'string') throw new Error('the relay is closed')
    return address.port
  }

  cut(): void {
    for (const pair of this.#pairs) {
      pair.isCut = true
      pair.client.pause()
      pair.server.pause()
    }
  }

  mend(): void {
    for (const pair of this.#pairs) {
      pair.isCut = false
      pair.client.resume()
      pair.server.resume()
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#listener, 'close')
    this.#listener.close()
    for (const { client, server } of this.#pairs) {
      client.destroy()
      server.destroy()
    }
    await closed
  }

  #join(client: Socket): void {
    const server = connect({ host: '127.0.0.1', port: this.target, noDelay: true, allowHalfOpen: true })
    const pair = { client, server, isCut: false }
    this.#pairs.add(pair)
    pass(pair, client, server)
    pass(pair, server, client)
    for (const socket of [client, server]) {
      socket.once('close', () => client.destroyed && server.destroyed && this.#pairs.delete(pair))
    }
  }
}

/** What is said by `from` goes to `to`; so does its end. */
function pass(pair: Pair, from: Socket, to: Socket): void {
  from.on('data', (bytes: Buffer) => {
    if (to.destroyed || to.write(bytes)) return
    from.pause()
    to.once('drain', () => {
      if (!pair.isCut) from.resume()
    })
  })
  // A reset shows as a close too.
  from.on('error', () => {})
  from.once('end', () => to.end())
  from.once('close', () => to.destroySoon())
}
