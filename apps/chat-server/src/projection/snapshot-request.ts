import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Broker } from '@munova/broker'
import type { Sql } from '@munova/database'
import type { ProjectionRequested } from '@munova/event-contract'
import { type Log, PeriodicJob } from '@munova/service'

/**
 * Requests a snapshot from commerce-api until the projection is complete: at the start, and again every `retryMs` in
 * which no part has arrived. Any number of nodes may request at once; the table `projection` holds the id of the one that counts.
 */
export class SnapshotRequest {
  readonly #options: { sql: Sql; broker: Broker; log: Log; retryMs: number }
  readonly #job: PeriodicJob
  readonly #closing = new AbortController()
  readonly #closed = once(this.#closing.signal, 'abort')
  #whenConsuming: Promise<unknown> | undefined
  #isComplete = false

  constructor(options: { sql: Sql; broker: Broker; log: Log; retryMs: number }) {
    this.#options = options
    this.#job = new PeriodicJob({
      name: 'projection-snapshot-request',
      everyMs: () => (this.#isComplete ? Infinity : options.retryMs),
      log: options.log,
      run: () => this.#run(),
    })
  }

  get isComplete(): boolean {
    return this.#isComplete
  }

  /** Starts requesting. Nothing is requested before `whenConsuming` resolves, so that no part of the response is lost. */
  start(whenConsuming: Promise<unknown>): void {
    this.#whenConsuming = whenConsuming
    this.#job.start()
    void this.#job.trigger()
  }

  /** Every part of one request has been applied. */
  complete(): void {
    this.#isComplete = true
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#job.close()
  }

  async #run(): Promise<void> {
    // The wait for the broker ends with close().
    await Promise.race([this.#whenConsuming, this.#closed])
    if (this.#closing.signal.aborted) return
    const { broker, log } = this.#options
    const requestId = await this.#claim()
    if (requestId === undefined) return
    log.info({ requestId }, 'requesting a snapshot of members and products')
    const event: ProjectionRequested = {
      id: randomUUID(),
      type: 'projection.requested',
      version: 1,
      occurredAt: new Date().toISOString(),
      key: 'projection',
      data: { requestId },
    }
    const { id, type, key } = event
    await broker.publish({ id, type, key, body: Buffer.from(JSON.stringify(event)) })
  }

  /** The id of a new request; undefined when the projection is complete, or when a request is recent enough. */
  async #claim(): Promise<string | undefined> {
    const { sql, retryMs } = this.#options
    const requestId = randomUUID()
    const [state] = await sql<{ isComplete: boolean; requestId: string | null }[]>`
      with claimed as (
        update projection set request_id = ${requestId}, requested_at = now(), parts = 0
        where completed_at is null
          -- Also one of the future: the clock of the database was set back.
          and (requested_at is null or requested_at not between now() - make_interval(secs => ${retryMs / 1_000}) and now())
        returning request_id
      )
      select completed_at is not null as "isComplete", (select request_id from claimed) as "requestId"
      from projection`
    // From the table, since another node may have applied the last part.
    this.#isComplete = state?.isComplete ?? false
    return this.#isComplete ? undefined : (state?.requestId ?? undefined)
  }
}
