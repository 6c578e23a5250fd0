import { serviceProblem } from '../http/problem.ts'
import { rememberOrigin, tracedTogether } from '../tracing/tracer.ts'
import type { Metrics } from '../process/metrics.ts'

export interface BatchLimits {
  /** Items in one batch. */
  batch: number
  /** Items without a result, those of the running batches included. */
  queue: number
  /** An item without a result after so long is rejected; its outcome is then unknown. Without it items wait for ever. */
  timeoutMs?: number
}

/** A result for each item, or the promise of one, in the order of the items; `afterwards` runs once they are delivered. */
export type BatchResults<Result> =
  | readonly (Result | Promise<Result>)[]
  | { readonly results: readonly (Result | Promise<Result>)[]; readonly afterwards: () => void }

export interface BatcherOptions<Item, Result> {
  metrics: Pick<Metrics, 'counter' | 'gauge' | 'histogram'>
  /** The metrics are `${name}_batch`, `${name}_waiting` and `${name}_rejected_total`, unless `metricNames` differ. */
  name: string
  metricNames?: { batch?: string; waiting?: string; rejected?: string }
  limits: BatchLimits
  /** Batches that may run at the same time; 1 without it. */
  lanes?: number
  /** An integer, the same for items whose order matters; only with `lanes`. */
  laneOf?: (item: Item) => number
  /** Two items with one key never share a batch: the later one gets the result of the earlier one. */
  keyOf: (item: Item) => string
  /** What the later one gets, once the earlier one has its result; that result without it. */
  onDuplicate?: (result: Result, later: Item, earlier: Item) => Result | Promise<Result>
  /** Processes a batch. */
  run: (items: Item[]) => Promise<BatchResults<Result>>
  /** Whether the items of a batch that failed with this error are run one by one, so that one bad item fails alone. */
  isolate?: (error: unknown) => boolean
  /** What the items of a failed batch are rejected with; the error itself without it. The place to log it. */
  mapError?: (error: unknown, items: number) => unknown
  /** What `add` rejects with when the queue is full, when the batcher is closed, and when an item timed out. */
  errors?: { overloaded?: () => Error; closed?: () => Error; timedOut?: () => Error }
}

interface Entry<Item, Result> {
  readonly item: Item
  readonly key: string
  readonly since: number
  settled: boolean
  resolve(result: Result | Promise<Result>): void
  reject(error: unknown): void
}

interface Lane<Item, Result> {
  waiting: Entry<Item, Result>[]
  /** The batch that runs now, and since when. */
  running: Entry<Item, Result>[]
  runningSince: number
}

const TIMEOUT_CHECK_MS = 250
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
const RETRY_AFTER_MS = 1_000

/**
 * Adaptive batching (also called group commit): items that wait at the same moment are processed by one call, such as
 * one SQL statement. No timer delays anything: an idle lane starts on the next microtask, and batches grow by
 * themselves while the one before runs. Items of one lane keep their order, and a lane runs one batch at a time.
 *
 * Above the bound of the queue the newest item is rejected, with OVERLOADED unless `errors` says otherwise.
 */
export class Batcher<Item, Result> {
  readonly #options: BatcherOptions<Item, Result>
  readonly #lanes: Lane<Item, Result>[]
  /** Items and their results to come, by key. */
  readonly #pending = new Map<string, { readonly item: Item; readonly promise: Promise<Result> }>()
  readonly #batchSize
  readonly #rejected
  readonly #timeoutCheck: NodeJS.Timeout | undefined
  #whenIdle: (() => void)[] = []
  #isClosed = false

  constructor(options: BatcherOptions<Item, Result>) {
    this.#options = options
    this.#lanes = Array.from({ length: options.lanes ?? 1 }, () => ({
      waiting: [],
      running: [],
      runningSince: 0,
    }))
    const { name, metrics, metricNames = {}, limits } = options
    metrics.gauge(metricNames.waiting ?? `${name}_waiting`, 'Items that wait for their result', {
      value: () => this.#pending.size,
    })
    this.#batchSize = metrics.histogram(metricNames.batch ?? `${name}_batch`, 'Items in one batch', {
      buckets: BATCH_SIZES,
    })
    this.#rejected = metrics.counter(
      metricNames.rejected ?? `${name}_rejected_total`,
      'Items rejected because too many were waiting',
    )
    if (limits.timeoutMs !== undefined) {
      const { timeoutMs } = limits
      this.#timeoutCheck = setInterval(() => this.#rejectOlderThan(timeoutMs), TIMEOUT_CHECK_MS)
    }
  }

  /** Resolves with the item's result. Rejects when it is not accepted, when its batch failed, or when it timed out. */
  add(item: Item): Promise<Result> {
    const { keyOf, laneOf, limits, onDuplicate, errors } = this.#options
    const key = keyOf(item)
    const earlier = this.#pending.get(key)
    if (earlier !== undefined) {
      return onDuplicate
        ? earlier.promise.then((result) => onDuplicate(result, item, earlier.item))
        : earlier.promise
    }
    if (this.#isClosed) return Promise.reject(errors?.closed?.() ?? closed())
    if (this.#pending.size >= limits.queue) {
      this.#rejected.inc()
      return Promise.reject(errors?.overloaded?.() ?? overloaded())
    }
    if (typeof item === 'object' && item !== null) rememberOrigin(item)
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const since = limits.timeoutMs === undefined ? 0 : performance.now()
    const lane = this.#lanes[laneOf ? laneOf(item) % this.#lanes.length : 0]!
    lane.waiting.push({ item, key, since, settled: false, resolve, reject })
    this.#pending.set(key, { item, promise })
    // On the next microtask, so that items which arrived together, as in one read of a socket, share a batch.
    if (lane.running.length === 0 && lane.waiting.length === 1) queueMicrotask(() => void this.#drain(lane))
    return promise
  }

  /** For how many milliseconds the oldest batch runs; 0 when none does. */
  get oldestRunMs(): number {
    const running = this.#lanes.filter((lane) => lane.running.length > 0)
    return Math.max(0, ...running.map(({ runningSince }) => performance.now() - runningSince))
  }

  /** Accepts nothing more, and resolves when everything that was accepted has its result. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#pending.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
    clearInterval(this.#timeoutCheck)
  }

  async #drain(lane: Lane<Item, Result>): Promise<void> {
    while (lane.running.length === 0 && lane.waiting.length > 0) {
      lane.running = lane.waiting.splice(0, this.#options.limits.batch)
      lane.runningSince = performance.now()
      this.#batchSize.observe(lane.running.length)
      await this.#process(lane.running)
      lane.running = []
    }
  }

  async #process(batch: Entry<Item, Result>[]): Promise<void> {
    const { name, run, isolate, mapError } = this.#options
    try {
      const items = batch.map(({ item }) => item)
      // In the context of its items: the lane itself runs in that of the first one it ever had.
      const outcome = await tracedTogether(
        `${name} batch`,
        items,
        { attributes: { 'batch.size': items.length } },
        () => run(items),
      )
      const results = 'results' in outcome ? outcome.results : outcome
      batch.forEach((entry, index) => {
        if (this.#settle(entry)) entry.resolve(results[index]!)
      })
      if ('afterwards' in outcome) outcome.afterwards()
    } catch (error) {
      if (batch.length > 1 && isolate?.(error)) {
        for (const entry of batch) await this.#process([entry])
        return
      }
      const failure = mapError ? mapError(error, batch.length) : error
      for (const entry of batch) if (this.#settle(entry)) entry.reject(failure)
    }
  }

  /** Lanes are first in, first out, so the oldest entries are at the head of each. */
  #rejectOlderThan(timeoutMs: number): void {
    const before = performance.now() - timeoutMs
    for (const { running, waiting } of this.#lanes) {
      for (const entry of running) if (entry.since < before) this.#timeOut(entry)
      let count = 0
      while (count < waiting.length && waiting[count]!.since < before) this.#timeOut(waiting[count++]!)
      waiting.splice(0, count)
    }
  }

  #timeOut(entry: Entry<Item, Result>): void {
    if (this.#settle(entry)) entry.reject(this.#options.errors?.timedOut?.() ?? timedOut())
  }

  /** True for the first caller, who has to resolve or reject the entry. */
  #settle(entry: Entry<Item, Result>): boolean {
    if (entry.settled) return false
    entry.settled = true
    this.#pending.delete(entry.key)
    if (this.#pending.size > 0 || this.#whenIdle.length === 0) return true
    for (const resolve of this.#whenIdle.splice(0)) resolve()
    return true
  }
}

const overloaded = () => serviceProblem('OVERLOADED', { retryAfterMs: RETRY_AFTER_MS })
const closed = () => serviceProblem('UNAVAILABLE', { detail: 'stopping' })
const timedOut = () => serviceProblem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
