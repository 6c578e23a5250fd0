import { randomUUID } from 'node:crypto'
import type { Sql } from '../connect.ts'
import { retryOnConnectionLoss } from '../failures.ts'

/** How long the other processes wait when a holder dies. */
const LEASE_MS = 15_000
const RENEW_MS = 5_000

/** The right of one process to publish: a row that expires, by the clock of the database. */
export class OutboxLease {
  readonly #sql: Sql
  readonly #holder = randomUUID()
  /** When the last renewal was sent, by the clock of this process: never later than the database's `until` allows. */
  #renewedAt = -Infinity

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Acquires the lease if it is free or expired, and renews it if it is ours; false if another process holds it. */
  async acquire(): Promise<boolean> {
    const sql = this.#sql
    const now = performance.now()
    if (now - this.#renewedAt < RENEW_MS) return true
    const acquired = await retryOnConnectionLoss(
      () => sql`
        insert into outbox_lease (name, holder, until)
        values ('outbox', ${this.#holder}, clock_timestamp() + ${LEASE_MS} * interval '1 millisecond')
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where outbox_lease.holder = excluded.holder
          or coalesce(outbox_lease.until, '-infinity') < clock_timestamp()
          -- Longer than any lease: the clock of the database was set back.
          or outbox_lease.until > clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'
        returning name`,
    )
    this.#renewedAt = acquired.length > 0 ? now : -Infinity
    return acquired.length > 0
  }

  /** Whether another publish may start: the last third of the lease is reserved for confirms in flight. */
  mayPublish(): boolean {
    return performance.now() - this.#renewedAt < LEASE_MS - RENEW_MS
  }

  async release(): Promise<void> {
    if (this.#renewedAt === -Infinity) return
    this.#renewedAt = -Infinity
    const sql = this.#sql
    await retryOnConnectionLoss(
      () => sql`
        update outbox_lease set until = '-infinity' where name = 'outbox' and holder = ${this.#holder}`,
    )
  }
}
