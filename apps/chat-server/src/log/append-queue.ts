import { type Sql, sqlState } from '@munova/database'
import { Batcher, LATENCY_SECONDS, type Log, type Metrics } from '@munova/service'
import { isTracing, originSpan, rememberOrigin } from '@munova/service/tracing'
import { problem } from '../problems.ts'
import {
  appendBatch,
  type AppendResult,
  type BatchResult,
  idempotencyKey,
  isSameMessage,
  type MessageDraft,
} from './append.ts'
import type { LogEntry } from './entry.ts'

export interface AppendLimits {
  /** Statements that run at the same time. */
  lanes: number
  /** Messages of one statement. */
  batch: number
  /** Messages that wait, in all lanes together; the contended lane has as many of its own. */
  queue: number
  timeoutMs: number
}

export interface AppendQueueOptions {
  /** A connection for each lane. */
  sql: Sql
  /** One connection whose statements wait for locks, and give up after its lock timeout. */
  contendedSql: Sql
  log: Log
  metrics: Metrics
  limits: AppendLimits
  /** Gets the new entries by seq within a room, after the senders have their results, even when a sender no longer waits. */
  onStored: (entries: LogEntry[]) => void
  /** A message that was stored before: by a statement of which the response was lost, or by an earlier send. */
  onRepeated: (message: { roomId: number; seq: number }) => void
}

const RETRY_AFTER_MS = 1_000
/** SQLSTATE lock_not_available: the lock timeout. */
const LOCK_TIMEOUT = '55P03'

/** Class 22: a value that PostgreSQL does not accept. Validation rejects such values; one that passes fails alone. */
function isBadValue(error: unknown): boolean {
  return sqlState(error)?.startsWith('22') ?? false
}

/**
 * Adaptive batching of messages: drafts that wait at the same moment are stored by one statement. A room always uses the
 * same lane, and a lane runs one statement at a time, so that a sender's messages keep their order.
 *
 * A lane never waits for the lock of a room. A room that another node writes to, or that a statement of a node which has
 * stopped still holds, moves to the contended lane with the drafts that follow, until all of them have their result: only
 * there locks are waited for, so the other rooms keep their pace.
 *
 * Bounds: `queue` drafts wait, and the newest one above that is rejected with OVERLOADED. A draft without a result after
 * `timeoutMs` is rejected with UNAVAILABLE; it may have been stored, and sending it again is harmless.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions
  readonly #lanes: Batcher<MessageDraft, AppendResult>
  readonly #contended: Batcher<MessageDraft, AppendResult>
  /** How many drafts of each contended room have no result yet. */
  readonly #contendedRooms = new Map<number, number>()
  readonly #ackSeconds

  constructor(options: AppendQueueOptions) {
    this.#options = options
    const { lanes, ...limits } = options.limits
    this.#lanes = this.#openLane('append', limits, (drafts) => this.#run(drafts), lanes)
    this.#contended = this.#openLane('append_contended', limits, (drafts) => this.#runContended(drafts))
    options.metrics.gauge('append_contended_rooms', 'Rooms whose lock the contended lane waits for', {
      value: () => this.#contendedRooms.size,
    })
    this.#ackSeconds = options.metrics.histogram(
      'send_ack_seconds',
      'Time from a message that may be stored to its ack, or to its rejection',
      { buckets: LATENCY_SECONDS },
    )
  }

  /** Reaches the queue within the call. Rejects with a problem. */
  add(draft: MessageDraft): Promise<AppendResult> {
    const startedAt = performance.now()
    const result = this.#lanes.add(draft)
    const observe = () => this.#ackSeconds.observe((performance.now() - startedAt) / 1000)
    void result.then(observe, observe)
    return result
  }

  /** For how many milliseconds the oldest statement runs, with its repetitions. */
  get oldestRunMs(): number {
    return Math.max(this.#lanes.oldestRunMs, this.#contended.oldestRunMs)
  }

  async close(): Promise<void> {
    await this.#lanes.close()
    await this.#contended.close()
  }

  async #run(drafts: MessageDraft[]) {
    const { sql } = this.#options
    // Behind the drafts of their room that are there already.
    const isContended = drafts.map(({ roomId }) => this.#contendedRooms.has(roomId))
    const free = drafts.filter((_, index) => !isContended[index])
    const batch = free.length === 0 ? undefined : await appendBatch(sql, free, { locked: 'skip' })
    const ofFree = batch?.results.values()
    const results = drafts.map((draft, index): AppendResult | Promise<AppendResult> => {
      const result: BatchResult | undefined = isContended[index] ? undefined : ofFree?.next().value
      return result === undefined || result.outcome === 'LOCKED' ? this.#contend(draft) : result
    })
    return { results, afterwards: () => batch && this.#announce(batch.stored, free, batch.results) }
  }

  async #contend(draft: MessageDraft): Promise<AppendResult> {
    const { roomId } = draft
    this.#contendedRooms.set(roomId, (this.#contendedRooms.get(roomId) ?? 0) + 1)
    try {
      return await this.#contended.add(draft)
    } finally {
      const left = this.#contendedRooms.get(roomId)! - 1
      if (left > 0) this.#contendedRooms.set(roomId, left)
      else this.#contendedRooms.delete(roomId)
    }
  }

  /**
   * One statement for all rooms whose lock is free by now; then it waits for the lock of one of the others, and so on. So no
   * statement waits while it holds a lock, one lock that is not released fails the drafts of its room alone, and rooms that two
   * nodes happened to write to at the same moment need one statement together.
   */
  async #runContended(drafts: MessageDraft[]) {
    const { contendedSql } = this.#options
    const byDraft = new Map<MessageDraft, AppendResult | Promise<AppendResult>>()
    const announcements: (() => void)[] = []
    /** Resolves with the drafts of skipped rooms. */
    const append = async (some: MessageDraft[], locked: 'skip' | 'wait') => {
      try {
        const batch = await appendBatch(contendedSql, some, { locked })
        const skipped = some.filter((draft, index) => {
          const result = batch.results[index]!
          if (result.outcome === 'LOCKED') return true
          byDraft.set(draft, result)
          return false
        })
        if (locked === 'wait' && skipped.length > 0)
          throw new TypeError('a statement that waits skips no room')
        announcements.push(() => this.#announce(batch.stored, some, batch.results))
        return skipped
      } catch (error) {
        // The drafts run one by one; those that are stored by now are answered as duplicates.
        if (isBadValue(error)) throw error
        const failed = Promise.reject<AppendResult>(this.#toProblem(error, some.length))
        // It is handled once the results are delivered, after the other rooms.
        failed.catch(() => undefined)
        for (const draft of some) byDraft.set(draft, failed)
        return []
      }
    }
    for (let left = drafts; left.length > 0;) {
      const skipped = await append(left, 'skip')
      const [first, ...others] = Map.groupBy(skipped, ({ roomId }) => roomId).values()
      if (first) await append(first, 'wait')
      left = others.flat()
    }
    return {
      results: drafts.map((draft) => byDraft.get(draft)!),
      afterwards: () => announcements.forEach((announce) => announce()),
    }
  }

  #announce(stored: LogEntry[], drafts: readonly MessageDraft[], results: readonly BatchResult[]): void {
    const { onStored, onRepeated } = this.#options
    rememberOrigins(stored, drafts, results)
    onStored(stored)
    for (const [index, result] of results.entries()) {
      if (result.outcome === 'DUPLICATE') onRepeated({ roomId: drafts[index]!.roomId, seq: result.seq })
    }
  }

  #openLane(
    name: 'append' | 'append_contended',
    limits: Omit<AppendLimits, 'lanes'>,
    run: (drafts: MessageDraft[]) => Promise<{
      results: (AppendResult | Promise<AppendResult>)[]
      afterwards: () => void
    }>,
    lanes = 1,
  ): Batcher<MessageDraft, AppendResult> {
    const queue: Batcher<MessageDraft, AppendResult> = new Batcher<MessageDraft, AppendResult>({
      name,
      metricNames: { batch: `${name}_batch_messages`, waiting: `${name}_queue_messages` },
      metrics: this.#options.metrics,
      limits,
      lanes,
      laneOf: ({ roomId }) => roomId,
      keyOf: idempotencyKey,
      onDuplicate(result, later, earlier) {
        // Another message under the same id gets a batch of its own after the earlier one: the statement compares the two.
        return isSameMessage(later, earlier) ? result : queue.add(later)
      },
      run,
      isolate: isBadValue,
      mapError: (error, messages) => this.#toProblem(error, messages),
      errors: {
        overloaded: () => problem('OVERLOADED', { detail: 'appendQueueFull', retryAfterMs: RETRY_AFTER_MS }),
        closed: () => problem('UNAVAILABLE', { detail: 'stopping' }),
        timedOut: () => problem('UNAVAILABLE', { detail: 'storeTimeout', retryAfterMs: RETRY_AFTER_MS }),
      },
    })
    return queue
  }

  #toProblem(error: unknown, messages: number) {
    const { log } = this.#options
    if (sqlState(error) === LOCK_TIMEOUT) log.warn({ messages }, 'the lock of a room is not released')
    else log.error({ err: error, messages }, 'append failed')
    return problem('UNAVAILABLE', { detail: 'notStored', retryAfterMs: RETRY_AFTER_MS })
  }
}

/** An entry is delivered as a part of the trace of the send that it comes from. */
function rememberOrigins(
  stored: readonly LogEntry[],
  drafts: readonly MessageDraft[],
  results: readonly BatchResult[],
): void {
  if (!isTracing()) return
  const places = drafts.map((draft, index) => {
    const result = results[index]!
    return [`${draft.roomId}:${'seq' in result ? result.seq : ''}`, draft] as const
  })
  const byPlace = new Map(places)
  for (const entry of stored) {
    const draft = byPlace.get(`${entry.roomId}:${entry.seq}`)
    const origin = draft && originSpan(draft)
    if (origin) rememberOrigin(entry, origin)
  }
}
