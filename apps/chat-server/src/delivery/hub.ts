import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { LogEntry } from '../log/entry.ts'
import { readAfter } from '../log/read.ts'
import { LiveRoom, type RoomHost, type RoomLimits } from './room/live-room.ts'
import type { Relay } from './relay/relay.ts'
import { type Sink, Subscription, type Turns } from './room/subscription.ts'

/** Of one read of the log, for a repair or for one who catches up. */
const READ_BYTES = 256 * 1024
const DELIVERY_SIZES = [1, 2, 4, 8, 16, 32, 64, 128]

export interface HubLimits extends RoomLimits {
  roomLingerMs: number
  sweepMs: number
  sweepAloneMs: number
}

/**
 * This process: which rooms are live here, and who listens to them. A room is live from its first subscriber until
 * `roomLingerMs` after its last. The sweep compares every live room with the log, so that a hint that never came is
 * found out: every `sweepMs`, and every `sweepAloneMs` while the broker is away.
 */
export class Hub {
  readonly #sql: Sql
  readonly #log: Log
  readonly #limits: HubLimits
  readonly #opening = new Map<number, Promise<LiveRoom>>()
  readonly #live = new Map<number, LiveRoom>()
  readonly #lingering = new Map<number, NodeJS.Timeout>()
  readonly #liveRooms
  readonly #host: RoomHost
  #relay: Relay | undefined
  #sweep: NodeJS.Timeout | undefined
  #sweeping: Promise<void> | undefined
  readonly #unconfirmed = new Set<number>()
  #confirming: Promise<void> | undefined
  #closed = false

  constructor(options: { sql: Sql; log: Log; metrics: Metrics; limits: HubLimits }) {
    this.#sql = options.sql
    this.#log = options.log
    this.#limits = options.limits
    this.#liveRooms = options.metrics.gauge('live_rooms', 'Rooms live in this process')
    const logReads = options.metrics.counter(
      'log_reads_total',
      'Reads of the log to fill a hole or to catch up',
    )
    const deliveries = options.metrics.histogram(
      'delivery_entries',
      'Entries of a room that left in one write to each of its subscribers',
      { buckets: DELIVERY_SIZES },
    )
    this.#host = {
      limits: options.limits,
      read(range) {
        logReads.inc()
        return retryOnConnectionLoss(() => readAfter(options.sql, { ...range, bytes: READ_BYTES }))
      },
      readFailed: (roomId, error) => options.log.warn({ err: error, roomId }, 'log could not be read'),
      delivered: (entries) => deliveries.observe(entries),
    }
  }

  /** The relay calls back into the hub, so it comes second. */
  connect(relay: Relay): void {
    this.#relay = relay
    this.#planSweep()
  }

  /** An entry that this node stored: to its own subscribers and to the other nodes. */
  publish(entry: LogEntry): void {
    this.offer(entry)
    this.#relay?.send(entry)
  }

  /** An entry from wherever; ignored if the room is not live here. */
  offer(entry: LogEntry): void {
    this.#live.get(entry.roomId)?.offer(entry)
  }

  isLive(roomId: number): boolean {
    return this.#live.has(roomId)
  }

  /** What is in no log, for all who keep up but `exceptFor`; false when nobody was told. */
  hint(hint: LogEntry, exceptFor: number): boolean {
    return this.#live.get(hint.roomId)?.hint(hint, exceptFor) ?? false
  }

  /** Not started yet: the caller answers first, then calls `start()`. */
  async subscribe(options: {
    roomId: number
    memberId: number
    position: number
    checkedAt: number
    sink: Sink
    turns: Turns
  }): Promise<Subscription> {
    const { roomId, checkedAt } = options
    clearTimeout(this.#lingering.get(roomId))
    this.#lingering.delete(roomId)
    const room = this.#live.get(roomId) ?? (await this.#open(roomId, checkedAt))
    return new Subscription({ ...options, room })
  }

  unsubscribe(subscription: Subscription): void {
    subscription.close()
    this.leave(subscription.roomId)
  }

  /** To be called after a subscription of the room has ended. */
  leave(roomId: number): void {
    const room = this.#live.get(roomId)
    if (!room || room.subscribers > 0 || this.#lingering.has(roomId) || this.#closed) return
    this.#lingering.set(
      roomId,
      setTimeout(() => this.#retire(roomId), this.#limits.roomLingerMs),
    )
  }

  /** Compares the live rooms with the log now. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#compare([...this.#live.keys()]).finally(() => {
      this.#sweeping = undefined
      this.#planSweep()
    })
    return this.#sweeping
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#sweep)
    for (const timer of this.#lingering.values()) clearTimeout(timer)
    await Promise.all([this.#sweeping, this.#confirming])
    for (const room of this.#live.values()) room.close()
    this.#live.clear()
    this.#opening.clear()
  }

  #open(roomId: number, checkedAt: number): Promise<LiveRoom> {
    const known = this.#opening.get(roomId)
    if (known) return known
    const opening = this.#openNew(roomId, checkedAt).finally(() => this.#opening.delete(roomId))
    this.#opening.set(roomId, opening)
    return opening
  }

  /** First listen, then look whether the log has grown since `head` was read: nothing is stored unheard in between. */
  async #openNew(roomId: number, head: number): Promise<LiveRoom> {
    await this.#relay?.listen(roomId)
    const room = new LiveRoom(this.#host, { roomId, head })
    if (this.#closed) return room
    this.#live.set(roomId, room)
    this.#liveRooms.set(this.#live.size)
    this.#unconfirmed.add(roomId)
    this.#confirming ??= this.#confirmNew()
    return room
  }

  /** Rooms that opened while the last look was under way share the next one. */
  async #confirmNew(): Promise<void> {
    while (this.#unconfirmed.size > 0) {
      await Promise.resolve()
      const ids = [...this.#unconfirmed]
      this.#unconfirmed.clear()
      await this.#compare(ids)
    }
    this.#confirming = undefined
  }

  #retire(roomId: number): void {
    this.#lingering.delete(roomId)
    const room = this.#live.get(roomId)
    if (!room || room.subscribers > 0) return
    room.close()
    this.#live.delete(roomId)
    this.#liveRooms.set(this.#live.size)
    void this.#relay?.unlisten(roomId)
  }

  #planSweep(): void {
    clearTimeout(this.#sweep)
    if (this.#closed) return
    const wait = this.#relay?.up ? this.#limits.sweepMs : this.#limits.sweepAloneMs
    this.#sweep = setTimeout(() => void this.sweep(), wait)
  }

  async #compare(ids: number[]): Promise<void> {
    if (ids.length === 0) return
    const sql = this.#sql
    try {
      const rows = await sql<{ id: number; lastSeq: number }[]>`
        select id, last_seq as "lastSeq" from rooms where id = any(${ids}::bigint[])`
      for (const { id, lastSeq } of rows) this.#live.get(id)?.heard(lastSeq)
    } catch (error) {
      this.#log.warn({ err: error, rooms: ids.length }, 'sweep failed')
    }
  }
}
