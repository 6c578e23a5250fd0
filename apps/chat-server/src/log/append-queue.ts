import { type Sql, sqlState } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import { problem } from '../problems.ts'
import { type Appended, appendBatch, type Draft, retryKey } from './append.ts'
import type { LogEntry } from './entry.ts'

export interface AppendLimits {
  lanes: number
  batch: number
  queue: number
  timeoutMs: number
}

interface Waiting {
  draft: Draft
  key: string
  since: number
  settled: boolean
  resolve(answer: Appended): void
  reject(error: Error): void
}

interface Lane {
  waiting: Waiting[]
  /** The batch whose statement runs now. */
  running: Waiting[]
}

const EXPIRY_TICK_MS = 250
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]

/**
 * Group commit: drafts that wait at the same moment are stored by one statement. A room always uses the same lane and
 * a lane runs one statement at a time, so that a sender's messages keep their order. Nothing waits for a timer: a
 * lane that is idle starts in the same turn, and batches grow by themselves while a statement runs.
 *
 * Bounds: `queue` drafts wait in all, beyond that the newest is refused OVERLOADED; one that is not answered within
 * `timeoutMs` is refused UNAVAILABLE and its outcome is unknown to the sender, who may repeat it.
 */
export class AppendQueue {
  readonly #sql: Sql
  readonly #log: Log
  readonly #limits: AppendLimits
  readonly #onStored: (entries: LogEntry[]) => void
  readonly #lanes: Lane[]
  /** Drafts under way by retry key, so that a batch never holds the same key twice. */
  readonly #underWay = new Map<string, Promise<Appended>>()
  readonly #batchSize
  readonly #depthGauge
  readonly #refused
  readonly #expiry: NodeJS.Timeout
  readonly #idle = new Set<() => void>()
  #depth = 0
  #closed = false

  /** `onStored` gets what was stored, by seq within a room, even if whoever sent it no longer waits. */
  constructor(options: {
    sql: Sql
    log: Log
    metrics: Metrics
    limits: AppendLimits
    onStored: (entries: LogEntry[]) => void
  }) {
    this.#sql = options.sql
    this.#onStored = options.onStored
    this.#log = options.log
    this.#limits = options.limits
    this.#lanes = Array.from({ length: options.limits.lanes }, () => ({ waiting: [], running: [] }))
    this.#expiry = setInterval(() => this.#expire(), EXPIRY_TICK_MS)
    const { metrics } = options
    this.#batchSize = metrics.histogram('append_batch_messages', 'Messages stored by one statement', {
      buckets: BATCH_SIZES,
    })
    this.#depthGauge = metrics.gauge('append_queue_messages', 'Messages that wait to be stored')
    this.#refused = metrics.counter('append_refused_total', 'Messages refused because too many wait')
  }

  /** Resolves once the draft is committed, or with why it is not. */
  append(draft: Draft): Promise<Appended> {
    const key = retryKey(draft)
    const same = this.#underWay.get(key)
    if (same !== undefined) return same
    if (this.#closed) return Promise.reject(problem('UNAVAILABLE', { detail: 'stopping' }))
    if (this.#depth >= this.#limits.queue) {
      this.#refused.inc()
      return Promise.reject(problem('OVERLOADED', { detail: 'appendQueueFull', retryAfterMs: 1_000 }))
    }
    const { promise, resolve, reject } = Promise.withResolvers<Appended>()
    const lane = this.#lanes[draft.roomId % this.#lanes.length]!
    lane.waiting.push({ draft, key, since: performance.now(), settled: false, resolve, reject })
    this.#underWay.set(key, promise)
    this.#depthGauge.set(++this.#depth)
    // On the next microtask, so that drafts which arrived in the same read of a socket share a statement.
    if (lane.running.length === 0 && lane.waiting.length === 1) queueMicrotask(() => void this.#run(lane))
    return promise
  }

  /** Waits until everything that was accepted is answered; later appends are refused. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#depth > 0) await new Promise<void>((resolve) => this.#idle.add(resolve))
    clearInterval(this.#expiry)
  }

  async #run(lane: Lane): Promise<void> {
    while (lane.running.length === 0 && lane.waiting.length > 0) {
      lane.running = lane.waiting.splice(0, this.#limits.batch)
      this.#batchSize.observe(lane.running.length)
      await this.#store(lane.running)
      lane.running = []
    }
  }

  async #store(batch: Waiting[]): Promise<void> {
    try {
      const drafts = batch.map((waiting) => waiting.draft)
      const { answers, stored } = await appendBatch(this.#sql, drafts)
      batch.forEach((waiting, index) => this.#settle(waiting, () => waiting.resolve(answers[index]!)))
      this.#onStored(stored)
    } catch (error) {
      // Class 22: a value that PostgreSQL cannot take. The edge refuses those; should one get here, it fails alone.
      if (batch.length > 1 && sqlState(error)?.startsWith('22')) {
        for (const waiting of batch) await this.#store([waiting])
        return
      }
      this.#log.error({ err: error, messages: batch.length }, 'append failed')
      const failure = problem('UNAVAILABLE', { detail: 'notStored', retryAfterMs: 1_000 })
      for (const waiting of batch) this.#settle(waiting, () => waiting.reject(failure))
    }
  }

  /** Lanes are first in, first out, so the oldest of each stand at the head. */
  #expire(): void {
    const before = performance.now() - this.#limits.timeoutMs
    const failure = problem('UNAVAILABLE', {
      detail: 'storeTimeout',
      retryAfterMs: 1_000,
    })
    for (const lane of this.#lanes) {
      for (const waiting of lane.running) {
        if (waiting.since < before) this.#settle(waiting, () => waiting.reject(failure))
      }
      while (lane.waiting.length > 0 && lane.waiting[0]!.since < before) {
        const waiting = lane.waiting.shift()!
        this.#settle(waiting, () => waiting.reject(failure))
      }
    }
  }

  #settle(waiting: Waiting, answer: () => void): void {
    if (waiting.settled) return
    waiting.settled = true
    this.#underWay.delete(waiting.key)
    this.#depthGauge.set(--this.#depth)
    answer()
    if (this.#depth > 0) return
    for (const resolve of this.#idle) resolve()
    this.#idle.clear()
  }
}
