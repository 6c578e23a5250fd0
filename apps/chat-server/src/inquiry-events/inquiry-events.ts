import { type Sql, violates } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import { inquiriesAfter, lookAtRooms } from './scan.ts'
import { tellUnread } from './unread.ts'

export interface NoticeLimits {
  unreadAfterMs: number
  tickMs: number
  /** Rooms of one statement. */
  batch: number
  /** Rooms remembered until the next tick. */
  rooms: number
}

/**
 * Tells commerce-api of answers and unread messages in inquiries, apart from the statement that stores messages: a
 * send only leaves its room's id here. What a process that died had not looked at yet, or what were too many rooms to
 * remember, is found by walking over all inquiries, a batch per tick, which every node does after its start.
 */
export class Notices {
  readonly #options: { sql: Sql; log: Log; limits: NoticeLimits; onTold: () => void }
  readonly #counts
  readonly #touched = new Set<number>()
  /** The id after which the walk goes on; undefined = it is over. */
  #walk: number | undefined = 0
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> = Promise.resolve()
  #closing = false

  constructor(options: { sql: Sql; log: Log; metrics: Metrics; limits: NoticeLimits; onTold: () => void }) {
    this.#options = options
    const { metrics } = options
    this.#counts = {
      told: metrics.counter('notices_total', 'Answers and unread messages that commerce-api was told of'),
      forgotten: metrics.counter(
        'notice_rooms_forgotten_total',
        'Rooms too many to remember until the next tick',
      ),
    }
    metrics.gauge('notice_rooms', 'Rooms to be looked at for notices', { value: () => this.#touched.size })
  }

  start(): void {
    this.#next()
  }

  /** Something was written in this room. */
  touch(roomId: number): void {
    if (this.#touched.has(roomId)) return
    if (this.#touched.size < this.#options.limits.rooms) {
      this.#touched.add(roomId)
      return
    }
    this.#counts.forgotten.inc()
    this.#walk = 0
  }

  /** Looks at what was touched until now, once. */
  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#timer)
    await this.#ticking
    await this.#tick()
  }

  #next(): void {
    if (this.#closing) return
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tick().finally(() => this.#next())
    }, this.#options.limits.tickMs)
  }

  async #tick(): Promise<void> {
    try {
      await this.#lookAtTouched()
      if (this.#closing) return
      await this.#lookFurther()
      await this.#tell()
    } catch (error) {
      this.#options.log.warn({ err: error }, 'notices are late')
    }
  }

  async #lookAtTouched(): Promise<void> {
    const rooms = [...this.#touched]
    const { batch } = this.#options.limits
    for (let start = 0; start < rooms.length; start += batch) {
      const part = rooms.slice(start, start + batch)
      // Before the statement: what is written while it runs touches its room again.
      for (const roomId of part) this.#touched.delete(roomId)
      await this.#look(part)
    }
  }

  async #look(rooms: readonly number[]): Promise<void> {
    const { sql, limits } = this.#options
    try {
      this.#tellOf(await lookAtRooms(sql, { rooms, unreadAfterMs: limits.unreadAfterMs }))
    } catch (error) {
      for (const roomId of rooms) this.touch(roomId)
      // Another node was first, and this one sees it next time.
      if (!violates(error, 'inquiry_notices_pkey')) throw error
    }
  }

  async #lookFurther(): Promise<void> {
    if (this.#walk === undefined) return
    const from = this.#walk
    const rooms = await inquiriesAfter(this.#options.sql, from, this.#options.limits.batch)
    await this.#look(rooms)
    // Unless the walk was begun anew meanwhile.
    if (this.#walk === from) this.#walk = rooms.at(-1)
  }

  async #tell(): Promise<void> {
    const { sql, limits } = this.#options
    for (;;) {
      const { looked, told } = await tellUnread(sql, {
        unreadAfterMs: limits.unreadAfterMs,
        limit: limits.batch,
      })
      this.#tellOf(told)
      if (looked < limits.batch || this.#closing) return
    }
  }

  #tellOf(events: number): void {
    if (events === 0) return
    this.#counts.told.inc(events)
    this.#options.onTold()
  }
}
