import { setTimeout as delay } from 'node:timers/promises'
import { type Broker, connectRabbit, type EventMessage } from '@munova/broker'
import { StockChanged } from '@munova/event-contract'
import { Latency } from '../clients/statistics/latency.ts'
import type { Shop } from '../system/shop.ts'

/** One stock change as `sku:available`; each change of a SKU has another number of pairs. */
export type Change = `${number}:${number}`

/** Events that arrive later than this after the previous one count as lost. */
const TIMEOUT_MS = 10_000
const POLL_MS = 20
const PREFETCH = 500

/** Consumes stock changes from the broker, as another application would, and counts losses and duplicates. */
export class EventConsumer {
  readonly latency = new Latency()
  doubled = 0
  outOfOrder = 0
  readonly #broker: Broker
  readonly #seen = new Set<Change>()
  readonly #ids = new Set<string>()
  /** The last number of pairs of each SKU, which only grows. */
  readonly #last = new Map<number, number>()
  #lastAt = Date.now()
  #measuredFrom = Infinity

  private constructor(broker: Broker) {
    this.#broker = broker
  }

  static async open({ amqpUrl }: Pick<Shop, 'amqpUrl'>): Promise<EventConsumer> {
    const reader = new EventConsumer(connectRabbit(amqpUrl))
    const queue = { queue: 'load.trade', types: ['stock.changed'], prefetch: PREFETCH }
    const consumer = reader.#broker.consume(
      { ...queue, maxAttempts: 1, retryDelayMs: 0, isTransient: () => false },
      (message) => reader.#onEvent(message),
    )
    await consumer.ready
    return reader
  }

  /** Records the latency of events written from now on. */
  measure(): void {
    this.#measuredFrom = Date.now()
  }

  /** The number of committed changes that have not arrived, after `timeoutMs` without an event. */
  async lostOf(committed: ReadonlySet<Change>, timeoutMs = TIMEOUT_MS): Promise<number> {
    this.#lastAt = Date.now()
    for (;;) {
      const lost = committed.difference(this.#seen).size
      if (lost === 0 || Date.now() > this.#lastAt + timeoutMs) return lost
      await delay(POLL_MS)
    }
  }

  close(): Promise<void> {
    return this.#broker.close()
  }

  #onEvent({ id, body }: EventMessage): Promise<void> {
    const now = (this.#lastAt = Date.now())
    const { occurredAt, data } = StockChanged.parse(JSON.parse(Buffer.from(body).toString()))
    const { skuId, available } = data
    if (this.#ids.has(id)) this.doubled++
    else if (available <= (this.#last.get(skuId) ?? -1)) this.outOfOrder++
    this.#ids.add(id)
    this.#seen.add(`${skuId}:${available}`)
    this.#last.set(skuId, available)
    const writtenAt = Date.parse(occurredAt)
    if (writtenAt >= this.#measuredFrom) this.latency.record(now - writtenAt)
    return Promise.resolve()
  }
}
