import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Broker, Bus } from '@munova/broker'
import { Coalescer, type Metrics } from '@munova/service'
import type { LogEntry } from '../../log/entry.ts'
import { decodeBusFrame, encodeBusFrame } from './bus-frame.ts'

/** Rooms are spread over so many buckets; a node binds only those in which it has live rooms. */
const BUCKETS = 256
const BIND_TIMEOUT_MS = 500
/** A larger frame is sent at once: large AMQP messages delay the small ones behind them. */
const MAX_FRAME_BYTES = 64 * 1024
const bucketOf = (roomId: number) => roomId % BUCKETS

/**
 * Carries entry notifications and ephemeral events between this process and the others. They may be lost: while the
 * broker is down they are dropped, and the sweep finds the entries.
 */
export class Relay {
  readonly #nodeId = randomBytes(16)
  readonly #bus: Bus
  /** The bound buckets, with the number of live rooms in each. */
  readonly #buckets = new Map<number, { rooms: number; binding: Promise<unknown> }>()
  readonly #frames
  readonly #batchWindowMs: number
  #unsent: LogEntry[] = []
  #unsentBytes = 0
  readonly #sending = new Coalescer(() => this.flush())
  #isUp = false

  /**
   * `onEntry` gets what other nodes sent for rooms that are live here; `onState` reports when the broker goes down and
   * comes back.
   */
  constructor(options: {
    broker: Broker
    metrics: Metrics
    /** Entries stored within this time of a frame are sent together. */
    batchWindowMs: number
    isLive: (roomId: number) => boolean
    onEntry: (entry: LogEntry) => void
    onState: (state: 'up' | 'down') => void
  }) {
    this.#batchWindowMs = options.batchWindowMs
    this.#frames = options.metrics.counter('relay_frames_total', 'Frames for other nodes', ['result'])
    const decoding = { nodeId: this.#nodeId, isWanted: options.isLive }
    this.#bus = options.broker.openBus({
      exchange: 'chat.rooms',
      onMessage: (body) => {
        for (const entry of decodeBusFrame(body, decoding)) options.onEntry(entry)
      },
      onState: (state) => {
        this.#isUp = state === 'up'
        options.onState(state)
      },
    })
  }

  /** Whether the broker is connected. */
  get isUp(): boolean {
    return this.#isUp
  }

  /**
   * Sends an entry to the other nodes. Entries of one turn of the event loop, and of one batch window, share a frame for
   * the buckets of all their rooms.
   */
  send(entry: LogEntry): void {
    this.#unsent.push(entry)
    this.#unsentBytes += entry.body.length
    if (this.#unsentBytes > MAX_FRAME_BYTES) this.flush()
    else this.#sending.schedule()
  }

  /** Hands everything unsent to the broker, whose `close()` waits for it. */
  flush(): void {
    this.#sending.cancel()
    const entries = this.#unsent
    if (entries.length === 0) return
    this.#unsent = []
    this.#unsentBytes = 0
    this.#sending.cooldown(this.#batchWindowMs)
    const buckets = [...new Set(entries.map(({ roomId }) => bucketOf(roomId)))]
    const isSent = this.#bus.publish(buckets, encodeBusFrame(this.#nodeId, entries))
    this.#frames.inc({ result: isSent ? 'sent' : 'dropped' })
  }

  /** Resolves once notifications for the room arrive here: at once while the broker is down, after a timeout while it hangs. */
  async listen(roomId: number): Promise<void> {
    const bucket = bucketOf(roomId)
    let bound = this.#buckets.get(bucket)
    if (!bound) {
      // A broker that hangs must not keep a member from a room: without the binding the sweep finds the entries.
      bound = { rooms: 0, binding: Promise.race([this.#bus.bind(bucket), sleep(BIND_TIMEOUT_MS)]) }
      this.#buckets.set(bucket, bound)
    }
    bound.rooms++
    await bound.binding
  }

  async unlisten(roomId: number): Promise<void> {
    const bucket = bucketOf(roomId)
    const bound = this.#buckets.get(bucket)
    if (!bound || --bound.rooms > 0) return
    this.#buckets.delete(bucket)
    await this.#bus.unbind(bucket)
  }
}
