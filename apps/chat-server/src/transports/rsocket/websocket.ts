import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import { closeCodes } from '@munova/chat-contract'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Core } from '../../core.ts'
import type { Connection, ConnectionCounters } from '../connection.ts'
import type { UpgradeTransport } from '../live.ts'
import { type Carrier, openRSocketConnection } from './connection.ts'
import { webSocketFraming } from './framing.ts'

const subprotocol = 'rsocket'

/** RSocket over WebSocket: all its connections. A binary message is a frame. */
export class RSocketWebSocketTransport implements UpgradeTransport {
  readonly path = '/rsocket'
  readonly #core: Core
  readonly #counters: ConnectionCounters
  readonly #server: WebSocketServer
  readonly #connections = new Set<Connection>()

  constructor(core: Core, counters: ConnectionCounters) {
    this.#core = core
    this.#counters = counters
    core.metrics.gauge('rsocket_websocket_connections', 'Open RSocket connections over WebSocket', {
      value: () => this.#connections.size,
    })
    // Missing in the type declarations: how long a closing handshake may take.
    const closing: object = { closeTimeout: core.config.CLOSE_LINGER_MS }
    this.#server = new WebSocketServer({
      ...closing,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: core.config.MAX_FRAME_BYTES,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    })
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections
  }

  accept(
    request: IncomingMessage,
    stream: Duplex,
    upgrade: { head: Buffer; identity: Identity | undefined },
  ): void {
    this.#server.handleUpgrade(request, stream, upgrade.head, (ws) => {
      const { connection, receive, broken } = openRSocketConnection({
        core: this.#core,
        carrier: webSocketCarrier(ws, stream as Socket),
        counters: this.#counters,
        identity: upgrade.identity,
      })
      this.#connections.add(connection)
      ws.on('message', (data: Buffer, isBinary) => {
        if (isBinary) receive(data)
        else broken('Frames are binary messages')
      })
      // `ws` answers protocol errors itself (1002, 1007, 1009) and closes.
      ws.on('error', () => connection.closed())
      ws.on('close', () => {
        this.#connections.delete(connection)
        connection.closed()
      })
    })
  }
}

function webSocketCarrier(ws: WebSocket, socket: Socket): Carrier {
  return {
    framing: webSocketFraming,
    socket,
    hangUp(last, close) {
      // Not when `ws` has begun to close: nothing may follow a close frame.
      if (ws.readyState === ws.OPEN) socket.write(last)
      ws.close(closeCodes[close].code, closeCodes[close].reason)
    },
    destroy: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  }
}
