import type { Identity } from '@munova/auth'
import type { Broker } from '@munova/broker'
import type { Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { CommerceConfig } from '../config.ts'
import { problem } from '../problems.ts'
import { Hints } from './hints.ts'
import { readBoxes, readNews } from './news.ts'
import { NotificationStream, type Closing } from './stream.ts'

/** setTimeout cannot wait longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
const FULL_RETRY_MS = 5_000

/**
 * The open streams of this process. They are woken by hints; since a hint may be lost, the numbers of their members
 * are compared with the database from time to time, with one statement for all.
 */
export class NotificationStreams {
  readonly #options: { sql: Sql; config: CommerceConfig; log: Log }
  readonly #byMember = new Map<number, Set<NotificationStream>>()
  readonly #hints: Hints
  readonly #counts
  readonly #heartbeat: NodeJS.Timeout
  #sweeping: Promise<void> = Promise.resolve()
  #sweepTimer: NodeJS.Timeout | undefined
  #size = 0
  #closed = false

  constructor(options: { sql: Sql; broker: Broker; config: CommerceConfig; log: Log; metrics: Metrics }) {
    this.#options = options
    const { broker, config, metrics } = options
    metrics.gauge('notification_streams', 'Open streams of notifications', { value: () => this.#size })
    this.#counts = {
      closed: metrics.counter('notification_streams_closed_total', 'Streams that ended', ['reason']),
      refused: metrics.counter(
        'notification_streams_refused_total',
        'Streams refused, as many as allowed were open',
      ),
      missed: metrics.counter('notification_hints_missed_total', 'Streams that were behind without a hint'),
    }
    this.#hints = new Hints(broker, {
      onHint: (memberId) => this.#wake(memberId),
      // Whatever was missed while the broker was away, or is going to be.
      onState: () => this.#sweepIn(0),
    })
    this.#heartbeat = setInterval(
      () => this.#forEach((stream) => stream.heartbeat()),
      config.STREAM_HEARTBEAT_MS,
    )
    this.#sweepIn(config.STREAM_SWEEP_MS)
  }

  /**
   * A stream of the member's notifications after a number, or from now on. It ends when the token does. Throws
   * UNAVAILABLE when this process has as many streams as it may; beyond its own bound a member's oldest is replaced.
   */
  async open(identity: Identity, after: number | undefined): Promise<NotificationStream> {
    const { sql, config, log } = this.#options
    const { memberId } = identity
    const [box] = await readBoxes(sql, [memberId])
    const last = box?.lastNumber ?? 0
    if (this.#closed || this.#size >= config.STREAMS) {
      this.#counts.refused.inc()
      throw problem('UNAVAILABLE', { detail: 'tooManyStreams', retryAfterMs: FULL_RETRY_MS })
    }
    const expiry = setTimeout(
      () => stream.end('TOKEN_EXPIRED'),
      Math.min(identity.expiresAt - Date.now(), LONGEST_TIMER_MS),
    )
    const stream = new NotificationStream({
      memberId,
      // A number that has not been given out is another member's, or made up.
      after: Math.min(after ?? last, last),
      stallMs: config.STREAM_STALL_MS,
      read: (from) => readNews(sql, { memberId, after: from, limit: config.STREAM_BATCH }),
      onFailed: (error) => log.warn({ err: error }, 'notifications could not be read for a stream'),
      onClosed: (reason) => {
        clearTimeout(expiry)
        this.#remove(stream, reason)
      },
    })
    this.#add(stream)
    stream.wake()
    return stream
  }

  /** Something of these members changed and is committed. */
  changed(memberIds: readonly number[]): void {
    if (this.#hints.send(memberIds)) return
    for (const memberId of memberIds) this.#wake(memberId)
  }

  /** Ends every stream; clients reconnect to another process. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#heartbeat)
    clearTimeout(this.#sweepTimer)
    this.#forEach((stream) => stream.end('GOING_AWAY'))
    await this.#sweeping
  }

  #add(stream: NotificationStream): void {
    const own = this.#byMember.get(stream.memberId) ?? new Set()
    this.#byMember.set(stream.memberId, own.add(stream))
    this.#size++
    const open = [...own].filter(({ ending }) => !ending)
    if (open.length > this.#options.config.STREAMS_PER_MEMBER) open[0]?.end('REPLACED')
  }

  #remove(stream: NotificationStream, reason: Closing): void {
    const own = this.#byMember.get(stream.memberId)
    if (!own?.delete(stream)) return
    this.#size--
    this.#counts.closed.inc({ reason })
    if (own.size === 0) this.#byMember.delete(stream.memberId)
  }

  #wake(memberId: number): void {
    for (const stream of this.#byMember.get(memberId) ?? []) stream.wake()
  }

  #forEach(run: (stream: NotificationStream) => void): void {
    for (const own of this.#byMember.values()) for (const stream of own) run(stream)
  }

  #sweepIn(ms: number): void {
    if (this.#closed) return
    clearTimeout(this.#sweepTimer)
    this.#sweepTimer = setTimeout(() => {
      this.#sweeping = this.#sweep()
    }, ms)
  }

  async #sweep(): Promise<void> {
    const { sql, config, log } = this.#options
    try {
      const memberIds = [...this.#byMember.keys()]
      const boxes = memberIds.length === 0 ? [] : await readBoxes(sql, memberIds)
      for (const { memberId, lastNumber } of boxes) {
        for (const stream of this.#byMember.get(memberId) ?? []) {
          if (stream.after >= lastNumber) continue
          this.#counts.missed.inc()
          stream.wake()
        }
      }
    } catch (error) {
      log.warn({ err: error }, 'streams of notifications could not be compared with the database')
    }
    this.#sweepIn(this.#hints.up ? config.STREAM_SWEEP_MS : config.STREAM_SWEEP_BROKER_DOWN_MS)
  }
}
