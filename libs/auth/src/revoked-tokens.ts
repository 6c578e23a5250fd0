import type { Sql } from '@munova/database'
import { type Log, type Metrics, PeriodicJob } from '@munova/service'
import type { Identity } from './tokens.ts'

/** What of a member decides which of their tokens are accepted. */
export interface MemberAccess {
  id: number
  status: 'ACTIVE' | 'SUSPENDED' | 'WITHDRAWN'
  /** Tokens of earlier generations are void. */
  generation: number
}

export interface RevokedTokensOptions {
  /** A database with a table `members`: id, status, token_generation, revision, changed_at. Index: members_access_changed. */
  sql: Sql
  log: Log
  metrics: Metrics
  limits: {
    /** How often the members that changed are read. */
    everyMs: number
    /** An access token is valid for no longer, so an earlier change matters to none. */
    tokenLifetimeMs: number
  }
  /** Tokens of the member have become void: ends what was opened with them. Called again after each change. */
  onRevoked: (member: MemberAccess) => void
}

interface Row extends MemberAccess {
  revision: number
  /** As text: a Date has no microseconds. */
  changedAt: string
  agoMs: number
}

/** Changes may become visible in another order than that of their times: by at most the timeout of their statement. */
const OVERLAP_MS = 10_000
/** Members of one read; when there are more, the rest follows at once. */
const BATCH = 1_000

/**
 * Which access tokens are void before they expire: those of members who withdrew or are suspended, and those of an earlier
 * generation. Every process reads what has changed, so that a change takes effect everywhere within `everyMs`, also when an
 * event or a message was lost.
 */
export class RevokedTokens {
  readonly #options: RevokedTokensOptions
  readonly #job: PeriodicJob
  /** With the time by the monotonic clock from which no token from before the change is valid any more. */
  readonly #members = new Map<number, Row & { forgetAt: number }>()
  /** The newest change that is known. */
  #last: Row | undefined

  constructor(options: RevokedTokensOptions) {
    this.#options = options
    const { log, metrics, limits } = options
    this.#job = new PeriodicJob({
      name: 'revoked-tokens',
      everyMs: limits.everyMs,
      log,
      metrics,
      run: () => this.#run(),
    })
    metrics.gauge('members_with_revoked_tokens', 'Members of whom a token is void and may not have expired', {
      value: () => this.#members.size,
    })
  }

  /** Resolves when every change is read that may matter to a token, so that nobody is let in before. Rejects when it fails. */
  async start(): Promise<void> {
    while ((await this.#run()) === 'more') continue
    this.#job.start()
  }

  /** Reads the changes now: this process has made one. Never rejects. */
  refresh(): Promise<void> {
    return this.#job.trigger()
  }

  close(): Promise<void> {
    return this.#job.close()
  }

  /** Whether a token of this identity is void. */
  has({ memberId, generation }: Pick<Identity, 'memberId' | 'generation'>): boolean {
    const member = this.#members.get(memberId)
    return member !== undefined && (member.status !== 'ACTIVE' || generation < member.generation)
  }

  async #run(): Promise<'more' | undefined> {
    for (const [id, { forgetAt }] of this.#members) {
      if (forgetAt <= performance.now()) this.#members.delete(id)
    }
    const rows = await this.#read()
    // After the read: a change is forgotten later than the statement leaves it out, and not read once more in between.
    const now = performance.now()
    for (const row of rows) {
      const forgetAt = now - row.agoMs + this.#options.limits.tokenLifetimeMs + OVERLAP_MS
      this.#members.set(row.id, { ...row, forgetAt })
      this.#options.onRevoked(row)
    }
    this.#last = rows.at(-1) ?? this.#last
    return rows.length === BATCH ? 'more' : undefined
  }

  /** From the newest change that is known, less the overlap, but no further back than a token can be valid. */
  #read() {
    const { sql, limits } = this.#options
    const ago = (ms: number) => sql`clock_timestamp() - ${ms} * interval '1 millisecond'`
    // Verifiers accept a token for some seconds more; what is older is forgotten, and must not be read again.
    const oldest = ago(limits.tokenLifetimeMs + OVERLAP_MS)
    // Not from a time that is yet to come: the database's clock may have been ahead.
    const from = this.#last
      ? sql`greatest(${oldest},
          least(${this.#last.changedAt}::timestamptz, clock_timestamp()) - ${OVERLAP_MS} * interval '1 millisecond')`
      : oldest
    const known = [...this.#members.values()]
    return sql<Row[]>`
      select id, status, token_generation as generation, revision, changed_at::text as "changedAt",
        (extract(epoch from clock_timestamp() - changed_at) * 1000)::double precision as "agoMs"
      from members
      where (status <> 'ACTIVE' or token_generation > 0) and changed_at >= ${from}
        and (id, revision) not in (
          select * from unnest(${known.map(({ id }) => id)}::bigint[], ${known.map(({ revision }) => revision)}::bigint[])
        )
      order by changed_at, id limit ${BATCH}`
  }
}
