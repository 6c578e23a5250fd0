import { Duplex } from 'node:stream'
import type { ChannelModel } from 'amqplib'
import { connect, type AmqpConnectionManager } from 'amqp-connection-manager'
import type { BrokerOptions } from './broker.ts'
import { RabbitChannel, type ChannelLife } from './rabbit-channel.ts'
import { within } from './within.ts'

/**
 * One AMQP connection that comes back by itself. Only the connection of amqp-connection-manager is used: its channels
 * buffer without bound while the broker is away.
 */
export class RabbitConnection {
  readonly #manager: AmqpConnectionManager
  readonly #options: BrokerOptions
  readonly #channels = new Set<RabbitChannel>()
  #blocked = false
  #connects = 0
  /** Log the first failure of an outage, not one per attempt. */
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
      log.warn({ connection: name, reason }, 'broker takes no more messages')
    })
    this.#manager.on('unblocked', () => {
      this.#blocked = false
      log.info({ connection: name }, 'broker takes messages again')
    })
  }

  get connected(): boolean {
    return this.#manager.isConnected()
  }

  /** The broker is short of memory or disk and reads nothing from this connection. */
  get blocked(): boolean {
    return this.#blocked
  }

  get reconnects(): number {
    return Math.max(0, this.#connects - 1)
  }

  /** A channel that lives as long as the connection is kept. */
  keepChannel(life: ChannelLife): RabbitChannel {
    const channel = new RabbitChannel(() => this.#manager.connection, life, this.#options)
    this.#channels.add(channel)
    channel.open()
    return channel
  }

  /** Idempotent. At most twice `closeTimeoutMs`: a broker that is blocked or gone does not answer. */
  async close(): Promise<void> {
    const { closeTimeoutMs } = this.#options
    const model = this.#manager.connection
    // A blocked broker reads no channel.close; the connection then closes without it.
    const channels = Promise.all([...this.#channels].map((channel) => channel.close()))
    if (!this.#blocked) await channels
    const closed = this.#manager.close().catch(() => undefined)
    if (!(await within(closeTimeoutMs, closed))) destroySocket(model)
  }
}

/** amqplib has no way to end a connection whose peer does not answer; its socket would keep the process alive. */
function destroySocket(model: ChannelModel | undefined): void {
  const connection: object = model?.connection ?? {}
  if ('stream' in connection && connection.stream instanceof Duplex) connection.stream.destroy()
}

/** A connection that its peer just drops ends without an error. */
function reasonOf(error: Error | undefined): string {
  return error?.message ?? 'closed'
}
