import type { Sql } from '@munova/database'
import { type Log, type Metrics, PeriodicJob } from '@munova/service'
import { releasePictures } from '../pictures/cleanup.ts'
import { purgeEntries } from '../../log/purge.ts'

export interface PurgeLimits {
  everyMs: number
  /** Rows of one statement. */
  batch: number
  /** For how long a repeated deletion is answered as the first. */
  retentionMs: number
}

/** Groups of one run; when there are more, the rest follows at once. */
const GROUPS = 20

/**
 * Deletes what is left of deleted groups, in statements of at most `batch` rows: memberships, so that they no longer count
 * for the members, then the log, then who was removed; pictures are left to their own job. Any number of nodes may do so at once.
 */
export class DeletedGroups {
  readonly #sql: Sql
  readonly #limits: PurgeLimits
  readonly #onMembersGone: (roomId: number) => void
  readonly #job: PeriodicJob
  readonly #entries

  constructor({
    sql,
    limits,
    log,
    metrics,
    onMembersGone,
  }: {
    sql: Sql
    limits: PurgeLimits
    log: Log
    metrics: Metrics
    /** Called after the memberships, or some of them, were deleted. */
    onMembersGone: (roomId: number) => void
  }) {
    this.#sql = sql
    this.#limits = limits
    this.#onMembersGone = onMembersGone
    this.#entries = metrics.counter('purged_entries_total', 'Entries of deleted groups that were deleted')
    this.#job = new PeriodicJob({
      name: 'deleted-groups',
      everyMs: limits.everyMs,
      log,
      metrics,
      run: () => this.#run(),
    })
  }

  start(): void {
    this.#job.start()
  }

  close(): Promise<void> {
    return this.#job.close()
  }

  async #run(): Promise<'more' | undefined> {
    const sql = this.#sql
    // Index: deleted_rooms_to_purge.
    const rooms = await sql<{ id: number }[]>`
      select room_id as id from deleted_rooms where purged_at is null order by room_id limit ${GROUPS}`
    for (const { id } of rooms) await this.#purge(id)
    await sql`
      delete from deleted_rooms where purged_at < now() - ${this.#limits.retentionMs} * interval '1 millisecond'`
    return rooms.length === GROUPS ? 'more' : undefined
  }

  async #purge(roomId: number): Promise<void> {
    const sql = this.#sql
    const limit = this.#limits.batch
    while ((await this.#purgeMembers(roomId)) === limit) continue
    for (let count = limit; count === limit;) {
      count = await purgeEntries(sql, { roomId, limit })
      this.#entries.inc(count)
    }
    for (let count = limit; count === limit;) {
      const deleted = await sql`
        delete from removed_members where room_id = ${roomId} and member_id in (
          select member_id from removed_members where room_id = ${roomId} order by member_id limit ${limit})`
      count = deleted.count
    }
    while ((await releasePictures(sql, { roomId, limit })) === limit) continue
    // Another node may be at it, and have more to do.
    await sql`
      update deleted_rooms set purged_at = now() where room_id = ${roomId} and purged_at is null
        and not exists (select from room_members where room_id = ${roomId})
        and not exists (select from messages where room_id = ${roomId})
        and not exists (select from removed_members where room_id = ${roomId})`
  }

  /**
   * The members are locked in id order, as everywhere. The trigger that records the ends of memberships for inboxes needs the
   * room's row, so they are recorded here.
   */
  async #purgeMembers(roomId: number): Promise<number> {
    const [gone] = await this.#sql<[{ count: number }]>`
      with gone as (
        delete from room_members where room_id = ${roomId} and member_id in (
          select member_id from room_members where room_id = ${roomId} order by member_id limit ${this.#limits.batch})
        returning member_id
      ),
      counted as materialized (
        select id from members where id in (select member_id from gone) order by id for no key update
      ),
      departed as (
        insert into departures (member_id, room_id, epoch, seq)
        select g.member_id, d.room_id, d.epoch, d.last_seq from gone g join deleted_rooms d on d.room_id = ${roomId}
        on conflict (member_id, room_id) do update
        set epoch = excluded.epoch, seq = excluded.seq, departed_at = excluded.departed_at
      ),
      updated as (
        update members m set group_count = greatest(m.group_count - 1, 0) from counted c where m.id = c.id
      )
      select count(*)::int as count from gone`
    if (gone.count > 0) this.#onMembersGone(roomId)
    return gone.count
  }
}
