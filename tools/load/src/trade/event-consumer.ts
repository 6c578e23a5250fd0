import { setTimeout as delay } from 'node:timers/promises'
import { type Broker, connectRabbit, type EventMessage } from '@munova/broker'
import { StockChanged } from '@munova/event-contract'
import { Latency } from '../clients/statistics/latency.ts'
import type { Shop } from '../system/shop.ts'

/** One change of the stock of one size: each seller's count gives another number of pairs. */
export type Change = `${number}:${number}`

/** What comes later than this after the last one is lost. */
const PATIENCE_MS = 10_000
const LOOK_MS = 20
const PREFETCH = 500

/** Reads the changes of stock at the broker, as another application would, and keeps account of them. */
export class Reader {
  readonly latency = new Latency()
  doubled = 0
  outOfOrder = 0
  readonly #broker: Broker
  readonly #seen = new Set<Change>()
  readonly #ids = new Set<string>()
  /** The last number of pairs of each size, which only grows. */
  readonly #last = new Map<number, number>()
  #lastAt = Date.now()
  #measuredFrom = Infinity

  private constructor(broker: Broker) {
    this.#broker = broker
  }

  static async open({ amqpUrl }: Pick<Shop, 'amqpUrl'>): Promise<Reader> {
    const reader = new Reader(connectRabbit(amqpUrl))
    const queue = { queue: 'load.trade', types: ['stock.changed'], prefetch: PREFETCH }
    const consumer = reader.#broker.consume({ ...queue, maxAttempts: 1, retryDelayMs: 0 }, (message) =>
      reader.#take(message),
    )
    await consumer.ready
    return reader
  }

  /** Waits of what is written from now on are recorded. */
  measure(): void {
    this.#measuredFrom = Date.now()
  }

  /** How many of these changes have not come, and will not after so long a silence. */
  async lostOf(committed: ReadonlySet<Change>, patienceMs = PATIENCE_MS): Promise<number> {
    this.#lastAt = Date.now()
    for (;;) {
      const lost = committed.difference(this.#seen).size
      if (lost === 0 || Date.now() > this.#lastAt + patienceMs) return lost
      await delay(LOOK_MS)
    }
  }

  close(): Promise<void> {
    return this.#broker.close()
  }

  #take({ id, body }: EventMessage): Promise<void> {
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
