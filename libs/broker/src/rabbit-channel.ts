import type { ChannelModel, ConfirmChannel } from 'amqplib'
import type { BrokerOptions } from './broker.ts'
import { within } from './within.ts'

/** What happens on a channel each time it is opened. */
export interface ChannelLife {
  readonly name: string
  /** Declares and subscribes. If it rejects, the channel is closed and opened again later. */
  setup(channel: ConfirmChannel): Promise<void>
  /** The setup is complete. */
  ready?(): void
  /** A channel that `setup` was called with is gone, and with it what was unsettled on it. */
  lost?(): void
}

/**
 * A channel that comes back: after its connection did, and alone after a channel error, which without
 * the 'error' listener here would take the whole connection down. It buffers nothing.
 */
export class RabbitChannel {
  readonly #model: () => ChannelModel | undefined
  readonly #life: ChannelLife
  readonly #options: BrokerOptions
  #current: ConfirmChannel | undefined
  #live: ConfirmChannel | undefined
  #opening: Promise<void> | undefined
  #ending: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #closed = false

  constructor(model: () => ChannelModel | undefined, life: ChannelLife, options: BrokerOptions) {
    this.#model = model
    this.#life = life
    this.#options = options
  }

  /** The channel, once its setup is complete and until it is lost. */
  get live(): ConfirmChannel | undefined {
    return this.#live
  }

  /** Whether deliveries of this channel can still be settled on it. */
  owns(channel: ConfirmChannel): boolean {
    return this.#current === channel
  }

  open(): void {
    if (this.#opening || this.#current || this.#closed) return
    const model = this.#model()
    if (!model) return
    this.#opening = this.#open(model).finally(() => {
      this.#opening = undefined
    })
  }

  /** Gives the channel up, so that it is set up anew. */
  renew(): Promise<void> {
    this.#ending ??= this.#endCurrent().finally(() => {
      this.#ending = undefined
    })
    return this.#ending
  }

  async #endCurrent(): Promise<void> {
    const channel = this.#current
    if (!channel) return
    // amqplib leaves close() unanswered if the connection ends meanwhile; the event comes in any case.
    const gone = new Promise<void>((resolve) => channel.once('close', resolve))
    await Promise.race([gone, channel.close().catch(() => undefined)])
  }

  /** At most `closeTimeoutMs`; the end of the connection does the rest. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    await within(this.#options.closeTimeoutMs, this.#end())
  }

  async #end(): Promise<void> {
    await this.#opening
    await this.renew()
  }

  /** Never rejects. */
  async #open(model: ChannelModel): Promise<void> {
    const { name } = this.#life
    try {
      const channel = await model.createConfirmChannel()
      channel.on('error', (error) => {
        this.#options.log.warn({ channel: name, reason: error.message }, 'broker channel failed')
      })
      channel.once('close', () => this.#lost(channel))
      this.#current = channel
      await this.#life.setup(channel)
      if (this.#current !== channel || this.#closed) return
      this.#live = channel
      this.#life.ready?.()
    } catch (error) {
      if (this.#model() === model && !this.#closed) {
        this.#options.log.warn({ channel: name, reason: String(error) }, 'broker channel set-up failed')
      }
      await this.renew()
      this.#openLater()
    }
  }

  #lost(channel: ConfirmChannel): void {
    if (this.#current !== channel) return
    this.#current = undefined
    this.#live = undefined
    this.#life.lost?.()
    this.#openLater()
  }

  #openLater(): void {
    if (this.#closed) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.open(), this.#options.reconnectMs)
  }
}
