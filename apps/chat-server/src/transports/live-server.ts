import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Identity } from '@munova/auth'
import { chatErrors, type ChatErrorCode } from '@munova/chat-contract'
import { Problem } from '@munova/service'
import type { Context } from '../context.ts'
import { identify } from '../operations/refresh.ts'
import type { Connection } from './connection/connection.ts'

/** A protocol, with the connections that speak it. */
export interface LiveTransport {
  readonly connections: ReadonlySet<Connection>
}

/** A protocol over WebSocket, at its own path of the HTTP port. */
export interface UpgradeTransport extends LiveTransport {
  readonly path: string
  accept(
    request: IncomingMessage,
    stream: Duplex,
    upgrade: { head: Buffer; identity: Identity | undefined },
  ): void
}

/** How often every connection looks at its limits that are times. */
export const TICK_MS = 1_000
const DRAIN_STEP_MS = 100
const RETRY_AFTER_SECONDS = 5

/** Takes handshakes on the HTTP port, counts and limits connections, keeps their time, and drains them. */
export class LiveServer {
  readonly #context: Context
  readonly #upgrades: readonly UpgradeTransport[]
  readonly #transports: readonly LiveTransport[]
  readonly #refused
  readonly #clock: NodeJS.Timeout
  #draining = false
  /** Handshakes whose token is being checked; each may become a connection. */
  #arriving = 0

  /** `others` take their connections by themselves, and ask `admit` for each. */
  constructor(
    context: Context,
    upgrades: readonly UpgradeTransport[],
    others: readonly LiveTransport[] = [],
  ) {
    this.#context = context
    this.#upgrades = upgrades
    this.#transports = [...upgrades, ...others]
    this.#refused = context.metrics.counter('handshakes_refused_total', 'Handshakes refused', ['code'])
    this.#clock = setInterval(() => this.#tick(), TICK_MS)
  }

  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      // Until the transport listens itself: a reset now must not take the process with it.
      const onError = () => stream.destroy()
      stream.on('error', onError)
      void this.#upgrade(request, stream, head)
        .catch((error: unknown) => this.#problem(stream, error))
        .finally(() => stream.off('error', onError))
    })
  }

  get connections(): number {
    return this.#transports.reduce((sum, { connections }) => sum + connections.size, 0)
  }

  /** Why one more connection cannot be taken now, if so; a refusal is counted. */
  admit(): ChatErrorCode | undefined {
    const code = this.#refusal()
    if (code) this.#refused.inc({ code })
    return code
  }

  /** Tells every connection to reconnect elsewhere, spread over DRAIN_MS; resolves when all are gone. */
  async close(): Promise<void> {
    this.#draining = true
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
  }

  async #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const path = URL.parse(request.url ?? '/', 'http://localhost')?.pathname
    const transport = this.#upgrades.find((candidate) => candidate.path === path)
    if (!transport) throw new Refusal('ROUTE_NOT_FOUND')
    const refusal = this.#refusal()
    if (refusal) throw new Refusal(refusal)
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) return transport.accept(request, stream, { head, identity: undefined })
    this.#arriving++
    const identity = await identify(this.#context.verifier, token).finally(() => this.#arriving--)
    if (this.#draining) throw new Refusal('UNAVAILABLE')
    if (!stream.destroyed) transport.accept(request, stream, { head, identity })
  }

  #refusal(): ChatErrorCode | undefined {
    if (this.#draining) return 'UNAVAILABLE'
    return this.connections + this.#arriving >= this.#context.config.MAX_CONNECTIONS
      ? 'OVERLOADED'
      : undefined
  }

  /** The handshake is still HTTP: refused with a problem, like any other request. */
  #problem(stream: Duplex, error: unknown): void {
    const code = codeOf(error)
    if (code === 'INTERNAL') this.#context.log.error({ err: error }, 'handshake failed')
    this.#refused.inc({ code })
    if (stream.destroyed) return
    const { status, title, temporary } = chatErrors[code]
    const body = JSON.stringify({ type: 'about:blank', title, status, code })
    const head = [
      `HTTP/1.1 ${status} ${code}`,
      'Connection: close',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(temporary ? [`Retry-After: ${RETRY_AFTER_SECONDS}`] : []),
    ]
    stream.on('error', () => stream.destroy())
    stream.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => stream.destroy())
  }

  #tick(): void {
    const now = performance.now()
    this.#context.connectionRegistry.sweep()
    for (const { connections } of this.#transports) for (const connection of connections) connection.tick(now)
  }
}

class Refusal extends Error {
  readonly code: ChatErrorCode

  constructor(code: ChatErrorCode) {
    super(code)
    this.code = code
  }
}

function codeOf(error: unknown): ChatErrorCode {
  if (error instanceof Refusal) return error.code
  return error instanceof Problem && error.code in chatErrors ? (error.code as ChatErrorCode) : 'INTERNAL'
}
