import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Broker, Bus } from '@munova/broker'
import type { Metrics } from '@munova/service'
import type { LogEntry } from '../../log/entry.ts'
import { decodeBusFrame, encodeBusFrame } from './bus-frame.ts'
import { Turn } from '../turn.ts'

/** Rooms are spread over so many buckets; a node hears only those in which it has live rooms. */
const BUCKETS = 256
const BIND_WAIT_MS = 500
/** A frame with more than this leaves at once: large AMQP messages hold up the small ones behind them. */
const MAX_FRAME_BYTES = 64 * 1024
const bucketOf = (roomId: number) => roomId % BUCKETS

/**
 * Between processes: carries entries to the other nodes and theirs to this one. Hints only: while the broker is away
 * they are dropped, and the sweep finds what they would have told.
 */
export class Relay {
  readonly #nodeId = randomBytes(16)
  readonly #bus: Bus
  /** The buckets that this node hears, with how many of its live rooms are in them. */
  readonly #buckets = new Map<number, { rooms: number; binding: Promise<unknown> }>()
  readonly #frames
  readonly #restMs: number
  #pending: LogEntry[] = []
  #pendingBytes = 0
  readonly #leaving = new Turn(() => this.flush())
  #up = false

  /** `onEntry` gets what other nodes stored in rooms that `isLive` here; `onState` tells when the broker went and came back. */
  constructor(options: {
    broker: Broker
    metrics: Metrics
    restMs: number
    isLive: (roomId: number) => boolean
    onEntry: (entry: LogEntry) => void
    onState: (state: 'up' | 'down') => void
  }) {
    this.#restMs = options.restMs
    this.#frames = options.metrics.counter('relay_frames_total', 'Frames for other nodes', ['result'])
    const reading = { nodeId: this.#nodeId, isWanted: options.isLive }
    this.#bus = options.broker.openBus({
      exchange: 'chat.rooms',
      onMessage: (body) => {
        for (const entry of decodeBusFrame(body, reading)) options.onEntry(entry)
      },
      onState: (state) => {
        this.#up = state === 'up'
        options.onState(state)
      },
    })
  }

  get up(): boolean {
    return this.#up
  }

  /**
   * What comes in one turn of the event loop, and while the relay rests after a frame, travels in one frame to the
   * buckets of all its rooms.
   */
  send(entry: LogEntry): void {
    this.#pending.push(entry)
    this.#pendingBytes += entry.body.length
    if (this.#pendingBytes > MAX_FRAME_BYTES) this.flush()
    else this.#leaving.ask()
  }

  /** Hands over what waits; the broker's own close does the rest. */
  flush(): void {
    this.#leaving.cancel()
    const entries = this.#pending
    if (entries.length === 0) return
    this.#pending = []
    this.#pendingBytes = 0
    this.#leaving.rest(this.#restMs)
    const buckets = [...new Set(entries.map(({ roomId }) => bucketOf(roomId)))]
    const isSent = this.#bus.publish(buckets, encodeBusFrame(this.#nodeId, entries))
    this.#frames.inc({ result: isSent ? 'sent' : 'dropped' })
  }

  /** Resolves once hints of the room arrive here; while the broker is away at once, while it hangs after a moment. */
  async listen(roomId: number): Promise<void> {
    const bucket = bucketOf(roomId)
    let bound = this.#buckets.get(bucket)
    if (!bound) {
      // A broker that hangs must not keep anybody from a room: without the binding the sweep does its work.
      bound = { rooms: 0, binding: Promise.race([this.#bus.bind(bucket), pause(BIND_WAIT_MS)]) }
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
