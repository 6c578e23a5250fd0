import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import { subprotocol } from '@munova/chat-contract'
import { WebSocketServer } from 'ws'
import type { Core } from '../../core.ts'
import type { Connection, ConnectionCounters } from '../connection.ts'
import { openJsonConnection } from './connection.ts'

/** The WebSocket JSON transport: all its connections. */
export class WebSocketTransport {
  readonly path = '/ws'
  readonly #core: Core
  readonly #server: WebSocketServer
  readonly #connections = new Set<Connection>()
  readonly #gauge
  readonly #counters: ConnectionCounters

  constructor(core: Core, counters: ConnectionCounters) {
    this.#core = core
    this.#counters = counters
    this.#gauge = core.metrics.gauge('websocket_connections', 'Open WebSocket JSON connections')
    // Missing in the type declarations: how long a closing handshake may take.
    const closing: object = { closeTimeout: core.config.CLOSE_LINGER_MS }
    this.#server = new WebSocketServer({
      ...closing,
      noServer: true,
      clientTracking: false,
      // Compressing costs ten times what sending costs, and fragments the heap.
      perMessageDeflate: false,
      maxPayload: core.config.MAX_FRAME_BYTES,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    })
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections
  }

  /** Completes a handshake. `identity` is set when the request carried a valid token. */
  accept(
    request: IncomingMessage,
    stream: Duplex,
    upgrade: { head: Buffer; identity: Identity | undefined },
  ): void {
    this.#server.handleUpgrade(request, stream, upgrade.head, (ws) => {
      const connection = openJsonConnection({
        core: this.#core,
        ws,
        socket: stream as Socket,
        counters: this.#counters,
      })
      this.#connections.add(connection)
      this.#gauge.set(this.#connections.size)
      ws.on('close', () => {
        this.#connections.delete(connection)
        this.#gauge.set(this.#connections.size)
      })
      if (upgrade.identity) connection.admit(upgrade.identity)
    })
  }
}
