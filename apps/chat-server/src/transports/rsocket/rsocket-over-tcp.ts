import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { sharedPort, trustedProxies, type TrustedProxies } from '@munova/service'
import { problem, toLiveError } from '../../problems.ts'
import type { Admission, Rejection } from '../connection/admission.ts'
import type { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/connection-counters.ts'
import type { LiveContext } from '../connection/live-context.ts'
import type { LiveTransport } from '../connection/live-transport.ts'
import { FrameSplitter } from './frames/frame-splitter.ts'
import { encodeError, tcpFraming } from './frames/framing.ts'
import { onProxiedStart } from './proxy-header.ts'
import { Routes } from './routes.ts'
import { rejectedSetup } from './rsocket-close.ts'
import { type Carrier, openRSocketConnection } from './rsocket-connection.ts'

/** Rejected sockets that are waiting to be closed; above this number they are destroyed without an ERROR frame. */
const MAX_REJECTED = 1_000

/** What decides about a new connection. */
interface Parts {
  admission: Pick<Admission, 'beginHandshake' | 'endHandshake' | 'countUnauthenticated'>
  admit: (address: string | undefined) => Rejection | undefined
}

/** RSocket over TCP: the listener and its connections. */
export class RSocketTcpTransport implements LiveTransport {
  readonly #context: LiveContext
  readonly #counters: ConnectionCounters
  readonly #routes: Routes
  readonly #server: Server
  readonly #connections = new Set<Connection>()
  readonly #rejected = new Set<Socket>()
  /** Connections of proxies that have not said yet whose they are. */
  readonly #starting = new Set<Socket>()
  readonly #isTrusted: TrustedProxies

  constructor(context: LiveContext, counters: ConnectionCounters) {
    this.#context = context
    this.#counters = counters
    this.#routes = new Routes(context.operations)
    this.#isTrusted = trustedProxies(context.config.TRUST_PROXY)
    this.#server = createServer({ noDelay: true })
    context.metrics.gauge('rsocket_tcp_connections', 'Open rsocket_tcp connections', {
      value: () => this.#connections.size,
    })
    // Such as EMFILE: open connections are not affected.
    this.#server.on('error', (error) => context.log.error({ err: error }, 'rsocket listener'))
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections
  }

  /** Resolves to the port. `admit` returns the reason why a connection of a client is rejected, if it is. */
  async listen(parts: Parts): Promise<number> {
    const { HOST: host, RSOCKET_PORT: port, LISTEN_BACKLOG: backlog } = this.#context.config
    this.#server.on('connection', (socket) => this.#accept(socket, parts))
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, backlog, ...sharedPort(port) }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    return (this.#server.address() as AddressInfo).port
  }

  /** Stops listening. The connections must be closed before. */
  async close(): Promise<void> {
    for (const socket of [...this.#rejected, ...this.#starting]) socket.destroy()
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }

  /** A proxy says first whose connection it is; until then the connection counts as a handshake. */
  #accept(socket: Socket, parts: Parts): void {
    // Without a listener a reset of the peer would end the process.
    socket.on('error', () => socket.destroy())
    const peer = socket.remoteAddress ?? ''
    if (!this.#isTrusted(peer, 0)) return this.#open(socket, { address: peer, rest: undefined }, parts)
    const { admission, admit } = parts
    const rejection = admit(undefined)
    if (rejection) return this.#reject(socket, rejection)
    this.#starting.add(socket)
    admission.beginHandshake(socket)
    onProxiedStart(socket, this.#context.config.AUTH_TIMEOUT_MS, (start) => {
      this.#starting.delete(socket)
      admission.endHandshake(socket)
      if (!start) socket.destroy()
      else this.#open(socket, { address: start.address ?? peer, rest: start.rest }, parts)
    })
  }

  #open(
    socket: Socket,
    { address, rest }: { address: string; rest: Buffer | undefined },
    { admission, admit }: Parts,
  ): void {
    const rejection = admit(address)
    if (rejection) return this.#reject(socket, rejection)
    const splitter = new FrameSplitter(this.#context.config.MAX_FRAME_BYTES, (frame) => receive(frame))
    const { connection, receive, closeForViolation } = openRSocketConnection({
      context: this.#context,
      carrier: tcpCarrier(socket),
      counters: this.#counters,
      routes: this.#routes,
      identity: undefined,
    })
    this.#connections.add(connection)
    connection.whenSignedIn(admission.countUnauthenticated(address, socket))
    const onBytes = (chunk: Buffer) => {
      if (!connection.isOpen) return
      const violation = splitter.push(chunk)
      if (violation) closeForViolation(violation)
    }
    socket.on('data', onBytes)
    socket.on('close', () => {
      this.#connections.delete(connection)
      connection.markClosed()
    })
    if (rest === undefined) return
    socket.resume()
    onBytes(rest)
  }

  #reject(socket: Socket, { code, retryAfterMs }: Rejection): void {
    if (this.#rejected.size >= MAX_REJECTED) {
      socket.destroy()
      return
    }
    this.#rejected.add(socket)
    const timer = setTimeout(() => socket.destroy(), this.#context.config.CLOSE_LINGER_MS)
    socket.on('close', () => {
      clearTimeout(timer)
      this.#rejected.delete(socket)
    })
    const error = toLiveError(problem(code, { retryAfterMs }))
    // Read and discard what the client sends: closing a socket with unread bytes resets it, and the ERROR would be lost.
    socket.resume()
    socket.end(encodeError(tcpFraming, 0, rejectedSetup(error)))
  }
}

function tcpCarrier(socket: Socket): Carrier {
  return {
    framing: tcpFraming,
    socket,
    sendClose(last) {
      socket.end(last)
    },
    terminate: () => socket.destroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}
