import type { ConfirmChannel, ConsumeMessage } from 'amqplib'
import type { BrokerOptions, ConsumeOptions, Consumer, EventMessage } from '../broker.ts'
import { DeliveryProcessor } from '../delivery-processor.ts'
import type { RabbitChannel } from './channel.ts'
import type { RabbitConnection } from './connection.ts'
import { eventsExchange, type RabbitEvents } from './events.ts'

/** What a consumer needs in addition to its options. */
export interface RabbitConsumerParts {
  readonly connection: RabbitConnection
  readonly events: RabbitEvents
  readonly broker: BrokerOptions
}

export class RabbitConsumer implements Consumer {
  readonly ready: Promise<void>
  readonly #parts: RabbitConsumerParts
  readonly #options: ConsumeOptions
  readonly #processor: DeliveryProcessor
  readonly #channel: RabbitChannel
  #closing: Promise<void> | undefined
  #redelivered = 0
  #parked = 0

  constructor(
    parts: RabbitConsumerParts,
    options: ConsumeOptions,
    handle: (message: EventMessage) => Promise<void>,
  ) {
    this.#parts = parts
    this.#options = options
    this.#processor = new DeliveryProcessor(options, handle, parts.broker)
    const ready = Promise.withResolvers<void>()
    this.ready = ready.promise
    this.#channel = parts.connection.openChannel({
      name: options.queue,
      setup: (channel) => this.#setUp(channel),
      ready: () => ready.resolve(),
      lost: () => this.#processor.discardWaiting(),
    })
  }

  get redelivered(): number {
    return this.#redelivered
  }

  get parked(): number {
    return this.#parked
  }

  get transientFailures(): number {
    return this.#processor.transientFailures
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /**
   * The subscription ends with its channel, after the handlers. If it were cancelled before, the next consumer would get
   * later messages of a key while an earlier one is still handled here.
   */
  async #close(): Promise<void> {
    await this.#processor.close(this.#parts.broker.closeTimeoutMs)
    await this.#channel.close()
  }

  async #setUp(channel: ConfirmChannel): Promise<void> {
    const { queue, types, prefetch } = this.#options
    const { deadMaxMessages, redeliveryLimit } = this.#parts.broker
    await channel.assertExchange(eventsExchange, 'topic', { durable: true })
    await channel.assertQueue(deadQueue(queue), {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-max-length': deadMaxMessages, 'x-overflow': 'drop-head' },
    })
    await channel.assertQueue(queue, {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        // With two active consumers two messages of one key could be handled at the same time.
        'x-single-active-consumer': true,
        'x-delivery-limit': redeliveryLimit,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': deadQueue(queue),
      },
    })
    for (const type of types) await channel.bindQueue(queue, eventsExchange, type)
    await channel.prefetch(prefetch)
    await channel.consume(queue, (delivery) => {
      // Null: the queue was deleted or moved, and has to be declared again.
      if (delivery) this.#accept(channel, delivery)
      else void this.#channel.renew()
    })
  }

  #accept(channel: ConfirmChannel, delivery: ConsumeMessage): void {
    if (delivery.fields.redelivered) this.#redelivered++
    this.#processor.accept({
      message: read(delivery),
      isLive: () => this.#channel.owns(channel),
      ack: () => channel.ack(delivery),
      park: (error, attempts) => this.#park(delivery, { 'x-error': error, 'x-attempts': attempts }),
    })
  }

  async #park(delivery: ConsumeMessage, why: Record<string, string | number>): Promise<void> {
    const { content, fields, properties } = delivery
    try {
      const stored = await this.#parts.events.park(deadQueue(this.#options.queue), content, {
        ...(typeof properties.messageId === 'string' && { messageId: properties.messageId }),
        type: typeOf(delivery),
        headers: { ...properties.headers, ...why, 'x-routing-key': fields.routingKey },
      })
      if (!stored) {
        // It was deleted. Declare it again; all unsettled messages will be redelivered.
        void this.#channel.renew()
        throw new Error('there is no dead-letter queue')
      }
      this.#parked++
    } catch (error) {
      const { queue } = this.#options
      this.#parts.broker.log.warn({ queue, reason: String(error) }, 'message could not be parked yet')
      throw error
    }
  }
}

function deadQueue(queue: string): string {
  return `${queue}.dead`
}

function read(delivery: ConsumeMessage): EventMessage | { malformed: string } {
  const { properties } = delivery
  const id: unknown = properties.messageId
  const key: unknown = properties.headers?.['key']
  if (typeof id !== 'string' || id === '') return { malformed: 'no message id' }
  if (typeof key !== 'string' || key === '') return { malformed: 'no key header' }
  const traceparent: unknown = properties.headers?.['traceparent']
  return {
    id,
    type: typeOf(delivery),
    key,
    body: delivery.content,
    ...(typeof traceparent === 'string' && { traceparent }),
  }
}

function typeOf(delivery: ConsumeMessage): string {
  const type: unknown = delivery.properties.type
  return typeof type === 'string' && type !== '' ? type : delivery.fields.routingKey
}
