import { databaseTimeline, type Sql } from '@munova/database'
import type { Metrics } from '@munova/service'
import { beginEpochs } from '../log/epoch.ts'
import type { LiveRoom } from './room/live-room.ts'

/**
 * Finds the live rooms whose log has lost entries that were delivered, also when it has grown since. A room is *in doubt* when
 * something shows that it may be one of them; then its ring buffer is compared with the log.
 */
export class LossDetector {
  readonly #sql: Sql
  readonly #comparisons
  /** Rooms in doubt, and whether the loss is certain. */
  readonly #doubts = new WeakMap<LiveRoom, { isLost: boolean }>()
  /** Of the database, at the last sweep. */
  #timeline: string | undefined

  constructor({ sql, metrics }: { sql: Sql; metrics: Metrics }) {
    this.#sql = sql
    this.#comparisons = metrics.counter(
      'ring_comparisons_total',
      'Ring buffers that were compared with the log, because it may have lost entries',
    )
  }

  doubt(room: LiveRoom, { isLost } = { isLost: false }): void {
    this.#doubts.set(room, { isLost: isLost || this.#doubts.get(room)?.isLost === true })
  }

  /** Doubts these rooms when the database has been restored or has failed over since the last call. */
  async checkTimeline(rooms: readonly LiveRoom[]): Promise<void> {
    const sql = this.#sql
    const [now] = await sql<{ timeline: string }[]>`select ${databaseTimeline(sql)} as timeline`
    if (this.#timeline === now!.timeline) return
    for (const room of rooms) this.doubt(room)
    this.#timeline = now!.timeline
  }

  /** Compares those of the rooms that are in doubt; returns those whose log has a new epoch. */
  async compare(rooms: readonly LiveRoom[]): Promise<LiveRoom[]> {
    const doubted = rooms.flatMap((room) => {
      const doubt = this.#doubts.get(room)
      this.#doubts.delete(room)
      return doubt ? [{ room, isLost: doubt.isLost }] : []
    })
    if (doubted.length === 0) return []
    this.#comparisons.inc(doubted.length)
    try {
      const delivered = doubted.map(({ room: { roomId, epoch, ringBuffer }, isLost }) => {
        return { roomId, epoch, isLost, entries: ringBuffer.all() }
      })
      const begun = new Set(await beginEpochs(this.#sql, delivered))
      return rooms.filter(({ roomId }) => begun.has(roomId))
    } catch (error) {
      // The next sweep compares them.
      for (const { room, isLost } of doubted) this.doubt(room, { isLost })
      throw error
    }
  }
}
