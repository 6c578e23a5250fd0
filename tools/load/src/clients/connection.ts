import { once } from 'node:events'
import { subprotocol } from '@munova/chat-contract'
import { WebSocket } from 'ws'

/** What comes in, as it comes; a frame's bytes are valid during the call only. */
export interface Incoming {
  onFrame(frame: Buffer): void
  /** The server closed, or the connection broke (1006). Not called after `close()`. */
  onClosed(code: number): void
}

const HANDSHAKE_TIMEOUT_MS = 30_000

/** One signed-in WebSocket of a load: nothing is parsed here, and nothing is repaired. */
export class Connection {
  readonly #socket: WebSocket
  #closing = false

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  /** The token goes with the handshake, which spares a round trip. */
  static async open(url: string, token: string, incoming: Incoming): Promise<Connection> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol, {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      perMessageDeflate: false,
      // The server's text is compared by bytes; a damaged one shows as a missing seq.
      skipUTF8Validation: true,
    })
    const connection = new Connection(socket)
    socket.on('message', (frame: Buffer) => incoming.onFrame(frame))
    await once(socket, 'open')
    socket.on('error', () => {})
    socket.on('close', (code) => {
      if (!connection.#closing) incoming.onClosed(code)
    })
    return connection
  }

  send(frame: string): void {
    this.#socket.send(frame)
  }

  close(): void {
    this.#closing = true
    this.#socket.terminate()
  }
}
