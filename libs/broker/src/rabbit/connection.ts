import { Duplex } from 'node:stream'
import { withTimeout } from '@munova/service/work'
import type { ChannelModel } from 'amqplib'
import { connect, type AmqpConnectionManager } from 'amqp-connection-manager'
import type { BrokerOptions } from '../broker.ts'
import { RabbitChannel, type ChannelHooks } from './channel.ts'

/**
 * An AMQP connection that reconnects by itself. Of amqp-connection-manager only the connection is used: its channels buffer
 * without bound while the broker is not connected.
 */
export class RabbitConnection {
  readonly #manager: AmqpConnectionManager
  readonly #options: BrokerOptions
  readonly #channels = new Set<RabbitChannel>()
  #blocked = false
  #connects = 0
  /** Whether the current outage was logged: not each attempt is. */
  #failing = false

  constructor(url: string, name: string, options: BrokerOptions) {
    this.#options = options
    const { log } = options
    this.#manager = connect(url, {
      heartbeatIntervalInSeconds: options.heartbeatSeconds,
      reconnectTimeInSeconds: options.reconnectMs / 1000,
      connectionOptions: {
        noDelay: true,
        timeout: options.handshakeTimeoutMs,
        clientProperties: { connection_name: name },
      },
    })
    this.#manager.on('connect', () => {
      this.#connects++
      this.#blocked = false
      this.#failing = false
      log.info({ connection: name }, 'broker connected')
      for (const channel of this.#channels) channel.open()
    })
    this.#manager.on('disconnect', ({ err }) => {
      log.warn({ connection: name, reason: reasonOf(err) }, 'broker connection lost')
    })
    this.#manager.on('connectFailed', ({ err }) => {
      if (!this.#failing) log.warn({ connection: name, reason: reasonOf(err) }, 'broker cannot be reached')
      this.#failing = true
    })
    this.#manager.on('blocked', ({ reason }) => {
      this.#blocked = true
      log.warn({ connection: name, reason }, 'broker accepts no messages')
    })
    this.#manager.on('unblocked', () => {
      this.#blocked = false
      log.info({ connection: name }, 'broker accepts messages again')
    })
  }

  get connected(): boolean {
    return this.#manager.isConnected()
  }

  /** Whether the broker is short of memory or disk, and reads nothing from this connection. */
  get blocked(): boolean {
    return this.#blocked
  }

  get reconnects(): number {
    return Math.max(0, this.#connects - 1)
  }

  /** A channel that is reopened with the connection until it is closed. */
  openChannel(hooks: ChannelHooks): RabbitChannel {
    const channel = new RabbitChannel(() => this.#manager.connection, hooks, this.#options)
    this.#channels.add(channel)
    channel.open()
    return channel
  }

  /** Idempotent. Takes at most twice `closeTimeoutMs`: a broker that is blocked or dead does not answer. */
  async close(): Promise<void> {
    const { closeTimeoutMs } = this.#options
    const model = this.#manager.connection
    // A blocked broker does not read channel.close; the connection is then closed without waiting for it.
    const channels = Promise.all([...this.#channels].map((channel) => channel.close()))
    if (!this.#blocked) await channels
    const closed = this.#manager.close().catch(() => undefined)
    if (!(await withTimeout(closeTimeoutMs, closed))) destroySocket(model)
  }
}

/** amqplib cannot end a connection whose peer does not answer, and its socket would keep the process alive. */
function destroySocket(model: ChannelModel | undefined): void {
  const connection: object = model?.connection ?? {}
  if ('stream' in connection && connection.stream instanceof Duplex) connection.stream.destroy()
}

/** There is no error when the peer closes the socket without a word of AMQP. */
function reasonOf(error: Error | undefined): string {
  return error?.message ?? 'closed'
}
