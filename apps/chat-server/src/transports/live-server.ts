import { setTimeout as pause } from 'node:timers/promises'
import type { Http } from '@munova/service'
import { Admission, type Rejection } from './connection/admission.ts'
import { countConnections } from './connection/connection-counters.ts'
import type { LiveContext } from './connection/live-context.ts'
import { type LiveTransport, TICK_MS } from './connection/live-transport.ts'
import { jsonOverWebSocket } from './json/json-over-websocket.ts'
import { RSocketTcpTransport } from './rsocket/rsocket-over-tcp.ts'
import { rsocketOverWebSocket } from './rsocket/rsocket-over-websocket.ts'
import { stompOverWebSocket } from './stomp/stomp-over-websocket.ts'
import { addHandshakeRoutes } from './websocket/handshake-routes.ts'
import { type WebSocketTransport, webSocketTransport } from './websocket/websocket-transport.ts'

const DRAIN_STEP_MS = 100

/** All transports of a process: their routes, the TCP listener, the limit of connections, their clock, and the drain. */
export class LiveServer {
  readonly #context: LiveContext
  readonly #webSocketTransports: readonly WebSocketTransport[]
  readonly #rsocketTcp: RSocketTcpTransport
  readonly #transports: readonly LiveTransport[]
  readonly #admission: Admission
  readonly #rejections
  readonly #clock: NodeJS.Timeout

  constructor(context: LiveContext) {
    const { metrics, config, operations } = context
    const counters = countConnections(metrics)
    const protocols = [jsonOverWebSocket, stompOverWebSocket(operations), rsocketOverWebSocket(operations)]
    this.#context = context
    this.#webSocketTransports = protocols.map((protocol) =>
      webSocketTransport(context, protocol, counters(protocol.name)),
    )
    this.#rsocketTcp = new RSocketTcpTransport(context, counters('rsocket_tcp'))
    this.#transports = [...this.#webSocketTransports, this.#rsocketTcp]
    this.#admission = new Admission({
      maxConnections: config.MAX_CONNECTIONS,
      maxUnauthenticated: config.MAX_UNAUTHENTICATED_PER_ADDRESS,
      connections: () => this.connections,
      metrics,
    })
    this.#rejections = metrics.counter('handshakes_rejected_total', 'Handshakes rejected', ['code'])
    metrics.gauge('connections_limit', 'MAX_CONNECTIONS', { value: () => config.MAX_CONNECTIONS })
    this.#clock = setInterval(() => this.#tick(), TICK_MS)
  }

  get connections(): number {
    return this.#transports.reduce((sum, { connections }) => sum + connections.size, 0)
  }

  /** Adds the routes of the WebSocket transports; to be called before `http` listens. */
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
    return this.#rsocketTcp.listen({
      admission: this.#admission,
      admit: (address) => this.#admit(address),
    })
  }

  /**
   * Drains: rejects new connections, and closes each open one with GOING_AWAY, spread over DRAIN_MS. Resolves when all are
   * closed.
   */
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

  /** Why a new TCP connection is rejected, if it is; counts the rejection. */
  #admit(address: string | undefined): Rejection | undefined {
    const rejection = this.#admission.rejection(address)
    if (rejection) this.#rejections.inc({ code: rejection.code })
    return rejection
  }

  #tick(): void {
    const now = performance.now()
    this.#context.connectionRegistry.sweep()
    for (const { connections } of this.#transports) for (const connection of connections) connection.tick(now)
  }
}
