import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../../runtime/clock.ts'
import { type Counts, noCounts } from '../statistics/counts.ts'
import type { ReceivedEvent } from '../messages/received-event.ts'
import type { OperationResult } from '../messages/connection-events.ts'
import { Latency } from '../statistics/latency.ts'
import { LoadClient, type LoadClientEvents, type Message, type DueTimes } from './load-client.ts'
import { messageId, messageNumber } from '../messages/message-id.ts'
import type { LoadResult, LoadPlan } from './load-plan.ts'
import { count } from '../statistics/tally.ts'
import { ClosedLoop, OpenLoop, type Send } from './send-schedule.ts'

/** Concurrent handshakes: a load does not measure connection bursts. */
const CONNECT_CONCURRENCY = 64
/** Bound of unanswered messages of one process; beyond it nothing more is sent. */
const MAX_UNANSWERED = 200_000
const POLL_MS = 10
const SETTLE_MS = 250
/** Bound of a drain, even while deliveries still arrive. */
const MAX_DRAIN_MS = 120_000

/** One process's share of the clients: sends at the pace of the plan and checks everything that is received. */
export class LoadJob {
  readonly counts: Counts = noCounts()
  readonly #plan: LoadPlan
  readonly #clients: LoadClient[]
  readonly #delivery = new Latency()
  readonly #ack = new Latency()
  readonly #lag = new Latency()
  readonly #disconnected = new Latency()
  readonly #acked: LoadResult['acked'] = { numbers: [], seqs: [] }
  readonly #rejected: Record<string, number> = {}
  readonly #closed: Record<string, number> = {}
  readonly #interrupted: Record<string, number> = {}
  readonly #schedule: OpenLoop | ClosedLoop
  readonly #text: string
  #lastSeqs: ReadonlyMap<number, number> = new Map()
  #measureFrom = Infinity
  #measureUntil = Infinity
  #unanswered = 0
  #ackedInWindow = 0
  #ended = 0
  #lastReceivedAt = 0
  #resumedAt = NaN
  #cpu: NodeJS.CpuUsage | undefined
  #cores = 0

  constructor(plan: LoadPlan) {
    this.#plan = plan
    this.#text = 'x'.repeat(plan.size)
    const rooms = new Map<number, DueTimes>()
    this.#clients = plan.clients.map((clientPlan) => {
      const times = rooms.get(clientPlan.roomId) ?? []
      rooms.set(clientPlan.roomId, times)
      return new LoadClient({
        plan: clientPlan,
        target: plan,
        times,
        eventsOf: (client) => this.#eventsOf(client),
      })
    })
    const senders = this.#clients.filter(({ plan: { sender } }) => sender !== undefined)
    const send: Send = (member, message) => this.#send(member, message)
    this.#schedule =
      plan.pace.kind === 'open'
        ? new OpenLoop({ senders, all: plan.senders, perSecond: plan.pace.perSecond, send })
        : new ClosedLoop({ senders, all: plan.senders, window: plan.pace.window, send })
  }

  /** Resolves when every client is connected and subscribed. */
  async connect(): Promise<void> {
    const waiting = this.#clients.values()
    const connectSome = async () => {
      for (const member of waiting) await member.open()
    }
    await Promise.all(Array.from({ length: CONNECT_CONCURRENCY }, connectSome))
  }

  /** Starts to send at `startAt`; resolves at the end of the warm-up. */
  async start(startAt: number): Promise<void> {
    this.#measureFrom = startAt + this.#plan.warmUpMs
    this.#measureUntil = startAt + (this.#plan.warmUpMs + this.#plan.measureMs)
    this.#schedule.start(startAt, this.#measureUntil)
    await delay(Math.max(0, this.#measureFrom - monotonic()))
    this.#cpu = process.cpuUsage()
  }

  /** Resolves when everything is sent and answered, or after `timeoutMs` without progress. */
  async finishSending(): Promise<void> {
    await delay(Math.max(0, this.#measureUntil - monotonic()))
    const { user, system } = process.cpuUsage(this.#cpu)
    this.#cores = (user + system) / 1_000 / (monotonic() - this.#measureFrom)
    this.#lastReceivedAt = monotonic()
    await this.#until(() => this.#schedule.done && this.#unanswered === 0)
    this.#schedule.stop()
  }

  /** Resolves when every client has received everything up to its room's last seq, or after `timeoutMs` without progress. */
  async drain(lastSeqs: ReadonlyMap<number, number>): Promise<void> {
    this.#lastSeqs = lastSeqs
    this.#lastReceivedAt = monotonic()
    for (const member of this.#clients) member.readAtFullSpeed()
    await this.#until(() =>
      this.#clients.every(({ check, plan }) => !check || check.reached(lastSeqs.get(plan.roomId)!)),
    )
  }

  /** The result, after a short wait: duplicates may arrive after the last missing entry. */
  async finish(): Promise<LoadResult> {
    await delay(SETTLE_MS)
    return this.result()
  }

  result(): LoadResult {
    const checks = this.#clients.flatMap(({ check, plan }) =>
      check ? [{ check, last: this.#lastSeqs.get(plan.roomId)! }] : [],
    )
    const sum = (of: (each: (typeof checks)[number]) => number) =>
      checks.reduce((total, each) => total + of(each), 0)
    return {
      counts: this.counts,
      cores: this.#cores,
      lost: sum(({ check, last }) => check.lost(last)),
      doubled: sum(({ check }) => check.doubled),
      outOfOrder: sum(({ check }) => check.outOfOrder),
      unstored: sum(({ check, last }) => check.unstored(last)),
      unanswered: this.#unanswered,
      rejected: this.#rejected,
      closed: this.#closed,
      interrupted: this.#interrupted,
      resumedAt: this.#resumedAt,
      ended: this.#ended,
      acked: this.#acked,
      ackedInWindow: this.#ackedInWindow,
      delivery: this.#delivery.encode(),
      ack: this.#ack.encode(),
      lag: this.#lag.encode(),
      disconnected: this.#disconnected.encode(),
    }
  }

  close(): void {
    this.#schedule.stop()
    for (const member of this.#clients) member.close()
  }

  #eventsOf(member: LoadClient): LoadClientEvents {
    return {
      onEvent: (event) => this.#receive(member, event),
      onResult: (message, result) => this.#onResult(member, message, result),
      onUnmatchedResult: (result) => {
        if (!result.ok) count(this.#rejected, result.code)
      },
      onSubscriptionEnded: () => this.#ended++,
      onClosed: (code, reconnects) => count(reconnects ? this.#interrupted : this.#closed, String(code)),
      onResumed: (afterMs) => {
        this.counts.resumed++
        this.#resumedAt = monotonic()
        this.#disconnected.record(afterMs)
      },
    }
  }

  #send(member: LoadClient, { number, intended }: { number: number; intended: number }): void {
    this.counts.offered++
    if (this.#unanswered >= MAX_UNANSWERED) return
    this.#unanswered++
    this.counts.sent++
    if (intended >= this.#measureFrom) this.#lag.record(monotonic() - intended)
    member.send({ number, intended, clientMessageId: messageId(this.#plan.run, number), text: this.#text })
  }

  #receive(member: LoadClient, event: ReceivedEvent): void {
    const now = monotonic()
    this.#lastReceivedAt = now
    const { seq } = event
    this.counts.delivered++
    member.check?.observe(seq)
    // The first copy that this process receives determines the due time.
    const intended = (member.times[seq] ??= this.#intendedOf(event))
    if (intended >= this.#measureFrom && member.plan.isTimed !== false) this.#delivery.record(now - intended)
  }

  #onResult(member: LoadClient, message: Message, result: OperationResult): void {
    const now = monotonic()
    this.#lastReceivedAt = now
    this.#unanswered--
    if (result.ok) {
      this.counts.acked++
      if (now >= this.#measureFrom && now < this.#measureUntil) this.#ackedInWindow++
      if (message.intended >= this.#measureFrom) this.#ack.record(now - message.intended)
      this.#acked.numbers.push(message.number)
      this.#acked.seqs.push(result.value)
    } else {
      count(this.#rejected, result.code)
    }
    this.#schedule.onResult(member, result.ok)
  }

  #intendedOf(event: ReceivedEvent): number {
    const id = event.clientMessageId()
    return id === undefined ? Number.NaN : this.#schedule.dueAt(messageNumber(id))
  }

  async #until(done: () => boolean): Promise<void> {
    const end = monotonic() + MAX_DRAIN_MS
    while (!done()) {
      const now = monotonic()
      if (now > end || now > this.#lastReceivedAt + this.#plan.timeoutMs) return
      await delay(POLL_MS)
    }
  }
}
