import type { ChatErrorCode } from '@munova/chat-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { type Log, type Metrics, type Mutex, PeriodicJob } from '@munova/service'
import { rememberOrigin } from '@munova/service/tracing'
import { ageMsOf, type LogEntry } from '../log/entry.ts'
import { readAfter } from '../log/history.ts'
import { LossDetector } from './loss-detector.ts'
import type { Relay } from './relay/relay.ts'
import { LiveRoom, type LiveRoomLimits, type LiveRoomOptions } from './room/live-room.ts'
import { ProcessLoad } from './room/process-load.ts'
import { RingMemory } from './room/ring-memory.ts'
import { type Sink, Subscription } from './room/subscription.ts'

/** Of one read of the log, for a backfill or to catch up. */
const READ_BYTES = 256 * 1024
const DELIVERY_SIZES = [1, 2, 4, 8, 16, 32, 64, 128]
const DELIVERY_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export interface HubLimits extends LiveRoomLimits {
  /** Of the ring buffers of all live rooms together. */
  ringMemoryBytes: number
  roomLingerMs: number
  sweepMs: number
  sweepBrokerDownMs: number
}

/**
 * The live rooms of this process and their subscribers. A room is live from its first subscriber until `roomLingerMs`
 * after its last. The sweep compares every live room with the log, so that a lost entry notification is found: every
 * `sweepMs`, and every `sweepBrokerDownMs` while the broker is down.
 */
export class Hub {
  readonly #sql: Sql
  readonly #log: Log
  readonly #limits: HubLimits
  readonly #opening = new Map<number, Promise<LiveRoom>>()
  readonly #live = new Map<number, LiveRoom>()
  readonly #lingering = new Map<number, NodeJS.Timeout>()
  readonly #liveRooms
  readonly #losses: LossDetector
  readonly #epochsEnded
  readonly #roomOptions: LiveRoomOptions
  readonly #sweeps: PeriodicJob
  #relay: Relay | undefined
  /** Rooms to be compared with the log before the next sweep. */
  readonly #unverified = new Set<number>()
  #verifying: Promise<void> | undefined
  #isClosed = false

  constructor(options: { sql: Sql; log: Log; metrics: Metrics; limits: HubLimits }) {
    const { sql, log, metrics, limits } = options
    this.#sql = sql
    this.#log = log
    this.#limits = limits
    this.#liveRooms = metrics.gauge('live_rooms', 'Rooms live in this process')
    this.#losses = new LossDetector({ sql, metrics })
    this.#epochsEnded = metrics.counter('epochs_ended_total', 'Live rooms whose log has lost entries')
    const logReads = metrics.counter('log_reads_total', 'Reads of the log to backfill a gap or to catch up')
    const deliveries = metrics.histogram(
      'delivery_entries',
      'Entries of a room that were delivered with one write to each of its subscribers',
      { buckets: DELIVERY_SIZES },
    )
    const ages = metrics.histogram(
      'delivery_seconds',
      "Age of the oldest entry of a delivery when it was written to the room's subscribers, by the clocks of database and node",
      { buckets: DELIVERY_SECONDS },
    )
    const evictions = metrics.counter(
      'ring_evictions_total',
      'Slabs of entries that were given up because the ring buffers had too many bytes',
    )
    const ringMemory = new RingMemory({
      maxBytes: limits.ringMemoryBytes,
      onEvicted: () => evictions.inc(),
    })
    metrics.gauge('ring_bytes', 'Bytes of the ring buffers of all live rooms', {
      value: () => ringMemory.bytes,
    })
    this.#roomOptions = {
      limits,
      load: new ProcessLoad(),
      ringMemory,
      readLog(range) {
        logReads.inc()
        return retryOnConnectionLoss(() => readAfter(sql, { ...range, bytes: READ_BYTES }))
      },
      onReadFailed: (roomId, error) => log.warn({ err: error, roomId }, 'log could not be read'),
      onDifference: (room) => {
        this.#losses.doubt(room)
        this.#compareSoon(room.roomId)
      },
      onDelivered(entries) {
        deliveries.observe(entries.length)
        ages.observe(ageMsOf(entries[0]!) / 1000)
      },
    }
    this.#sweeps = new PeriodicJob({
      name: 'sweep',
      everyMs: () => (this.#relay?.isUp ? limits.sweepMs : limits.sweepBrokerDownMs),
      log,
      metrics,
      run: () => this.#sweep(),
    })
  }

  /** The relay needs the hub first, so it is set afterwards. */
  connect(relay: Relay): void {
    this.#relay = relay
    this.#sweeps.start()
  }

  /** Delivers an entry that this node stored: to its own subscribers and to the other nodes. */
  publish(entry: LogEntry): void {
    rememberOrigin(entry)
    this.receive(entry)
    this.#relay?.send(entry)
  }

  /** Delivers an entry to the subscribers of this process; ignored when the room is not live here. */
  receive(entry: LogEntry): void {
    this.#live.get(entry.roomId)?.receive(entry)
  }

  /** The log of a room reaches this seq: what was not announced is read from it. */
  observe(roomId: number, seq: number): void {
    this.#live.get(roomId)?.observeLastSeq(seq)
  }

  isLive(roomId: number): boolean {
    return this.#live.has(roomId)
  }

  /** A member has withdrawn: entries that were announced with the name are read from the log again, which has no names. */
  forgetNames(): void {
    for (const room of this.#live.values()) room.ringBuffer.clear()
  }

  /** Delivers an ephemeral event to the subscribers of this process; false when it was dropped. */
  deliverEphemeral(event: LogEntry, exceptMemberId: number): boolean {
    return this.#live.get(event.roomId)?.deliverEphemeral(event, exceptMemberId) ?? false
  }

  /** The subscription is not started: the caller responds first, then calls `start()`. */
  async subscribe(options: {
    roomId: number
    memberId: number
    position: number
    checkedAtSeq: number
    epoch: number
    sink: Sink
    mutex: Pick<Mutex, 'run'>
  }): Promise<Subscription> {
    const { roomId, checkedAtSeq, epoch } = options
    clearTimeout(this.#lingering.get(roomId))
    this.#lingering.delete(roomId)
    const known = this.#live.get(roomId)
    if (known && known.epoch < epoch) this.#endEpoch(known)
    const room = this.#live.get(roomId) ?? (await this.#open(roomId, { head: checkedAtSeq, epoch }))
    return new Subscription({ ...options, room })
  }

  unsubscribe(subscription: Subscription): void {
    subscription.close()
    this.releaseRoom(subscription.roomId)
  }

  /** To be called after a subscription of the room has ended: a room without subscribers lingers, then closes. */
  releaseRoom(roomId: number): void {
    const room = this.#live.get(roomId)
    if (!room || room.subscribers > 0 || this.#lingering.has(roomId) || this.#isClosed) return
    this.#lingering.set(
      roomId,
      setTimeout(() => this.#closeRoom(roomId), this.#limits.roomLingerMs),
    )
  }

  /** Compares the live rooms with the log now. Never rejects. */
  sweep(): Promise<void> {
    return this.#sweeps.trigger()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#lingering.values()) clearTimeout(timer)
    await Promise.all([this.#sweeps.close(), this.#verifying])
    for (const room of this.#live.values()) room.close()
    this.#live.clear()
    this.#opening.clear()
  }

  #open(roomId: number, at: { head: number; epoch: number }): Promise<LiveRoom> {
    const opening = this.#opening.get(roomId)
    if (opening) return opening
    const started = this.#listenAndOpen(roomId, at).finally(() => this.#opening.delete(roomId))
    this.#opening.set(roomId, started)
    return started
  }

  /** Listens first, then checks whether the log has grown since `head` was read, so that no entry is missed in between. */
  async #listenAndOpen(roomId: number, at: { head: number; epoch: number }): Promise<LiveRoom> {
    await this.#relay?.listen(roomId)
    const room = new LiveRoom(this.#roomOptions, { roomId, ...at })
    if (this.#isClosed) return room
    this.#live.set(roomId, room)
    this.#liveRooms.set(this.#live.size)
    this.#compareSoon(roomId)
    return room
  }

  #compareSoon(roomId: number): void {
    this.#unverified.add(roomId)
    if (!this.#isClosed) this.#verifying ??= this.#verify()
  }

  /** Rooms that are added while a comparison runs share the next one. */
  async #verify(): Promise<void> {
    while (this.#unverified.size > 0) {
      await Promise.resolve()
      const ids = [...this.#unverified]
      this.#unverified.clear()
      await this.#compareWithLog(ids).catch((error: unknown) => {
        this.#log.warn({ err: error, rooms: ids.length }, 'rooms could not be compared with the log')
      })
    }
    this.#verifying = undefined
  }

  #closeRoom(roomId: number): void {
    this.#lingering.delete(roomId)
    const room = this.#live.get(roomId)
    if (!room || room.subscribers > 0) return
    room.close()
    this.#remove(roomId)
  }

  #remove(roomId: number): void {
    this.#live.delete(roomId)
    this.#liveRooms.set(this.#live.size)
    void this.#relay?.unlisten(roomId)
  }

  /** The log has lost entries that were delivered here. The next subscriber opens the room again, in its new epoch. */
  #endEpoch(room: LiveRoom): void {
    this.#log.warn({ roomId: room.roomId, head: room.head }, 'the log has lost entries that were delivered')
    this.#epochsEnded.inc()
    this.#end(room, 'POSITION_LOST')
  }

  #end(room: LiveRoom, code: ChatErrorCode): void {
    clearTimeout(this.#lingering.get(room.roomId))
    this.#lingering.delete(room.roomId)
    this.#remove(room.roomId)
    room.end(code)
  }

  async #sweep(): Promise<void> {
    if (this.#live.size === 0) return
    await this.#losses.checkTimeline([...this.#live.values()])
    await this.#compareWithLog([...this.#live.keys()])
  }

  async #compareWithLog(ids: number[]): Promise<void> {
    if (ids.length === 0) return
    const sql = this.#sql
    // Before the statement: what was delivered by then is in its snapshot, unless the log has lost it.
    const before = ids.flatMap((id) => this.#live.get(id) ?? []).map((room) => ({ room, head: room.head }))
    const rows = await sql<{ id: number; lastSeq: number; epoch: number }[]>`
      select id, last_seq as "lastSeq", epoch from rooms where id = any(${ids}::bigint[])`
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const { room, head } of before) {
      if (!this.#isCurrent(room)) continue
      const row = byId.get(room.roomId)
      // The room was deleted. Its last entry says so to those who got it.
      if (!row) this.#end(room, 'NOT_A_MEMBER')
      else if (room.epoch < row.epoch) this.#endEpoch(room)
      // A log that has lost the beginning of its epoch has lost entries before that.
      else if (row.lastSeq < head || row.epoch < room.epoch) this.#losses.doubt(room, { isLost: true })
      else room.observeLastSeq(row.lastSeq)
    }
    const current = before.map(({ room }) => room).filter((room) => this.#isCurrent(room))
    for (const room of await this.#losses.compare(current)) if (this.#isCurrent(room)) this.#endEpoch(room)
  }

  /** Rooms may close, and open again, while a statement runs. */
  #isCurrent(room: LiveRoom): boolean {
    return this.#live.get(room.roomId) === room
  }
}
