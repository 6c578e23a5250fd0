import type { ConfirmChannel } from 'amqplib'
import type { BrokerOptions, Bus, BusOptions } from '../broker.ts'
import type { RabbitChannel } from './channel.ts'
import type { RabbitConnection } from './connection.ts'
import { bufferOf } from './events.ts'

/** What a bus needs in addition to its options. */
export interface RabbitBusParts {
  readonly publishing: RabbitConnection
  readonly consuming: RabbitConnection
  readonly broker: BrokerOptions
}

export class RabbitBus implements Bus {
  readonly #parts: RabbitBusParts
  readonly #options: BusOptions
  readonly #buckets = new Set<number>()
  readonly #out: RabbitChannel
  readonly #in: RabbitChannel
  /** This node's queue once it is declared. Each channel declares a new one: the old name may still be locked. */
  #queue: { channel: ConfirmChannel; name: string } | undefined
  #up = false
  /** Bytes published and not confirmed: the only exact measure of the channel's write buffer. */
  #unconfirmedBytes = 0
  #sent = 0
  #dropped = 0

  constructor(parts: RabbitBusParts, options: BusOptions) {
    this.#parts = parts
    this.#options = options
    const name = options.exchange
    this.#out = parts.publishing.openChannel({
      name: `${name} out`,
      setup: (channel) => this.#declare(channel),
      ready: () => this.#reportState(),
      lost: () => {
        this.#reportState()
        // The exchange may have been deleted, and the bindings with it.
        void this.#in.renew()
      },
    })
    this.#in = parts.consuming.openChannel({
      name: `${name} in`,
      setup: (channel) => this.#setUp(channel),
      ready: () => this.#reportState(),
      lost: () => {
        this.#queue = undefined
        this.#reportState()
      },
    })
  }

  get sent(): number {
    return this.#sent
  }

  get dropped(): number {
    return this.#dropped
  }

  publish(buckets: readonly number[], body: Uint8Array): boolean {
    const sent = this.#send(buckets.map(String), body)
    if (sent) this.#sent++
    else this.#dropped++
    return sent
  }

  async bind(bucket: number): Promise<void> {
    this.#buckets.add(bucket)
    await this.#bind(bucket)
  }

  async unbind(bucket: number): Promise<void> {
    if (!this.#buckets.delete(bucket)) return
    const queue = this.#queue
    const { exchange } = this.#options
    // Fails only with the channel; the next queue is bound without this bucket.
    await queue?.channel.unbindQueue(queue.name, exchange, String(bucket)).catch(() => undefined)
  }

  #send([first = '', ...others]: string[], body: Uint8Array): boolean {
    const channel = this.#out.live
    const bytes = body.byteLength
    if (!channel || this.#parts.publishing.blocked) return false
    if (this.#unconfirmedBytes + bytes > this.#parts.broker.busMaxBytes) return false
    try {
      // The broker routes by the keys in BCC too, delivers once to each queue, and removes the header.
      const options = { persistent: false, ...(others.length > 0 && { BCC: others }) }
      channel.publish(this.#options.exchange, first, bufferOf(body), options, () => {
        this.#unconfirmedBytes -= bytes
      })
    } catch {
      return false
    }
    this.#unconfirmedBytes += bytes
    return true
  }

  async #bind(bucket: number): Promise<void> {
    const queue = this.#queue
    // Fails only with the channel; the next queue is bound with this bucket.
    await queue?.channel.bindQueue(queue.name, this.#options.exchange, String(bucket)).catch(() => undefined)
  }

  async #setUp(channel: ConfirmChannel): Promise<void> {
    await this.#declare(channel)
    const { queue: name } = await channel.assertQueue('', {
      exclusive: true,
      autoDelete: true,
      durable: false,
      arguments: { 'x-max-length-bytes': this.#parts.broker.busQueueBytes, 'x-overflow': 'drop-head' },
    })
    // From now on bind() and unbind() use this queue, in order since they use the same channel.
    this.#queue = { channel, name }
    await Promise.all([...this.#buckets].map((bucket) => this.#bind(bucket)))
    await channel.consume(
      name,
      (delivery) => {
        if (delivery) this.#options.onMessage(delivery.content)
        else void this.#in.renew()
      },
      { noAck: true },
    )
  }

  async #declare(channel: ConfirmChannel): Promise<void> {
    await channel.assertExchange(this.#options.exchange, 'direct', { durable: true })
  }

  #reportState(): void {
    const up = this.#in.live !== undefined && this.#out.live !== undefined
    if (up === this.#up) return
    this.#up = up
    this.#options.onState(up ? 'up' : 'down')
  }
}
