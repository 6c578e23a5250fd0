import type { Broker } from '@munova/broker'
import type { Log, Metrics } from '@munova/service'
import type { Sql } from '../connect.ts'
import { connectionLost, retryOnConnectionLoss } from '../failures.ts'
import { OutboxLease } from './lease.ts'
import { publishInOrder, type OutboxEvent, type PublishResult } from './publish-in-order.ts'

export interface OutboxPublisherOptions {
  sql: Sql
  broker: Pick<Broker, 'connected' | 'publish'>
  log: Pick<Log, 'info' | 'warn' | 'error'>
  metrics: Pick<Metrics, 'counter' | 'gauge'>
  /** How often the outbox is read without a call of wake(). */
  pollMs: number
  /** Events that are read and published at a time; not more than the broker's `maxInFlight`. */
  batch: number
}

/** `unavailable`: the broker is not connected, or another process holds the lease. */
type RoundResult = 'more' | 'idle' | 'unavailable' | 'failed'

/** The pause after failures doubles up to this. */
const MAX_BACKOFF_MS = 5_000
/** Rows that are counted at most, so that a long backlog is not expensive to measure. */
const PENDING_SAMPLE = 10_000
/** How long a key is skipped after the broker rejected one of its events permanently. */
const BLOCKED_KEY_MS = 60_000

/**
 * Publishes the events in the table `outbox` and deletes those that the broker confirmed.
 *
 * - An event is written by the statement of the change (`emitEvent`), so that neither is committed without the other.
 * - Delivery is at least once: after a crash between confirm and delete an event is published again, with the same id.
 * - Order per key: the first deliveries of a key's events have the order of their commits. For that the statement must lock
 *   the row that the key names before it inserts, as an UPDATE in a CTE does: then the ids of a key have commit order.
 *   Ids of different keys do not, and a lower id may become visible after a higher one was deleted. It is found since
 *   every round starts from the lowest id.
 * - One process publishes at a time, by a lease in `outbox_lease`. Should two overlap, events are repeated, in order.
 * - An event that the broker rejects permanently (an empty or too long type or key, a body above its `maxMessageBytes`) blocks
 *   only the later events of its key, until it is corrected or deleted. The schemas of events bound their size.
 */
export class OutboxPublisher {
  readonly #options: OutboxPublisherOptions
  readonly #lease: OutboxLease
  readonly #counts: ReturnType<typeof openCounts>
  readonly #blocked = new Map<string, number>()
  #running: Promise<void> | undefined
  #closing = false
  #woken = false
  #failures = 0
  #pausing: { wakeable: boolean; end: () => void } | undefined

  constructor(options: OutboxPublisherOptions) {
    this.#options = options
    this.#lease = new OutboxLease(options.sql)
    this.#counts = openCounts(options.metrics)
  }

  start(): void {
    if (!this.#closing) this.#running ??= this.#run()
  }

  /** Call it after the commit of a statement that emitted events: they are published at once. */
  wake(): void {
    this.#woken = true
    if (this.#pausing?.wakeable) this.#pausing.end()
  }

  /** Publishes nothing more, waits for confirms in flight, and releases the lease. */
  async close(): Promise<void> {
    this.#closing = true
    this.#pausing?.end()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      this.#woken = false
      const result = await this.#publishBatch()
      this.#failures = result === 'failed' ? this.#failures + 1 : 0
      if (result !== 'more') await this.#pause(result)
    }
    await this.#lease.release().catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'outbox lease not released, it expires')
    })
  }

  async #publishBatch(): Promise<RoundResult> {
    const { broker, batch, log } = this.#options
    try {
      const pending = await this.#measureBacklog()
      if (pending === 0) return 'idle'
      if (!broker.connected || !(await this.#lease.acquire())) return 'unavailable'
      const events = await this.#read()
      const mayContinue = () => !this.#closing && this.#lease.mayPublish()
      const result = await publishInOrder(events, broker, mayContinue)
      await this.#record(result)
      if (result.unavailable) return 'failed'
      return events.length === batch || result.confirmed.length < events.length ? 'more' : 'idle'
    } catch (error) {
      log.warn({ err: error, lost: connectionLost(error) }, 'outbox cannot be read or cleared')
      return 'failed'
    }
  }

  async #measureBacklog(): Promise<number> {
    const [head] = await retryOnConnectionLoss(
      () => this.#options.sql<[{ pending: number; lagSeconds: number; stuckKeys: number }]>`
        select count(*) as pending,
          count(distinct key) filter (
            where occurred_at < clock_timestamp() - ${BLOCKED_KEY_MS} * interval '1 millisecond'
          ) as "stuckKeys",
          greatest(extract(epoch from clock_timestamp() - min(occurred_at)), 0)::float8 as "lagSeconds"
        from (select key, occurred_at from outbox order by id limit ${PENDING_SAMPLE}) as head`,
    )
    this.#counts.pending.set(head.pending)
    this.#counts.lag.set(head.pending === 0 ? 0 : head.lagSeconds)
    this.#counts.stuckKeys.set(head.stuckKeys)
    return head.pending
  }

  #read(): Promise<OutboxEvent[]> {
    const now = performance.now()
    for (const [key, until] of this.#blocked) if (until < now) this.#blocked.delete(key)
    const blocked = [...this.#blocked.keys()]
    return retryOnConnectionLoss(
      () => this.#options.sql<OutboxEvent[]>`
        select id, event_id as "eventId", type, version, key, data, occurred_at as "occurredAt", traceparent
        from outbox
        where key <> all(${blocked}::text[])
        order by id
        limit ${this.#options.batch}`,
    )
  }

  async #record({ confirmed, rejected, unavailable }: PublishResult): Promise<void> {
    const { sql, log } = this.#options
    this.#counts.published.inc(confirmed.length)
    this.#counts.failed.inc(rejected.length + (unavailable ? 1 : 0))
    if (unavailable)
      log.warn({ err: unavailable, failures: this.#failures + 1 }, 'outbox event not published')
    for (const { event, error } of rejected) {
      log.error(
        { err: error, eventId: event.eventId, type: event.type, key: event.key },
        'outbox event rejected',
      )
      this.#blocked.set(event.key, performance.now() + BLOCKED_KEY_MS)
    }
    if (confirmed.length === 0) return
    await retryOnConnectionLoss(() => sql`delete from outbox where id = any(${confirmed}::bigint[])`)
  }

  #pause(result: Exclude<RoundResult, 'more'>): Promise<void> {
    const wakeable = result === 'idle'
    if (this.#closing || (wakeable && this.#woken)) return Promise.resolve()
    const { pollMs } = this.#options
    const longest = result === 'failed' ? Math.min(pollMs * 2 ** this.#failures, MAX_BACKOFF_MS) : pollMs
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#pausing = undefined
        resolve()
      }
      const timer = setTimeout(end, longest * (0.5 + Math.random() / 2))
      this.#pausing = { wakeable, end }
    })
  }
}

function openCounts(metrics: OutboxPublisherOptions['metrics']) {
  return {
    published: metrics.counter('outbox_published_total', 'Events the broker confirmed'),
    failed: metrics.counter('outbox_failed_total', 'Events the broker did not confirm'),
    pending: metrics.gauge('outbox_pending', `Events waiting, counted up to ${PENDING_SAMPLE}`),
    lag: metrics.gauge('outbox_lag_seconds', 'Age of the oldest event waiting', { ofWorkers: 'max' }),
    stuckKeys: metrics.gauge(
      'outbox_stuck_keys',
      `Keys with an event that has waited for ${BLOCKED_KEY_MS / 1000} s`,
      { ofWorkers: 'max' },
    ),
  }
}
