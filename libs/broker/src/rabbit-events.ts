import { BrokerUnavailable, type BrokerOptions, type EventMessage } from './broker.ts'
import type { RabbitChannel } from './rabbit-channel.ts'
import type { RabbitConnection } from './rabbit-connection.ts'
import type { Options } from 'amqplib'

/** Durable topic exchange of all events; the routing key is the event type. */
export const eventsExchange = 'munova.events'

interface Letter {
  readonly exchange: string
  readonly routingKey: string
  readonly body: Uint8Array
  readonly properties: Options.Publish
}

/** Publishes events and parks messages: persistent, confirmed, a bounded number in flight. */
export class RabbitEvents {
  readonly #connection: RabbitConnection
  readonly #channel: RabbitChannel
  readonly #options: BrokerOptions
  readonly #inFlight = new Set<(why: BrokerUnavailable) => void>()
  /** Marks of mandatory letters that came back because their queue is missing; their confirm follows at once. */
  readonly #returned = new Set<string>()
  #lastMark = 0
  #unanswered = 0

  constructor(connection: RabbitConnection, options: BrokerOptions) {
    this.#connection = connection
    this.#options = options
    this.#channel = connection.keepChannel({
      name: 'events',
      setup: async (channel) => {
        channel.on('return', (message) => this.#returned.add(String(message.properties.correlationId)))
        await channel.assertExchange(eventsExchange, 'topic', { durable: true })
      },
      lost: () => this.#returned.clear(),
    })
  }

  get ready(): boolean {
    return this.#channel.live !== undefined
  }

  async publish(message: EventMessage): Promise<void> {
    const { id, type, key, body } = message
    const properties = { persistent: true, messageId: id, type, headers: { key } }
    await this.#send({ exchange: eventsExchange, routingKey: type, body, properties })
  }

  /** Into a queue by name; false if there is no such queue. Rejects as publish does. */
  async park(queue: string, body: Uint8Array, properties: Options.Publish): Promise<boolean> {
    const mark = String(++this.#lastMark)
    const own = { ...properties, persistent: true, mandatory: true, correlationId: mark }
    await this.#send({ exchange: '', routingKey: queue, body, properties: own })
    return !this.#returned.delete(mark)
  }

  /** Rejects what is in flight. The channel goes with its connection. */
  close(): void {
    for (const reject of this.#inFlight) reject(new BrokerUnavailable('the broker client is closed'))
  }

  #send(letter: Letter): Promise<void> {
    const channel = this.#channel.live
    if (!channel) throw new BrokerUnavailable('the broker is away')
    if (this.#connection.blocked) throw new BrokerUnavailable('the broker takes no more messages')
    // Those that timed out count until the broker answers or the channel is lost: their bytes are still held.
    if (this.#unanswered >= this.#options.maxInFlight) throw new BrokerUnavailable('too many in flight')

    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const settle = (error: Error | null): void => {
      clearTimeout(timer)
      this.#inFlight.delete(refuse)
      if (error) reject(error)
      else resolve()
    }
    const refuse = (why: BrokerUnavailable): void => settle(why)
    const timer = setTimeout(
      () => refuse(new BrokerUnavailable('no confirm in time')),
      this.#options.publishTimeoutMs,
    )
    this.#inFlight.add(refuse)
    try {
      const { exchange, routingKey, properties } = letter
      channel.publish(exchange, routingKey, bufferOf(letter.body), properties, (error: unknown) => {
        this.#unanswered--
        settle(error ? new BrokerUnavailable('not stored', { cause: error }) : null)
      })
      this.#unanswered++
    } catch (error) {
      settle(new BrokerUnavailable('the broker is away', { cause: error }))
    }
    return promise
  }
}

/** The same bytes, not a copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
