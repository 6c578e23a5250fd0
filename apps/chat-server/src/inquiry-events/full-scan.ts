import { randomUUID } from 'node:crypto'
import { retryOnConnectionLoss, type Sql } from '@munova/database'

/** How long the other nodes wait when the one that scans dies. */
const LEASE_MS = 30_000
/**
 * What a scan does not see: messages whose statement had begun before it and was committed after it, and those of a clock
 * that was set back. An hour is what the index distinguishes.
 */
const OVERLAP = '1 hour'

/** Inquiries to visit, ascending; the last batch is shorter than the others. */
interface Batch {
  roomIds: number[]
  position: { hour: string; id: number } | undefined
}

/**
 * The scan of all inquiries that may have messages which no node has scanned. A row of the database says from which instant on
 * there may be such messages and how far the scan has come; the node that holds it scans, and another continues where it stops.
 */
export class FullScan {
  readonly #sql: Sql
  readonly #limit: number
  readonly #holder = randomUUID()

  constructor({ sql, batch }: { sql: Sql; batch: number }) {
    this.#sql = sql
    this.#limit = batch
  }

  /** There may be messages that no node will scan otherwise. If a scan is under way, there will be another one. */
  async request(): Promise<void> {
    await retryOnConnectionLoss(() => this.#sql`update inquiry_full_scan set is_requested = true`)
  }

  /**
   * Runs `scan` for the next batch if there is one and no other node scans. A batch for which it returns false is scanned
   * again. Resolves with the number of inquiries visited.
   */
  async next(scan: (roomIds: readonly number[]) => Promise<boolean>): Promise<number> {
    const batch = await this.#claim()
    if (!batch || !(await scan(batch.roomIds))) return 0
    if (batch.roomIds.length === this.#limit && batch.position) await this.#advance(batch.position)
    else await this.#finish()
    return batch.roomIds.length
  }

  /** Another node may go on. */
  async release(): Promise<void> {
    await this.#sql`update inquiry_full_scan set held_until = '-infinity' where holder = ${this.#holder}`
  }

  /** Index: rooms_inquiries_by_hour. An inquiry whose hour changes meanwhile is visited again. */
  async #claim(): Promise<Batch | undefined> {
    const sql = this.#sql
    const rows = await retryOnConnectionLoss(
      () => sql<{ id: number | null; hour: string | null }[]>`
        with claimed as (
          update inquiry_full_scan set holder = ${this.#holder},
            held_until = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond',
            started_at = coalesce(started_at, clock_timestamp()), is_requested = is_requested and started_at is not null
          where (is_requested or started_at is not null) and (holder = ${this.#holder}
            or held_until not between clock_timestamp() and clock_timestamp() + ${LEASE_MS} * interval '1 millisecond')
          returning scanned_until, position_hour, position_id
        )
        select r.id, r.inquiry_hour::text as hour from claimed left join lateral (
          select id, inquiry_hour from rooms
          where kind = 'INQUIRY' and (inquiry_hour, id) > (position_hour, position_id)
            and inquiry_hour >= date_trunc('hour', scanned_until at time zone 'UTC')
          order by inquiry_hour, id limit ${this.#limit}
        ) r on true`,
    )
    if (rows.length === 0) return undefined
    const visited = rows.filter((row): row is { id: number; hour: string } => row.id !== null)
    return { roomIds: visited.map(({ id }) => id), position: visited.at(-1) }
  }

  async #advance({ hour, id }: { hour: string; id: number }): Promise<void> {
    await retryOnConnectionLoss(
      () => this.#sql`
        update inquiry_full_scan set position_hour = ${hour}::text::timestamp, position_id = ${id}
        where holder = ${this.#holder} and (position_hour, position_id) < (${hour}::text::timestamp, ${id})`,
    )
  }

  async #finish(): Promise<void> {
    await retryOnConnectionLoss(
      () => this.#sql`
        update inquiry_full_scan set scanned_until = started_at - ${OVERLAP}::interval, started_at = null,
          position_hour = '-infinity', position_id = 0, held_until = '-infinity'
        where holder = ${this.#holder} and started_at is not null`,
    )
  }
}
