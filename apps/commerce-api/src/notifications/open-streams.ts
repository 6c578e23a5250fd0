import type { Identity } from '@munova/auth'
import type { Broker } from '@munova/broker'
import type { Sql } from '@munova/database'
import { PeriodicJob, type Log, type Metrics } from '@munova/service'
import type { CommerceConfig } from '../config.ts'
import { problem } from '../problems.ts'
import { ChangeSignals } from './change-signals.ts'
import { NotificationStream, type StreamCloseReason } from './stream.ts'
import { readCounters, readUpdates } from './read-updates.ts'

/** The longest delay of setTimeout. */
const MAX_TIMER_MS = 2 ** 31 - 1
const FULL_RETRY_MS = 5_000

interface StreamsOptions {
  sql: Sql
  broker: Broker
  config: CommerceConfig
  log: Log
  metrics: Metrics
  isRevoked: (identity: Identity) => boolean
}

/**
 * The open streams of this process. Change signals trigger them; since a signal may be lost, a sweep compares all of
 * them with the members' counters in the database, with one statement.
 */
export class OpenStreams {
  readonly #options: StreamsOptions
  readonly #byMember = new Map<number, Set<NotificationStream>>()
  readonly #signals: ChangeSignals
  readonly #counts
  readonly #heartbeat: PeriodicJob
  readonly #sweep: PeriodicJob
  #size = 0
  #isClosed = false

  constructor(options: StreamsOptions) {
    this.#options = options
    const { broker, config, log, metrics } = options
    metrics.gauge('notification_streams', 'Open streams of notifications', { value: () => this.#size })
    this.#counts = {
      closed: metrics.counter('notification_streams_closed_total', 'Streams closed, by reason', ['reason']),
      rejected: metrics.counter(
        'notification_streams_rejected_total',
        'Streams rejected because this process had as many as it accepts',
      ),
      missed: metrics.counter(
        'notification_change_signals_missed_total',
        'Streams for which the sweep found notifications without a change signal',
      ),
    }
    this.#heartbeat = new PeriodicJob({
      name: 'notification-stream-heartbeat',
      everyMs: config.STREAM_HEARTBEAT_MS,
      log,
      run: async () => this.#forEach((stream) => stream.heartbeat()),
    })
    this.#sweep = new PeriodicJob({
      name: 'notification-stream-sweep',
      everyMs: () => (this.#signals.isUp ? config.STREAM_SWEEP_MS : config.STREAM_SWEEP_BROKER_DOWN_MS),
      log,
      metrics,
      run: () => this.#triggerBehind(),
    })
    this.#signals = new ChangeSignals(broker, {
      onSignal: (memberId) => this.#trigger(memberId),
      // Signals were lost while the broker was away, or will be from now on.
      onStateChange: () => void this.#sweep.trigger(),
    })
    this.#heartbeat.start()
    this.#sweep.start()
  }

  /**
   * Opens a stream of the member's notifications after a number, or from now on. It ends when the access token expires.
   * A member's oldest stream is replaced when it would have more than STREAMS_PER_MEMBER. Throws UNAVAILABLE when this
   * process has as many streams as it accepts, and UNAUTHENTICATED.
   */
  async open(identity: Identity, after: number | undefined): Promise<NotificationStream> {
    const { sql, config, log, isRevoked } = this.#options
    const { memberId } = identity
    const [counter] = await readCounters(sql, [memberId])
    const last = counter?.lastNumber ?? 0
    // While the counter was read the token may have become void.
    if (isRevoked(identity)) throw problem('UNAUTHENTICATED')
    if (this.#isClosed || this.#size >= config.STREAMS) {
      this.#counts.rejected.inc()
      throw problem('UNAVAILABLE', { detail: 'tooManyStreams', retryAfterMs: FULL_RETRY_MS })
    }
    const expiry = setTimeout(
      () => stream.end('TOKEN_EXPIRED'),
      Math.min(identity.expiresAt - Date.now(), MAX_TIMER_MS),
    )
    const stream = new NotificationStream({
      memberId,
      // A number above the member's last one is another member's, or made up.
      after: Math.min(after ?? last, last),
      stallMs: config.STREAM_STALL_MS,
      read: (from) => readUpdates(sql, { memberId, after: from, limit: config.STREAM_BATCH }),
      onReadFailed: (error) => log.warn({ err: error, memberId }, 'notifications not read, stream closed'),
      onClosed: (reason) => {
        clearTimeout(expiry)
        this.#remove(stream, reason)
      },
    })
    this.#add(stream)
    stream.trigger()
    return stream
  }

  /** To be called after the commit of a change to these members' notifications. */
  publishChange(memberIds: readonly number[]): void {
    if (this.#signals.publish(memberIds)) return
    for (const memberId of memberIds) this.#trigger(memberId)
  }

  /** Ends the streams of a member of whom tokens are void; one with a newer token opens its stream again. */
  endRevoked(memberId: number): void {
    for (const stream of this.#byMember.get(memberId) ?? []) stream.end('TOKEN_REVOKED')
  }

  /** Ends every stream; clients reconnect to another process. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#forEach((stream) => stream.end('GOING_AWAY'))
    await Promise.all([this.#heartbeat.close(), this.#sweep.close()])
  }

  #add(stream: NotificationStream): void {
    const streams = this.#byMember.get(stream.memberId) ?? new Set()
    this.#byMember.set(stream.memberId, streams.add(stream))
    this.#size++
    const open = [...streams].filter(({ isEnding }) => !isEnding)
    if (open.length > this.#options.config.STREAMS_PER_MEMBER) open[0]?.end('REPLACED')
  }

  #remove(stream: NotificationStream, reason: StreamCloseReason): void {
    const streams = this.#byMember.get(stream.memberId)
    if (!streams?.delete(stream)) return
    this.#size--
    this.#counts.closed.inc({ reason })
    if (streams.size === 0) this.#byMember.delete(stream.memberId)
  }

  #trigger(memberId: number): void {
    for (const stream of this.#byMember.get(memberId) ?? []) stream.trigger()
  }

  #forEach(run: (stream: NotificationStream) => void): void {
    for (const streams of this.#byMember.values()) for (const stream of streams) run(stream)
  }

  async #triggerBehind(): Promise<void> {
    const memberIds = [...this.#byMember.keys()]
    const counters = memberIds.length === 0 ? [] : await readCounters(this.#options.sql, memberIds)
    for (const { memberId, lastNumber } of counters) {
      for (const stream of this.#byMember.get(memberId) ?? []) {
        if (stream.after >= lastNumber) continue
        this.#counts.missed.inc()
        stream.trigger()
      }
    }
  }
}
