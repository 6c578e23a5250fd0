import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Broker, Bus } from '@munova/broker'
import type { Metrics } from '@munova/service'
import type { LogEntry } from '../log/entry.ts'
import { decodeBusFrame, encodeBusFrame } from './bus-frame.ts'

/** Rooms are spread over so many buckets; a node hears only those in which it has live rooms. */
const BUCKETS = 256
const BIND_WAIT_MS = 500
const bucketOf = (roomId: number) => roomId % BUCKETS

/**
 * Between processes: carries entries to the other nodes and theirs to this one. Hints only: while the broker is away
 * they are dropped, and the sweep finds what they would have told.
 */
export class Relay {
  readonly #nodeId = randomBytes(16)
  readonly #bus: Bus
  readonly #rooms = new Map<number, number>()
  readonly #pending = new Map<number, LogEntry[]>()
  readonly #frames
  #flush: NodeJS.Immediate | undefined
  #up = false

  /** `onEntry` gets what other nodes stored; `onState` tells when the broker went and came back. */
  constructor(options: {
    broker: Broker
    metrics: Metrics
    onEntry: (entry: LogEntry) => void
    onState: (state: 'up' | 'down') => void
  }) {
    this.#frames = options.metrics.counter('relay_frames_total', 'Frames for other nodes', ['result'])
    this.#bus = options.broker.openBus({
      exchange: 'chat.rooms',
      onMessage: (_bucket, body) => {
        for (const entry of decodeBusFrame(this.#nodeId, body)) options.onEntry(entry)
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

  /** Entries of one turn of the event loop travel together, one frame per bucket. */
  send(entry: LogEntry): void {
    const bucket = bucketOf(entry.roomId)
    const waiting = this.#pending.get(bucket)
    if (waiting) waiting.push(entry)
    else this.#pending.set(bucket, [entry])
    this.#flush ??= setImmediate(() => this.flush())
  }

  /** Hands over what waits; the broker's own close does the rest. */
  flush(): void {
    if (this.#flush) clearImmediate(this.#flush)
    this.#flush = undefined
    for (const [bucket, entries] of this.#pending) {
      const isSent = this.#bus.publish(bucket, encodeBusFrame(this.#nodeId, entries))
      this.#frames.inc({ result: isSent ? 'sent' : 'dropped' })
    }
    this.#pending.clear()
  }

  /** Resolves once hints of the room arrive here; while the broker is away at once, while it hangs after a moment. */
  async listen(roomId: number): Promise<void> {
    const bucket = bucketOf(roomId)
    this.#rooms.set(bucket, (this.#rooms.get(bucket) ?? 0) + 1)
    // Each caller waits, also when another bound the bucket a moment ago: that binding may be on its way.
    // A broker that hangs must not keep anybody from a room: without the binding the sweep does its work.
    await Promise.race([this.#bus.bind(bucket), pause(BIND_WAIT_MS)])
  }

  async unlisten(roomId: number): Promise<void> {
    const bucket = bucketOf(roomId)
    const rooms = (this.#rooms.get(bucket) ?? 0) - 1
    if (rooms > 0) {
      this.#rooms.set(bucket, rooms)
      return
    }
    this.#rooms.delete(bucket)
    await this.#bus.unbind(bucket)
  }
}
