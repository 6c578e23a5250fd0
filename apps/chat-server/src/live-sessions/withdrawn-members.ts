import type { Sql } from '@munova/database'
import { type Log, type Metrics, PeriodicJob } from '@munova/service'

export interface WithdrawnMembersOptions {
  sql: Sql
  log: Log
  metrics: Metrics
  limits: {
    /** How often the members that changed are read. */
    everyMs: number
    /** An access token is valid for no longer, so a member who withdrew before that is forgotten. */
    tokenLifetimeMs: number
  }
  /** Ends what the member has open in this process. */
  onWithdrawn: (memberId: number) => void
}

/** Changes may become visible in another order than that of their times: by at most the timeout of their statement. */
const OVERLAP_MS = 10_000
/** Members of one read; when there are more, the rest follows at once. */
const BATCH = 1_000

/**
 * The members who have withdrawn while a token of theirs may still be valid. Every node reads what has changed in the
 * projection, so that a withdrawal ends the member's connections everywhere, also when a message on the bus was lost.
 */
export class WithdrawnMembers {
  readonly #options: WithdrawnMembersOptions
  readonly #job: PeriodicJob
  /** When each becomes irrelevant, by the monotonic clock. */
  readonly #forgetAt = new Map<number, number>()
  /** The newest withdrawal that is known. */
  #last: Row | undefined

  constructor(options: WithdrawnMembersOptions) {
    this.#options = options
    const { log, metrics, limits } = options
    this.#job = new PeriodicJob({
      name: 'withdrawn-members',
      everyMs: limits.everyMs,
      log,
      metrics,
      run: () => this.#run(),
    })
    metrics.gauge('withdrawn_members', 'Members who withdrew while a token of theirs may be valid', {
      value: () => this.#forgetAt.size,
    })
  }

  /** Resolves after the first read, so that nobody signs in before it. */
  async start(): Promise<void> {
    this.#job.start()
    await this.#job.trigger()
  }

  close(): Promise<void> {
    return this.#job.close()
  }

  /** Whether the member has withdrawn so recently that a token of theirs may still be valid. */
  has(memberId: number): boolean {
    return this.#forgetAt.has(memberId)
  }

  async #run(): Promise<'more' | undefined> {
    const now = performance.now()
    for (const [id, at] of this.#forgetAt) if (at <= now) this.#forgetAt.delete(id)
    const rows = await this.#read()
    for (const { id, agoMs } of rows) {
      if (this.#forgetAt.has(id)) continue
      this.#forgetAt.set(id, now - agoMs + this.#options.limits.tokenLifetimeMs + OVERLAP_MS)
      this.#options.onWithdrawn(id)
    }
    this.#last = rows.at(-1) ?? this.#last
    return rows.length === BATCH ? 'more' : undefined
  }

  /** From the newest change that is known, less the overlap; the first time as far back as a token can be valid. */
  #read() {
    const { sql, limits } = this.#options
    const last = this.#last
    const from = last
      ? sql`${last.changedAt}::timestamptz - ${OVERLAP_MS} * interval '1 millisecond'`
      : sql`now() - ${limits.tokenLifetimeMs} * interval '1 millisecond'`
    // Index: members_changed. Those that are known need not be read again.
    return sql<Row[]>`
      select id, changed_at::text as "changedAt",
        (extract(epoch from clock_timestamp() - changed_at) * 1000)::double precision as "agoMs"
      from members
      where status <> 'ACTIVE' and changed_at >= ${from} and not (id = any(${[...this.#forgetAt.keys()]}::bigint[]))
      order by changed_at, id limit ${BATCH}`
  }
}

interface Row {
  id: number
  /** As text: a Date has no microseconds. */
  changedAt: string
  agoMs: number
}
