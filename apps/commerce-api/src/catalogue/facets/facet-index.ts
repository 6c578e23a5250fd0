import type { Sql } from '@munova/database'
import { PeriodicJob, withTimeout, type Log, type Metrics } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'
import { problem } from '../../problems.ts'
import { FacetColumns } from './facet-columns.ts'
import { readChanges, readPosition, readRowsAfter, readRowsOf } from './read-rows.ts'

/** A catalogue that is too large does not become smaller soon. */
const TOO_LARGE_MS = 60_000

interface FacetIndexOptions {
  sql: Sql
  config: CommerceConfig
  log: Log
  metrics: Metrics
}

/** What of an index is the same for as long as no product changes. */
export interface FacetState {
  readonly columns: FacetColumns
  /** Differs after each change. */
  readonly revision: number
}

/**
 * What lists filter by, of all published products, in the memory of each process: a count of them takes PostgreSQL far longer than
 * a page. It is read once the process serves, in parts, and follows what `facet_changes` names every FACETS_POLL_MS. Where too much has
 * changed for that, or changes are deleted that it has not seen, it is read anew; the old one serves meanwhile.
 */
export class FacetIndex {
  readonly #options: FacetIndexOptions
  readonly #job: PeriodicJob
  readonly #loaded = Promise.withResolvers<void>()
  readonly #changed
  #state: FacetState | undefined
  #position = ''
  #isTooLarge = false
  #isClosed = false

  constructor(options: FacetIndexOptions) {
    const { config, log, metrics } = options
    this.#options = options
    this.#job = new PeriodicJob({
      name: 'follow-facets',
      everyMs: () => (this.#isTooLarge ? TOO_LARGE_MS : config.FACETS_POLL_MS),
      log,
      metrics,
      run: () => this.#follow(),
    })
    this.#changed = metrics.counter('facet_products_read_total', 'Products read into the index of facets', [
      'reason',
    ])
    metrics.gauge('facet_products', 'Products in the index of facets', {
      value: () => this.#state?.columns.size ?? 0,
      ofWorkers: 'max',
    })
  }

  /** Reads the products, which nothing waits for but `current`. */
  start(): void {
    this.#job.start()
    void this.#job.trigger()
  }

  /** Waits FACETS_WAIT_MS for the first read, then throws UNAVAILABLE. */
  async current(): Promise<FacetState> {
    const { FACETS_WAIT_MS: waitMs, FACETS_POLL_MS: pollMs } = this.#options.config
    if (!this.#state) await withTimeout(waitMs, this.#loaded.promise)
    if (!this.#state) throw problem('UNAVAILABLE', { retryAfterMs: pollMs })
    return this.#state
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#job.close()
  }

  async #follow(): Promise<void> {
    const { sql, config } = this.#options
    if (!this.#state) return this.#load()
    const { position, isGap, ids } = await readChanges(sql, this.#position, config.FACETS_FOLLOWED + 1)
    if (isGap || ids.length > config.FACETS_FOLLOWED) return this.#load()
    const { columns, revision } = this.#state
    for (let from = 0; from < ids.length; from += config.FACETS_BATCH) {
      const part = ids.slice(from, from + config.FACETS_BATCH)
      const rows = await readRowsOf(sql, part)
      const published = new Set(rows.map(({ id }) => id))
      for (const id of part) if (!published.has(id)) columns.remove(id)
      for (const row of rows) columns.set(row)
      this.#changed.inc({ reason: 'changed' }, part.length)
      this.#requireRoom(columns)
    }
    // Changes of a failed run are read again by the next.
    this.#position = position
    if (ids.length > 0) this.#state = { columns, revision: revision + 1 }
    return undefined
  }

  async #load(): Promise<void> {
    const { sql, config } = this.#options
    // Before the products: what changes while they are read is read again.
    const position = await readPosition(sql)
    const columns = new FacetColumns()
    let last = 0
    for (;;) {
      const rows = await readRowsAfter(sql, last, config.FACETS_BATCH)
      for (const row of rows) columns.set(row)
      this.#changed.inc({ reason: 'loaded' }, rows.length)
      this.#requireRoom(columns)
      if (rows.length < config.FACETS_BATCH) break
      last = rows.at(-1)!.id
      if (this.#isClosed) return
    }
    this.#position = position
    this.#state = { columns, revision: (this.#state?.revision ?? 0) + 1 }
    this.#loaded.resolve()
  }

  #requireRoom({ size }: FacetColumns): void {
    this.#isTooLarge = size > this.#options.config.FACET_PRODUCTS
    if (!this.#isTooLarge) return
    this.#state = undefined
    throw new Error('more products are published than FACET_PRODUCTS')
  }
}
