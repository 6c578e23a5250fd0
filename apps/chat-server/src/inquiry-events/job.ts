import { type Sql, violates } from '@munova/database'
import { type Log, type Metrics, PeriodicJob } from '@munova/service'
import { FullScan } from './full-scan.ts'
import { scanRooms } from './scan.ts'
import { emitUnreadEvents } from './unread.ts'

export interface InquiryScanLimits {
  unreadAfterMs: number
  intervalMs: number
  /** Rooms in one statement. */
  batch: number
  /** Rooms that may wait for the next scan. */
  queue: number
}

/**
 * Emits `inquiry.answered` and `chat.message.unread`, apart from the statement that stores messages: a send only marks
 * its room, and a job scans the marked rooms at an interval. Rooms that a process had marked when it died, or that did
 * not fit into the queue, are found by the full scan, which every start of a node and every overflow of the queue requests;
 * one node does it, one batch per run.
 */
export class InquiryEventsJob {
  readonly #options: { sql: Sql; log: Log; limits: InquiryScanLimits; onEmitted: () => void }
  readonly #job: PeriodicJob
  readonly #fullScan: FullScan
  readonly #emittedTotal
  readonly #visitedTotal
  readonly #overflowsTotal
  readonly #marked = new Set<number>()
  #needsFullScan = true
  #isClosing = false

  /** `onEmitted` is called after the commit of events. */
  constructor(options: {
    sql: Sql
    log: Log
    metrics: Metrics
    limits: InquiryScanLimits
    onEmitted: () => void
  }) {
    this.#options = options
    const { metrics, log, limits } = options
    this.#fullScan = new FullScan({ sql: options.sql, batch: limits.batch })
    this.#job = new PeriodicJob({
      name: 'inquiry-events',
      everyMs: limits.intervalMs,
      log,
      run: () => this.#run(),
    })
    this.#emittedTotal = metrics.counter(
      'inquiry_events_total',
      'Events about answers and unread messages that were emitted',
    )
    this.#overflowsTotal = metrics.counter(
      'inquiry_scan_overflows_total',
      'Rooms that did not fit into the scan queue and are left to the full scan',
    )
    this.#visitedTotal = metrics.counter(
      'inquiry_full_scan_rooms_total',
      'Inquiries that this node has visited in full scans',
    )
    metrics.gauge('inquiry_scan_queue_rooms', 'Rooms that wait for the next scan', {
      value: () => this.#marked.size,
    })
  }

  start(): void {
    this.#job.start()
  }

  /** A message was stored in this room, which need not be an inquiry: it is in the next scan. */
  mark(roomId: number): void {
    if (this.#marked.has(roomId)) return
    if (this.#marked.size < this.#options.limits.queue) {
      this.#marked.add(roomId)
      return
    }
    this.#overflowsTotal.inc()
    this.#needsFullScan = true
  }

  /** Scans what is marked, a last time. */
  async close(): Promise<void> {
    this.#isClosing = true
    await this.#job.trigger()
    await this.#job.close()
    // Otherwise the other nodes would wait for the end of the lease.
    await this.#fullScan.release().catch(() => {})
  }

  async #run(): Promise<void> {
    await this.#scanMarked()
    if (this.#isClosing) return
    await this.#scanAll()
    await this.#emitUnread()
  }

  async #scanMarked(): Promise<void> {
    const roomIds = [...this.#marked]
    const { batch } = this.#options.limits
    for (let start = 0; start < roomIds.length; start += batch) {
      const part = roomIds.slice(start, start + batch)
      // Before the statement: a message that is stored while it runs marks its room again.
      for (const roomId of part) this.#marked.delete(roomId)
      await this.#scan(part)
    }
  }

  /** False when a part of the rooms has to be scanned again. */
  async #scan(roomIds: readonly number[]): Promise<boolean> {
    const { sql, limits } = this.#options
    try {
      this.#emitted(await scanRooms(sql, { roomIds, unreadAfterMs: limits.unreadAfterMs }))
      return true
    } catch (error) {
      for (const roomId of roomIds) this.mark(roomId)
      // Another node scanned one of these inquiries for the first time at the same moment; the next scan sees its row.
      if (!violates(error, 'inquiry_event_state_pkey')) throw error
      return false
    }
  }

  async #scanAll(): Promise<void> {
    if (this.#needsFullScan) {
      // Before the statement: the queue may overflow while it runs.
      this.#needsFullScan = false
      await this.#fullScan.request().catch((error: unknown) => {
        this.#needsFullScan = true
        throw error
      })
    }
    this.#visitedTotal.inc(await this.#fullScan.next((roomIds) => this.#scan(roomIds)))
  }

  async #emitUnread(): Promise<void> {
    const { sql, limits } = this.#options
    for (;;) {
      const { checked, emitted } = await emitUnreadEvents(sql, {
        unreadAfterMs: limits.unreadAfterMs,
        limit: limits.batch,
      })
      this.#emitted(emitted)
      if (checked < limits.batch || this.#isClosing) return
    }
  }

  #emitted(events: number): void {
    if (events === 0) return
    this.#emittedTotal.inc(events)
    this.#options.onEmitted()
  }
}
