import { retryOnce, type Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { LogEntry } from '../log/entry.ts'
import { readAfter } from '../log/read.ts'
import { LiveRoom } from './live-room.ts'
import type { Relay } from './relay.ts'
import { type Sink, Subscription, type SubscriptionOptions } from './subscription.ts'

/** Of one read of the log, for a repair or for one who catches up. */
const READ_BYTES = 256 * 1024
const DELIVERY_SIZES = [1, 2, 4, 8, 16, 32, 64, 128]

export interface HubLimits {
  ringEntries: number
  holeGraceMs: number
  roomRestMs: number
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
  readonly #rooms = new Map<number, Promise<LiveRoom>>()
  readonly #live = new Map<number, LiveRoom>()
  readonly #lingering = new Map<number, NodeJS.Timeout>()
  readonly #liveRooms
  readonly #logReads
  readonly #deliveries
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
    this.#logReads = options.metrics.counter(
      'log_reads_total',
      'Reads of the log to fill a hole or to catch up',
    )
    this.#deliveries = options.metrics.histogram(
      'delivery_entries',
      'Entries of a room that left in one write to each of its subscribers',
      { buckets: DELIVERY_SIZES },
    )
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

  /** Not started yet: the caller answers first, then calls `start()`. */
  async subscribe(options: {
    roomId: number
    memberId: number
    position: number
    checkedAt: number
    sink: Sink
    inTurn: SubscriptionOptions['inTurn']
  }): Promise<Subscription> {
    const room = await this.#open(options.roomId, options.checkedAt)
    return new Subscription({
      ...options,
      room,
      read: (after, limit) => this.#read(options.roomId, after, limit),
    })
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
    this.#rooms.clear()
  }

  #open(roomId: number, checkedAt: number): Promise<LiveRoom> {
    clearTimeout(this.#lingering.get(roomId))
    this.#lingering.delete(roomId)
    const known = this.#rooms.get(roomId)
    if (known) return known
    const opening = this.#openNew(roomId, checkedAt)
    this.#rooms.set(roomId, opening)
    opening.catch(() => this.#rooms.delete(roomId))
    return opening
  }

  /** First listen, then look whether the log has grown since `head` was read: nothing is stored unheard in between. */
  async #openNew(roomId: number, head: number): Promise<LiveRoom> {
    await this.#relay?.listen(roomId)
    const room = new LiveRoom({
      roomId,
      head,
      ringEntries: this.#limits.ringEntries,
      holeGraceMs: this.#limits.holeGraceMs,
      restMs: this.#limits.roomRestMs,
      read: (after, limit) => this.#read(roomId, after, limit),
      onDelivered: (entries) => this.#deliveries.observe(entries),
      onReadFailed: (error) => this.#log.warn({ err: error, roomId }, 'log could not be read'),
    })
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
    this.#rooms.delete(roomId)
    void this.#relay?.unlisten(roomId)
  }

  #read(roomId: number, after: number, limit: number): Promise<LogEntry[]> {
    this.#logReads.inc()
    return retryOnce(() => readAfter(this.#sql, { roomId, after, limit, bytes: READ_BYTES }))
  }

  #planSweep(): void {
    clearTimeout(this.#sweep)
    if (this.#closed) return
    const wait = this.#relay?.up ? this.#limits.sweepMs : this.#limits.sweepAloneMs
    this.#sweep = setTimeout(() => void this.sweep(), wait)
  }

  async #compare(ids: number[]): Promise<void> {
    if (ids.length === 0) return
    try {
      const rows = await this.#sql<{ id: number; lastSeq: number }[]>`
        select id, last_seq as "lastSeq" from rooms where id = any(${ids}::bigint[])`
      for (const { id, lastSeq } of rows) this.#live.get(id)?.heard(lastSeq)
    } catch (error) {
      this.#log.warn({ err: error, rooms: ids.length }, 'sweep failed')
    }
  }
}
