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
import { MemoryBus } from './bus.ts'
import { MemoryConsumer } from './consumer.ts'
import type { MemoryExchange, MemoryClient } from './exchange.ts'

/** A client of the in-process broker. It gives the same guarantees as RabbitMQ while the process lives. */
export function connectMemory(exchange: MemoryExchange, options: Partial<BrokerOptions> = {}): Broker {
  return new MemoryBroker(exchange, { ...brokerDefaults, ...options })
}

class MemoryBroker implements Broker, MemoryClient {
  readonly #server: MemoryExchange
  readonly #options: BrokerOptions
  readonly #consumers: MemoryConsumer[] = []
  readonly #buses: MemoryBus[] = []
  readonly #inFlight = new Set<(error: BrokerUnavailable) => void>()
  #closing: Promise<void> | undefined
  #published = 0
  #rejected = 0
  #reconnects = 0

  constructor(server: MemoryExchange, options: BrokerOptions) {
    this.#server = server
    this.#options = options
    server.attach(this)
  }

  get connected(): boolean {
    return this.#server.running && !this.#closing
  }

  async publish(message: EventMessage): Promise<void> {
    checkMessage(message, this.#options.maxMessageBytes)
    try {
      await this.#store(message)
      this.#published++
    } catch (error) {
      this.#rejected++
      throw error
    }
  }

  consume(options: ConsumeOptions, handle: (message: EventMessage) => Promise<void>): Consumer {
    const { closeTimeoutMs, maxRetryDelayMs, log } = this.#options
    const consumer = new MemoryConsumer(
      this.#server,
      { ...options, closeTimeoutMs, maxRetryDelayMs, log },
      handle,
    )
    this.#consumers.push(consumer)
    if (this.connected) consumer.up()
    return consumer
  }

  openBus(options: BusOptions): Bus {
    const bus = new MemoryBus(this.#server, options, this.#options.busMaxBytes)
    this.#buses.push(bus)
    // Asynchronous as with RabbitMQ: the caller has the bus when its state is reported.
    setImmediate(() => {
      if (this.connected) bus.up()
    })
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
      reconnects: this.#reconnects,
    }
  }

  up(): void {
    this.#reconnects++
    for (const consumer of this.#consumers) consumer.up()
    for (const bus of this.#buses) bus.up()
  }

  down(): void {
    for (const reject of this.#inFlight) reject(new BrokerUnavailable('the broker was stopped'))
    for (const consumer of this.#consumers) consumer.down()
    for (const bus of this.#buses) bus.down()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#server.detach(this)
    for (const reject of this.#inFlight) reject(new BrokerUnavailable('the broker client is closed'))
    for (const bus of this.#buses) bus.close()
    await Promise.all(this.#consumers.map((consumer) => consumer.close()))
  }

  /** Stores and confirms in a later turn, so that there are messages in flight as with RabbitMQ. */
  #store(message: EventMessage): Promise<void> {
    if (!this.connected) throw new BrokerUnavailable('the broker is not connected')
    if (this.#inFlight.size >= this.#options.maxInFlight) throw new BrokerUnavailable('too many in flight')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const store = setImmediate(() => {
      this.#inFlight.delete(fail)
      try {
        this.#server.store(message)
        resolve()
      } catch (error) {
        reject(error)
      }
    })
    const fail = (error: BrokerUnavailable): void => {
      clearImmediate(store)
      this.#inFlight.delete(fail)
      reject(error)
    }
    this.#inFlight.add(fail)
    return promise
  }
}
