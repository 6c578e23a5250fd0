import { BrokerUnavailable, type BrokerOptions, type EventMessage } from '../broker.ts'
import type { RabbitChannel } from './channel.ts'
import type { RabbitConnection } from './connection.ts'
import type { Options } from 'amqplib'

/** The durable topic exchange of all events; the routing key is the event's type. */
export const eventsExchange = 'munova.events'

interface OutgoingMessage {
  readonly exchange: string
  readonly routingKey: string
  readonly body: Uint8Array
  readonly properties: Options.Publish
}

/** Publishes events and parks messages: persistent, confirmed, with a bound on those in flight. */
export class RabbitEvents {
  readonly #connection: RabbitConnection
  readonly #channel: RabbitChannel
  readonly #options: BrokerOptions
  readonly #inFlight = new Set<(error: BrokerUnavailable) => void>()
  /** Correlation ids of mandatory messages that were returned because their queue is missing. Their confirm follows. */
  readonly #returned = new Set<string>()
  #lastCorrelationId = 0
  #unanswered = 0

  constructor(connection: RabbitConnection, options: BrokerOptions) {
    this.#connection = connection
    this.#options = options
    this.#channel = connection.openChannel({
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
    const { id, type, key, body, traceparent } = message
    const headers = { key, ...(traceparent && { traceparent }) }
    const properties = { persistent: true, messageId: id, type, headers }
    await this.#send({ exchange: eventsExchange, routingKey: type, body, properties })
  }

  /** Publishes to a queue by name; false if there is no such queue. Rejects as publish does. */
  async park(queue: string, body: Uint8Array, properties: Options.Publish): Promise<boolean> {
    const correlationId = String(++this.#lastCorrelationId)
    const own = { ...properties, persistent: true, mandatory: true, correlationId }
    await this.#send({ exchange: '', routingKey: queue, body, properties: own })
    return !this.#returned.delete(correlationId)
  }

  /** Rejects what is in flight. The channel is closed with its connection. */
  close(): void {
    for (const reject of this.#inFlight) reject(new BrokerUnavailable('the broker client is closed'))
  }

  #send(message: OutgoingMessage): Promise<void> {
    const channel = this.#channel.live
    if (!channel) throw new BrokerUnavailable('the broker is not connected')
    if (this.#connection.blocked) throw new BrokerUnavailable('the broker accepts no messages')
    // Publishes that timed out count until the broker answers or the channel is lost: their bytes are still in memory.
    if (this.#unanswered >= this.#options.maxInFlight) throw new BrokerUnavailable('too many in flight')

    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const settle = (error: Error | null): void => {
      clearTimeout(timer)
      this.#inFlight.delete(fail)
      if (error) reject(error)
      else resolve()
    }
    const fail = (error: BrokerUnavailable): void => settle(error)
    const timer = setTimeout(
      () => fail(new BrokerUnavailable('no confirm in time')),
      this.#options.publishTimeoutMs,
    )
    this.#inFlight.add(fail)
    try {
      const { exchange, routingKey, properties } = message
      channel.publish(exchange, routingKey, bufferOf(message.body), properties, (error: unknown) => {
        this.#unanswered--
        settle(error ? new BrokerUnavailable('not stored', { cause: error }) : null)
      })
      this.#unanswered++
    } catch (error) {
      settle(new BrokerUnavailable('the broker is not connected', { cause: error }))
    }
    return promise
  }
}

/** A view of the same bytes. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
