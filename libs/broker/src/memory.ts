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
} from './broker.ts'
import { checkMessage } from './event-message.ts'
import { MemoryBus } from './memory-bus.ts'
import { MemoryConsumer } from './memory-consumer.ts'
import type { MemoryExchange, MemoryLink } from './memory-exchange.ts'

/** A client of the in-process broker, with the promises of the real one as long as the process lives. */
export function connectMemory(exchange: MemoryExchange, options: Partial<BrokerOptions> = {}): Broker {
  return new MemoryBroker(exchange, { ...brokerDefaults, ...options })
}

class MemoryBroker implements Broker, MemoryLink {
  readonly #server: MemoryExchange
  readonly #options: BrokerOptions
  readonly #consumers: MemoryConsumer[] = []
  readonly #buses: MemoryBus[] = []
  readonly #inFlight = new Set<(why: BrokerUnavailable) => void>()
  #closing: Promise<void> | undefined
  #published = 0
  #refused = 0
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
      this.#refused++
      throw error
    }
  }

  consume(options: ConsumeOptions, handle: (message: EventMessage) => Promise<void>): Consumer {
    const { closeTimeoutMs } = this.#options
    const consumer = new MemoryConsumer(this.#server, { ...options, closeTimeoutMs }, handle)
    this.#consumers.push(consumer)
    if (this.connected) consumer.up()
    return consumer
  }

  openBus(options: BusOptions): Bus {
    const bus = new MemoryBus(this.#server, options, this.#options.busMaxBytes)
    this.#buses.push(bus)
    // A turn later, as with a real broker: the owner has its bus in hand when the state comes.
    setImmediate(() => {
      if (this.connected) bus.up()
    })
    return bus
  }

  stats(): BrokerStats {
    return {
      published: this.#published,
      refused: this.#refused,
      redelivered: this.#consumers.reduce((sum, consumer) => sum + consumer.redelivered, 0),
      parked: this.#consumers.reduce((sum, consumer) => sum + consumer.parked, 0),
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
    for (const reject of this.#inFlight) reject(new BrokerUnavailable('the broker went away'))
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

  /** Stored and answered a turn later, so that callers meet the same in-flight states as with a real broker. */
  #store(message: EventMessage): Promise<void> {
    if (!this.connected) throw new BrokerUnavailable('the broker is away')
    if (this.#inFlight.size >= this.#options.maxInFlight) throw new BrokerUnavailable('too many in flight')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const store = setImmediate(() => {
      this.#inFlight.delete(refuse)
      try {
        this.#server.store(message)
        resolve()
      } catch (error) {
        reject(error)
      }
    })
    const refuse = (why: BrokerUnavailable): void => {
      clearImmediate(store)
      this.#inFlight.delete(refuse)
      reject(why)
    }
    this.#inFlight.add(refuse)
    return promise
  }
}
