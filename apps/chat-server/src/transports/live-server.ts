import { setTimeout as pause } from 'node:timers/promises'
import type { ChatErrorCode } from '@munova/chat-contract'
import type { Http } from '@munova/service'
import type { Context } from '../context.ts'
import { Admission } from './connection/admission.ts'
import { countConnections } from './connection/counters.ts'
import { type LiveTransport, TICK_MS } from './connection/live-transport.ts'
import { jsonOverWebSocket } from './json/index.ts'
import { RSocketTcpTransport } from './rsocket/tcp.ts'
import { rsocketOverWebSocket } from './rsocket/websocket.ts'
import { stompOverWebSocket } from './stomp/index.ts'
import { addHandshakeRoutes } from './websocket/handshake-routes.ts'
import { type WebSocketTransport, webSocketTransport } from './websocket/websocket-transport.ts'

const DRAIN_STEP_MS = 100

/** All transports of a process: their routes and their listener, the limit of connections, the clock, and the drain. */
export class LiveServer {
  readonly #context: Context
  readonly #webSocketTransports: readonly WebSocketTransport[]
  readonly #rsocketTcp: RSocketTcpTransport
  readonly #transports: readonly LiveTransport[]
  readonly #admission: Admission
  readonly #rejections
  readonly #clock: NodeJS.Timeout

  constructor(context: Context) {
    const { metrics, config } = context
    const counters = countConnections(metrics)
    this.#context = context
    this.#webSocketTransports = [jsonOverWebSocket, stompOverWebSocket, rsocketOverWebSocket].map(
      (protocol) => webSocketTransport(context, protocol, counters(protocol.name)),
    )
    this.#rsocketTcp = new RSocketTcpTransport(context, counters('rsocket_tcp'))
    this.#transports = [...this.#webSocketTransports, this.#rsocketTcp]
    this.#admission = new Admission({
      maxConnections: config.MAX_CONNECTIONS,
      connections: () => this.connections,
    })
    this.#rejections = metrics.counter('handshakes_rejected_total', 'Handshakes rejected', ['code'])
    this.#clock = setInterval(() => this.#tick(), TICK_MS)
  }

  get connections(): number {
    return this.#transports.reduce((sum, { connections }) => sum + connections.size, 0)
  }

  /** Adds the routes of the WebSocket transports. Before `http` listens. */
  addRoutes(http: Http): Promise<void> {
    return addHandshakeRoutes(http, {
      config: this.#context.config,
      transports: this.#webSocketTransports,
      admission: this.#admission,
      onRejected: (code) => this.#rejections.inc({ code }),
    })
  }

  /** Listens for RSocket over TCP; resolves to the port. */
  listen(): Promise<number> {
    return this.#rsocketTcp.listen(() => this.#admit())
  }

  /** Tells every connection to reconnect elsewhere, spread over DRAIN_MS; resolves when all are gone. */
  async close(): Promise<void> {
    this.#admission.drain()
    const all = this.#transports.flatMap(({ connections }) => [...connections])
    const perStep = Math.ceil((all.length * DRAIN_STEP_MS) / this.#context.config.DRAIN_MS)
    for (let from = 0; from < all.length; from += perStep) {
      for (const connection of all.slice(from, from + perStep)) connection.close('GOING_AWAY')
      if (from + perStep < all.length) await pause(DRAIN_STEP_MS)
    }
    const deadline = performance.now() + this.#context.config.CLOSE_LINGER_MS
    while (this.connections > 0 && performance.now() < deadline) await pause(10)
    for (const { connections } of this.#transports)
      for (const connection of connections) connection.terminate()
    clearInterval(this.#clock)
    await this.#rsocketTcp.close()
  }

  /** Why one more connection over TCP cannot be opened now; counts the rejection. */
  #admit(): ChatErrorCode | undefined {
    const code = this.#admission.rejection()
    if (code) this.#rejections.inc({ code })
    return code
  }

  #tick(): void {
    const now = performance.now()
    this.#context.connectionRegistry.sweep()
    for (const { connections } of this.#transports) for (const connection of connections) connection.tick(now)
  }
}
