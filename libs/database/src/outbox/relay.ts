import type { Broker } from '@munova/broker'
import type { Log, Metrics } from '@munova/service'
import type { Sql } from '../connect.ts'
import { connectionLost, retryOnConnectionLoss } from '../failures.ts'
import { OutboxLease } from './lease.ts'
import { publishInOrder, type OutboxEvent, type Outcome } from './publish-in-order.ts'

export interface OutboxRelayOptions {
  sql: Sql
  broker: Pick<Broker, 'connected' | 'publish'>
  log: Pick<Log, 'info' | 'warn' | 'error'>
  metrics: Pick<Metrics, 'counter' | 'gauge'>
  /** How often to look when nobody calls wake(). */
  pollMs: number
  /** Events read at a time and published at the same time; not above the broker's `maxInFlight`. */
  batch: number
}

type Pass = 'more' | 'idle' | 'away' | 'failed'

/** The pause after failures doubles up to this. */
const MAX_BACKOFF_MS = 5_000
/** So many rows are counted at most, so that a long backlog does not make looking at it expensive. */
const PENDING_SAMPLE = 10_000
/** How long a key is left alone after the broker refused one of its events for good. */
const BLOCKED_KEY_MS = 60_000

/**
 * Publishes the events that statements left in the table `outbox`, and deletes what the broker confirmed.
 *
 * - An event is a row written by the same statement as the change, so there is neither without the other:
 *   `with changed as (update … returning …) insert into outbox (type, version, key, data) select … from changed`.
 * - At least once: a crash between confirm and delete publishes again, with the same id.
 * - In order per key: the first occurrences of a key's events arrive in the order of their commits. That needs the
 *   emitting statement to lock the row of the thing named by the key before it inserts, as the one above does: then
 *   the key's ids are in commit order. Between keys ids are not: a lower id may become visible after a higher one
 *   is gone. Published rows are deleted, and every pass starts at the lowest id there is, so it is found.
 * - One process publishes at a time, by a lease in `outbox_lease`; should two overlap, events repeat, in order.
 * - An event the broker refuses for good (an empty or too long type or key, a body above its `maxMessageBytes`)
 *   holds back the later ones of its own key only, until it is repaired or deleted. Bound `data` by a constraint,
 *   so that the writer notices first.
 */
export class OutboxRelay {
  readonly #options: OutboxRelayOptions
  readonly #lease: OutboxLease
  readonly #counts: ReturnType<typeof openCounts>
  readonly #blocked = new Map<string, number>()
  #running: Promise<void> | undefined
  #closing = false
  #woken = false
  #failures = 0
  #pausing: { wakeable: boolean; end: () => void } | undefined

  constructor(options: OutboxRelayOptions) {
    this.#options = options
    this.#lease = new OutboxLease(options.sql)
    this.#counts = openCounts(options.metrics)
  }

  start(): void {
    if (!this.#closing) this.#running ??= this.#run()
  }

  /** Call it after a statement that emitted was committed: the relay looks at once. */
  wake(): void {
    this.#woken = true
    if (this.#pausing?.wakeable) this.#pausing.end()
  }

  /** Publishes nothing new, waits for the confirms under way, gives the lease back. */
  async close(): Promise<void> {
    this.#closing = true
    this.#pausing?.end()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      this.#woken = false
      const pass = await this.#pass()
      this.#failures = pass === 'failed' ? this.#failures + 1 : 0
      if (pass !== 'more') await this.#pause(pass)
    }
    await this.#lease.release().catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'outbox lease not released, it expires')
    })
  }

  async #pass(): Promise<Pass> {
    const { broker, batch, log } = this.#options
    try {
      const pending = await this.#sample()
      if (pending === 0) return 'idle'
      if (!broker.connected || !(await this.#lease.hold())) return 'away'
      const events = await this.#read()
      const goOn = () => !this.#closing && this.#lease.safe()
      const outcome = await publishInOrder(events, broker, goOn)
      await this.#settle(outcome)
      if (outcome.unavailable) return 'failed'
      return events.length === batch || outcome.confirmed.length < events.length ? 'more' : 'idle'
    } catch (error) {
      log.warn({ err: error, lost: connectionLost(error) }, 'outbox cannot be read or cleared')
      return 'failed'
    }
  }

  async #sample(): Promise<number> {
    const [head] = await retryOnConnectionLoss(
      () => this.#options.sql<[{ pending: number; lagSeconds: number }]>`
        select count(*) as pending,
          greatest(extract(epoch from clock_timestamp() - min(occurred_at)), 0)::float8 as "lagSeconds"
        from (select occurred_at from outbox order by id limit ${PENDING_SAMPLE}) as head`,
    )
    this.#counts.pending.set(head.pending)
    this.#counts.lag.set(head.pending === 0 ? 0 : head.lagSeconds)
    return head.pending
  }

  #read(): Promise<OutboxEvent[]> {
    const now = performance.now()
    for (const [key, until] of this.#blocked) if (until < now) this.#blocked.delete(key)
    const blocked = [...this.#blocked.keys()]
    return retryOnConnectionLoss(
      () => this.#options.sql<OutboxEvent[]>`
        select id, event_id as "eventId", type, version, key, data, occurred_at as "occurredAt"
        from outbox
        where key <> all(${blocked}::text[])
        order by id
        limit ${this.#options.batch}`,
    )
  }

  async #settle({ confirmed, refused, unavailable }: Outcome): Promise<void> {
    const { sql, log } = this.#options
    this.#counts.published.inc(confirmed.length)
    this.#counts.failed.inc(refused.length + (unavailable ? 1 : 0))
    if (unavailable)
      log.warn({ err: unavailable, failures: this.#failures + 1 }, 'outbox event not published')
    for (const { event, error } of refused) {
      log.error(
        { err: error, eventId: event.eventId, type: event.type, key: event.key },
        'outbox event refused',
      )
      this.#blocked.set(event.key, performance.now() + BLOCKED_KEY_MS)
    }
    if (confirmed.length === 0) return
    await retryOnConnectionLoss(() => sql`delete from outbox where id = any(${confirmed}::bigint[])`)
  }

  #pause(pass: Exclude<Pass, 'more'>): Promise<void> {
    const wakeable = pass === 'idle'
    if (this.#closing || (wakeable && this.#woken)) return Promise.resolve()
    const { pollMs } = this.#options
    const longest = pass === 'failed' ? Math.min(pollMs * 2 ** this.#failures, MAX_BACKOFF_MS) : pollMs
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

function openCounts(metrics: OutboxRelayOptions['metrics']) {
  return {
    published: metrics.counter('outbox_published_total', 'Events the broker confirmed'),
    failed: metrics.counter('outbox_failed_total', 'Events the broker did not take'),
    pending: metrics.gauge('outbox_pending', `Events waiting, counted up to ${PENDING_SAMPLE}`),
    lag: metrics.gauge('outbox_lag_seconds', 'Age of the oldest event waiting'),
  }
}
