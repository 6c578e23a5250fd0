import {
  brokerDefaults,
  BrokerUnavailable,
  type Broker,
  type BrokerOptions,
  type BrokerStats,
  type Bus,
  type BusOptions,
  type ConsumeOptions,
  type Consumer,
  type EventMessage,
} from '../broker.ts'
import { checkMessage } from '../event-message.ts'
import { RabbitBus } from './bus.ts'
import { RabbitConnection } from './connection.ts'
import { RabbitConsumer } from './consumer.ts'
import { RabbitEvents } from './events.ts'

/** Returns at once; connects in the background, and reconnects until close(). */
export function connectRabbit(url: string, options: Partial<BrokerOptions> = {}): Broker {
  return new RabbitBroker(url, { ...brokerDefaults, ...options })
}

/** Has two connections: when the broker throttles the publishing one, acknowledgements must not wait for it. */
class RabbitBroker implements Broker {
  readonly #options: BrokerOptions
  readonly #publishing: RabbitConnection
  readonly #consuming: RabbitConnection
  readonly #events: RabbitEvents
  readonly #consumers: RabbitConsumer[] = []
  readonly #buses: RabbitBus[] = []
  #closing: Promise<void> | undefined
  #published = 0
  #rejected = 0

  constructor(url: string, options: BrokerOptions) {
    this.#options = options
    this.#publishing = new RabbitConnection(url, 'publish', options)
    this.#consuming = new RabbitConnection(url, 'consume', options)
    this.#events = new RabbitEvents(this.#publishing, options)
  }

  get connected(): boolean {
    return this.#consuming.connected && this.#events.ready && !this.#closing
  }

  async publish(message: EventMessage): Promise<void> {
    checkMessage(message, this.#options.maxMessageBytes)
    try {
      if (this.#closing) throw new BrokerUnavailable('the broker client is closed')
      await this.#events.publish(message)
      this.#published++
    } catch (error) {
      this.#rejected++
      throw error
    }
  }

  consume(options: ConsumeOptions, handle: (message: EventMessage) => Promise<void>): Consumer {
    const parts = { connection: this.#consuming, events: this.#events, broker: this.#options }
    const consumer = new RabbitConsumer(parts, options, handle)
    this.#consumers.push(consumer)
    return consumer
  }

  openBus(options: BusOptions): Bus {
    const parts = { publishing: this.#publishing, consuming: this.#consuming, broker: this.#options }
    const bus = new RabbitBus(parts, options)
    this.#buses.push(bus)
    return bus
  }

  stats(): BrokerStats {
    return {
      published: this.#published,
      rejected: this.#rejected,
      redelivered: this.#consumers.reduce((sum, consumer) => sum + consumer.redelivered, 0),
      parked: this.#consumers.reduce((sum, consumer) => sum + consumer.parked, 0),
      transientFailures: this.#consumers.reduce((sum, consumer) => sum + consumer.transientFailures, 0),
      busSent: this.#buses.reduce((sum, bus) => sum + bus.sent, 0),
      busDropped: this.#buses.reduce((sum, bus) => sum + bus.dropped, 0),
      reconnects: this.#publishing.reconnects + this.#consuming.reconnects,
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Consumers first, since parking a message needs the publishing connection. */
  async #close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.close()))
    this.#events.close()
    await Promise.all([this.#publishing.close(), this.#consuming.close()])
  }
}
