import type { Sql } from '@munova/database'
import { type Log, type Metrics, PeriodicJob, Problem } from '@munova/service'
import type { RoomLog } from '../../log/room-log.ts'
import { transferGroup } from './transfer.ts'
import { closeRoom } from '../room/lifecycle.ts'
import { leaveGroup } from '../membership/leave.ts'

/** Members of one run; when there are more, the rest follows at once. */
const BATCH = 20

/**
 * Lets withdrawn members leave their groups, so that nobody owns or fills a group who cannot be reached: the member who
 * joined first becomes the owner, and a group without another member is closed. Every step may be repeated, by any node.
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
      select id from members where status <> 'ACTIVE' and not has_left_groups order by id limit ${BATCH}`
    for (const { id } of members) {
      await this.#leaveGroups(id)
      await sql`
        update members set has_left_groups = true
        where id = ${id} and not exists (
          select from room_members m join rooms r on r.id = m.room_id
          where m.member_id = ${id} and not m.is_inquiry and r.kind = 'GROUP' and r.status = 'OPEN'
        )`
    }
    return members.length === BATCH ? 'more' : undefined
  }

  async #leaveGroups(memberId: number): Promise<void> {
    // Index: room_members_groups.
    const groups = await this.#sql<{ id: number; isOwner: boolean; heirId: number | null }[]>`
      select r.id, r.owner_id = ${memberId} as "isOwner", heir.id as "heirId"
      from room_members m
      join rooms r on r.id = m.room_id and r.kind = 'GROUP' and r.status = 'OPEN'
      left join lateral (
        select h.member_id as id from room_members h
        join members s on s.id = h.member_id and s.status = 'ACTIVE'
        where h.room_id = r.id and h.member_id <> ${memberId}
        order by h.joined_at, h.member_id limit 1
      ) heir on r.owner_id = ${memberId}
      where m.member_id = ${memberId} and not m.is_inquiry order by r.id`
    for (const { id: roomId, isOwner, heirId } of groups) {
      try {
        if (isOwner && heirId === null) {
          await closeRoom(this.#roomLog, { roomId, kind: 'GROUP', ownerId: memberId })
          continue
        }
        if (isOwner) await transferGroup(this.#roomLog, { roomId, ownerId: memberId, newOwnerId: heirId! })
        await leaveGroup(this.#roomLog, memberId, roomId)
      } catch (error) {
        // Another node was first, or the heir left at the same moment: the next run sees what remains.
        if (!(error instanceof Problem)) throw error
      }
    }
  }
}
