import { withTimeout } from '@munova/service/work'
import type { ChannelModel, ConfirmChannel } from 'amqplib'
import type { BrokerOptions } from '../broker.ts'

/** Called each time the channel is opened and lost. */
export interface ChannelHooks {
  readonly name: string
  /** Declares queues and subscribes. If it rejects, the channel is closed and reopened later. */
  setup(channel: ConfirmChannel): Promise<void>
  /** After `setup`. */
  ready?(): void
  /** The channel was closed; its unsettled messages will be delivered again. */
  lost?(): void
}

/**
 * A channel that is reopened after a reconnect, and after a channel error. (Without the listener for 'error' here such an
 * error would close the whole connection.) It buffers nothing.
 */
export class RabbitChannel {
  readonly #model: () => ChannelModel | undefined
  readonly #hooks: ChannelHooks
  readonly #options: BrokerOptions
  #current: ConfirmChannel | undefined
  #live: ConfirmChannel | undefined
  #opening: Promise<void> | undefined
  #ending: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #closed = false

  constructor(model: () => ChannelModel | undefined, hooks: ChannelHooks, options: BrokerOptions) {
    this.#model = model
    this.#hooks = hooks
    this.#options = options
  }

  /** The channel, from the end of its setup until it is lost. */
  get live(): ConfirmChannel | undefined {
    return this.#live
  }

  /** Whether this is the current channel, so that its deliveries can be settled. */
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

  /** Closes the channel, so that it is reopened and set up again. */
  renew(): Promise<void> {
    this.#ending ??= this.#endCurrent().finally(() => {
      this.#ending = undefined
    })
    return this.#ending
  }

  async #endCurrent(): Promise<void> {
    const channel = this.#current
    if (!channel) return
    // amqplib never settles close() if the connection ends meanwhile; the event is emitted in any case.
    const closed = new Promise<void>((resolve) => channel.once('close', resolve))
    await Promise.race([closed, channel.close().catch(() => undefined)])
  }

  /** Takes at most `closeTimeoutMs`; after that the channel ends with its connection. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    await withTimeout(this.#options.closeTimeoutMs, this.#end())
  }

  async #end(): Promise<void> {
    await this.#opening
    await this.renew()
  }

  /** Never rejects. */
  async #open(model: ChannelModel): Promise<void> {
    const { name } = this.#hooks
    try {
      const channel = await model.createConfirmChannel()
      channel.on('error', (error) => {
        this.#options.log.warn({ channel: name, reason: error.message }, 'broker channel failed')
      })
      channel.once('close', () => this.#lost(channel))
      this.#current = channel
      await this.#hooks.setup(channel)
      if (this.#current !== channel || this.#closed) return
      this.#live = channel
      this.#hooks.ready?.()
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
    this.#hooks.lost?.()
    this.#openLater()
  }

  #openLater(): void {
    if (this.#closed) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.open(), this.#options.reconnectMs)
  }
}
