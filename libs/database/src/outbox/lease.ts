import { randomUUID } from 'node:crypto'
import type { Sql } from '../connect.ts'
import { retryOnConnectionLoss } from '../failures.ts'

/** A dead holder keeps the others waiting for so long. */
const LEASE_MS = 15_000
const RENEW_MS = 5_000

/** The right of one process to publish: a row with an expiry, by the clock of the database. */
export class OutboxLease {
  readonly #sql: Sql
  readonly #holder = randomUUID()
  /** By the clock of this process, from before the statement was sent: never later than the database's. */
  #renewedAt = -Infinity

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Takes the lease if it is free or expired, renews it if it is ours; false if another process holds it. */
  async hold(): Promise<boolean> {
    const sql = this.#sql
    const now = performance.now()
    if (now - this.#renewedAt < RENEW_MS) return true
    const taken = await retryOnConnectionLoss(
      () => sql`
        insert into outbox_lease (name, holder, until)
        values ('outbox', ${this.#holder}, clock_timestamp() + ${LEASE_MS} * interval '1 millisecond')
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where outbox_lease.holder = excluded.holder
          or coalesce(outbox_lease.until, '-infinity') < clock_timestamp()
        returning name`,
    )
    this.#renewedAt = taken.length > 0 ? now : -Infinity
    return taken.length > 0
  }

  /** Whether another publish may start: the last part of the lease is left for the confirms under way. */
  safe(): boolean {
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
