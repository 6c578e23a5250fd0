import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { ChatErrorCode } from '@munova/chat-contract'
import { sharedPort } from '@munova/service'
import type { Context } from '../../context.ts'
import { problem, toLiveError } from '../../problems.ts'
import { RETRY_AFTER_MS } from '../connection/admission.ts'
import type { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/counters.ts'
import type { LiveTransport } from '../connection/live-transport.ts'
import { type Carrier, openRSocketConnection } from './rsocket-connection.ts'
import { rejectedSetup } from './errors.ts'
import { FrameSplitter } from './frames/frame-splitter.ts'
import { errorWire, tcpFraming } from './frames/framing.ts'

/** Sockets that are being told why they were refused; beyond, they are just closed. */
const MAX_REFUSING = 1_000

/** RSocket over TCP: its listener and all its connections. */
export class RSocketTcpTransport implements LiveTransport {
  readonly #context: Context
  readonly #counters: ConnectionCounters
  readonly #server: Server
  readonly #connections = new Set<Connection>()
  readonly #refusing = new Set<Socket>()
  #admit: () => ChatErrorCode | undefined = () => 'UNAVAILABLE'

  constructor(context: Context, counters: ConnectionCounters) {
    this.#context = context
    this.#counters = counters
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket))
    context.metrics.gauge('rsocket_tcp_connections', 'Open rsocket_tcp connections', {
      value: () => this.#connections.size,
    })
    // Such as no file descriptor for another connection; those that are open go on.
    this.#server.on('error', (error) => context.log.error({ err: error }, 'rsocket listener'))
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections
  }

  /** The port it listens on. `admit` says for each new connection why it cannot be taken, if so. */
  async listen(admit: () => ChatErrorCode | undefined): Promise<number> {
    const { HOST: host, RSOCKET_PORT: port, LISTEN_BACKLOG: backlog } = this.#context.config
    this.#admit = admit
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, backlog, ...sharedPort(port) }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    return (this.#server.address() as AddressInfo).port
  }

  /** Stops to listen. The connections are closed by whoever drains them. */
  async close(): Promise<void> {
    for (const socket of this.#refusing) socket.destroy()
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }

  #accept(socket: Socket): void {
    // For its whole life: a reset must never take the process with it.
    socket.on('error', () => socket.destroy())
    const refusal = this.#admit()
    if (refusal) return this.#problem(socket, refusal)
    const splitter = new FrameSplitter(this.#context.config.MAX_FRAME_BYTES, (frame) => receive(frame))
    const { connection, receive, broken } = openRSocketConnection({
      context: this.#context,
      carrier: tcpCarrier(socket),
      counters: this.#counters,
    })
    this.#connections.add(connection)
    socket.on('data', (chunk) => {
      if (!connection.isOpen) return
      const wrong = splitter.push(chunk)
      if (wrong) broken(wrong)
    })
    socket.on('close', () => {
      this.#connections.delete(connection)
      connection.closed()
    })
  }

  #problem(socket: Socket, code: ChatErrorCode): void {
    if (this.#refusing.size >= MAX_REFUSING) {
      socket.destroy()
      return
    }
    this.#refusing.add(socket)
    const linger = setTimeout(() => socket.destroy(), this.#context.config.CLOSE_LINGER_MS)
    socket.on('close', () => {
      clearTimeout(linger)
      this.#refusing.delete(socket)
    })
    const error = toLiveError(problem(code, { retryAfterMs: RETRY_AFTER_MS }))
    // What the client sends is read and dropped: unread bytes would turn our farewell into a reset.
    socket.resume()
    socket.end(errorWire(tcpFraming, 0, rejectedSetup(error)))
  }
}

function tcpCarrier(socket: Socket): Carrier {
  return {
    framing: tcpFraming,
    socket,
    hangUp(last) {
      socket.end(last)
    },
    destroy: () => socket.destroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}
