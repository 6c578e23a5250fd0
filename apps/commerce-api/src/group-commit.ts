import type { Metrics } from '@munova/service'
import { problem } from './problems.ts'

export interface GroupCommitOptions<Item, Answer> {
  /** Of its metrics. */
  name: string
  metrics: Pick<Metrics, 'counter' | 'gauge' | 'histogram'>
  /** Items in one statement, and items that wait in all. */
  limits: { batch: number; queue: number }
  /** Two items with one key never share a statement. */
  keyOf: (item: Item) => string
  /** Decides all items with one statement, in order; an answer for each. */
  run: (items: Item[]) => Promise<Answer[]>
  /** What the same item is answered that came while the first was under way. */
  again: (answer: Answer) => Answer
}

interface Waiting<Item, Answer> {
  item: Item
  key: string
  resolve(answer: Answer): void
  reject(error: unknown): void
}

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
const RETRY_AFTER_MS = 1_000

/**
 * What waits at the same moment is decided by one statement, first come first served: many may ask for the same row,
 * and its lock is taken once for all of them. Nothing waits for a timer: an idle one starts in the same turn, and
 * batches grow by themselves while a statement runs. Above its bound the newest is refused with OVERLOADED.
 */
export class GroupCommit<Item, Answer> {
  readonly #options: GroupCommitOptions<Item, Answer>
  readonly #underWay = new Map<string, Promise<Answer>>()
  readonly #waiting: Waiting<Item, Answer>[] = []
  readonly #batchSizes
  readonly #refused
  #running: Promise<void> | undefined
  #closed = false

  constructor(options: GroupCommitOptions<Item, Answer>) {
    this.#options = options
    const { name, metrics } = options
    metrics.gauge(`${name}_waiting`, 'Requests that wait to be decided', { value: () => this.#underWay.size })
    this.#batchSizes = metrics.histogram(`${name}_batch`, 'Requests decided by one statement', {
      buckets: BATCH_SIZES,
    })
    this.#refused = metrics.counter(`${name}_refused_total`, 'Requests refused because too many wait')
  }

  /** Resolves once the statement is committed. Rejects with OVERLOADED, UNAVAILABLE, or what the statement met. */
  add(item: Item): Promise<Answer> {
    const { keyOf, again, limits } = this.#options
    const key = keyOf(item)
    const first = this.#underWay.get(key)
    if (first) return first.then(again)
    if (this.#closed) return Promise.reject(problem('UNAVAILABLE', { detail: 'stopping' }))
    if (this.#underWay.size >= limits.queue) {
      this.#refused.inc()
      return Promise.reject(problem('OVERLOADED', { retryAfterMs: RETRY_AFTER_MS }))
    }
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.#waiting.push({ item, key, resolve, reject })
    this.#underWay.set(key, promise)
    this.#running ??= this.#drain()
    return promise
  }

  /** Decides what was accepted; nothing more is. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#running
  }

  async #drain(): Promise<void> {
    // So that what came in the same turn shares a statement.
    await Promise.resolve()
    while (this.#waiting.length > 0) await this.#decide(this.#waiting.splice(0, this.#options.limits.batch))
    this.#running = undefined
  }

  async #decide(batch: Waiting<Item, Answer>[]): Promise<void> {
    this.#batchSizes.observe(batch.length)
    const settle = (each: (waiting: Waiting<Item, Answer>, index: number) => void) =>
      batch.forEach((waiting, index) => {
        this.#underWay.delete(waiting.key)
        each(waiting, index)
      })
    try {
      const answers = await this.#options.run(batch.map(({ item }) => item))
      settle((waiting, index) => waiting.resolve(answers[index]!))
    } catch (error) {
      settle((waiting) => waiting.reject(error))
    }
  }
}
