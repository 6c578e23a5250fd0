import type { Sql } from '@munova/database'
import { type Log, type Metrics, PeriodicJob, Problem } from '@munova/service'
import type { RoomLog } from '../../log/room-log.ts'
import { leaveGroup } from '../membership/leave.ts'

/** Members of one run; when there are more, the rest follows at once. */
const BATCH = 20

/**
 * Lets withdrawn members leave their groups, as they could have themselves, so that nobody owns or fills a group who cannot
 * be reached, and deletes their canned replies. Every step may be repeated, by any node.
 */
export class Withdrawals {
  readonly #sql: Sql
  readonly #roomLog: RoomLog
  readonly #job: PeriodicJob

  constructor({
    sql,
    roomLog,
    log,
    metrics,
    everyMs,
  }: {
    sql: Sql
    roomLog: RoomLog
    log: Log
    metrics: Metrics
    everyMs: number
  }) {
    this.#sql = sql
    this.#roomLog = roomLog
    this.#job = new PeriodicJob({ name: 'withdrawals', everyMs, log, metrics, run: () => this.#run() })
  }

  start(): void {
    this.#job.start()
  }

  close(): Promise<void> {
    return this.#job.close()
  }

  async #run(): Promise<'more' | undefined> {
    const sql = this.#sql
    // Index: members_to_leave_groups.
    const members = await sql<{ id: number }[]>`
      select id from members where status = 'WITHDRAWN' and not has_left_groups order by id limit ${BATCH}`
    for (const { id } of members) {
      await sql`delete from canned_replies where owner_id = ${id}`
      await this.#leaveGroups(id)
      await sql`
        update members set has_left_groups = true
        where id = ${id} and not exists (
          select from room_members m join rooms r on r.id = m.room_id
          where m.member_id = ${id} and not m.is_inquiry and r.kind = 'GROUP'
        )`
    }
    return members.length === BATCH ? 'more' : undefined
  }

  async #leaveGroups(memberId: number): Promise<void> {
    // Index: room_members_groups.
    const groups = await this.#sql<{ id: number }[]>`
      select r.id from room_members m join rooms r on r.id = m.room_id and r.kind = 'GROUP'
      where m.member_id = ${memberId} and not m.is_inquiry order by r.id`
    for (const { id: roomId } of groups) {
      try {
        await leaveGroup({ sql: this.#sql, roomLog: this.#roomLog }, { memberId, roomId })
      } catch (error) {
        // Another node was first: the next run sees what remains.
        if (!(error instanceof Problem)) throw error
      }
    }
  }
}
