import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../../runtime/clock.ts'
import { type Counts, noCounts } from '../statistics/counts.ts'
import type { ArrivedEvent } from '../messages/received-event.ts'
import type { Answer } from '../messages/connection-events.ts'
import { Latency } from '../statistics/latency.ts'
import { Member, type MemberEvents, type Message, type RoomTimes } from './load-client.ts'
import { messageId, messageNumber } from '../messages/message-id.ts'
import type { ClientsResult, Plan } from './load-plan.ts'
import { count } from '../statistics/tally.ts'
import { ClosedLoop, OpenLoop, type Send } from './send-schedule.ts'

/** Handshakes at once: a load is not a storm of connections. */
const CONNECTS_AT_ONCE = 64
/** Unanswered messages of one process; beyond that the server has stopped and nothing more is sent. */
const MAX_UNANSWERED = 200_000
const POLL_MS = 10
const SETTLE_MS = 250
/** However much still comes in. */
const LONGEST_DRAIN_MS = 120_000

/** One process' share of the members: sends by the plan's pace, and checks everything that comes back. */
export class Load {
  readonly counts: Counts = noCounts()
  readonly #plan: Plan
  readonly #members: Member[]
  readonly #delivery = new Latency()
  readonly #ack = new Latency()
  readonly #lag = new Latency()
  readonly #away = new Latency()
  readonly #acked: ClientsResult['acked'] = { numbers: [], seqs: [] }
  readonly #refused: Record<string, number> = {}
  readonly #closed: Record<string, number> = {}
  readonly #left: Record<string, number> = {}
  readonly #schedule: OpenLoop | ClosedLoop
  readonly #text: string
  #lastSeqs: ReadonlyMap<number, number> = new Map()
  #measureFrom = Infinity
  #measureUntil = Infinity
  #unanswered = 0
  #ackedInWindow = 0
  #ended = 0
  #lastArrival = 0
  #resumedAt = NaN
  #cpu: NodeJS.CpuUsage | undefined
  #cores = 0

  constructor(plan: Plan) {
    this.#plan = plan
    this.#text = 'x'.repeat(plan.size)
    const rooms = new Map<number, RoomTimes>()
    this.#members = plan.clients.map((client) => {
      const times = rooms.get(client.roomId) ?? []
      rooms.set(client.roomId, times)
      return new Member({ plan: client, where: plan, times, eventsOf: (member) => this.#eventsOf(member) })
    })
    const senders = this.#members.filter(({ plan: { sender } }) => sender !== undefined)
    const send: Send = (member, message) => this.#send(member, message)
    this.#schedule =
      plan.pace.kind === 'open'
        ? new OpenLoop({ senders, all: plan.senders, perSecond: plan.pace.perSecond, send })
        : new ClosedLoop({ senders, all: plan.senders, window: plan.pace.window, send })
  }

  /** Resolves when every member is there and listens. */
  async connect(): Promise<void> {
    const waiting = this.#members.values()
    const connectSome = async () => {
      for (const member of waiting) await member.open()
    }
    await Promise.all(Array.from({ length: CONNECTS_AT_ONCE }, connectSome))
  }

  /** Sends from `startAt` on; resolves at the end of the warm-up. */
  async start(startAt: number): Promise<void> {
    this.#measureFrom = startAt + this.#plan.warmUpMs
    this.#measureUntil = startAt + (this.#plan.warmUpMs + this.#plan.measureMs)
    this.#schedule.start(startAt, this.#measureUntil)
    await delay(Math.max(0, this.#measureFrom - monotonic()))
    this.#cpu = process.cpuUsage()
  }

  /** Resolves when all is sent and answered, or patience has run out. */
  async finishSending(): Promise<void> {
    await delay(Math.max(0, this.#measureUntil - monotonic()))
    const { user, system } = process.cpuUsage(this.#cpu)
    this.#cores = (user + system) / 1_000 / (monotonic() - this.#measureFrom)
    this.#lastArrival = monotonic()
    await this.#until(() => this.#schedule.done && this.#unanswered === 0)
    this.#schedule.stop()
  }

  /** Resolves when every member has everything up to its room's last seq, or patience has run out. */
  async drain(lastSeqs: ReadonlyMap<number, number>): Promise<void> {
    this.#lastSeqs = lastSeqs
    this.#lastArrival = monotonic()
    for (const member of this.#members) member.hurry()
    await this.#until(() =>
      this.#members.every(({ check, plan }) => !check || check.reached(lastSeqs.get(plan.roomId)!)),
    )
  }

  /** What was found, after a moment: what was doubled may come after the last that was missing. */
  async finish(): Promise<ClientsResult> {
    await delay(SETTLE_MS)
    return this.result()
  }

  result(): ClientsResult {
    const checks = this.#members.flatMap(({ check, plan }) =>
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
      refused: this.#refused,
      closed: this.#closed,
      left: this.#left,
      resumedAt: this.#resumedAt,
      ended: this.#ended,
      acked: this.#acked,
      ackedInWindow: this.#ackedInWindow,
      delivery: this.#delivery.encode(),
      ack: this.#ack.encode(),
      lag: this.#lag.encode(),
      away: this.#away.encode(),
    }
  }

  close(): void {
    this.#schedule.stop()
    for (const member of this.#members) member.close()
  }

  #eventsOf(member: Member): MemberEvents {
    return {
      onEvent: (event) => this.#receive(member, event),
      onAnswer: (message, answer) => this.#answered(member, message, answer),
      onStray: (answer) => {
        if (!answer.ok) count(this.#refused, answer.code)
      },
      onEnded: () => this.#ended++,
      onClosed: (code, comesBack) => count(comesBack ? this.#left : this.#closed, String(code)),
      onResumed: (afterMs) => {
        this.counts.resumed++
        this.#resumedAt = monotonic()
        this.#away.record(afterMs)
      },
    }
  }

  #send(member: Member, { number, intended }: { number: number; intended: number }): void {
    this.counts.offered++
    if (this.#unanswered >= MAX_UNANSWERED) return
    this.#unanswered++
    this.counts.sent++
    if (intended >= this.#measureFrom) this.#lag.record(monotonic() - intended)
    member.send({ number, intended, clientMessageId: messageId(this.#plan.run, number), text: this.#text })
  }

  #receive(member: Member, event: ArrivedEvent): void {
    const now = monotonic()
    this.#lastArrival = now
    const { seq } = event
    this.counts.delivered++
    member.check?.take(seq)
    // Of the copies that come here, the first tells when it was meant.
    const intended = (member.times[seq] ??= this.#intendedOf(event))
    if (intended >= this.#measureFrom && member.plan.isTimed !== false) this.#delivery.record(now - intended)
  }

  #answered(member: Member, message: Message, answer: Answer): void {
    const now = monotonic()
    this.#lastArrival = now
    this.#unanswered--
    if (answer.ok) {
      this.counts.acked++
      if (now >= this.#measureFrom && now < this.#measureUntil) this.#ackedInWindow++
      if (message.intended >= this.#measureFrom) this.#ack.record(now - message.intended)
      this.#acked.numbers.push(message.number)
      this.#acked.seqs.push(answer.value)
    } else {
      count(this.#refused, answer.code)
    }
    this.#schedule.answered(member, answer.ok)
  }

  #intendedOf(event: ArrivedEvent): number {
    const id = event.clientMessageId()
    return id === undefined ? Number.NaN : this.#schedule.dueAt(messageNumber(id))
  }

  async #until(done: () => boolean): Promise<void> {
    const end = monotonic() + LONGEST_DRAIN_MS
    while (!done()) {
      const now = monotonic()
      if (now > end || now > this.#lastArrival + this.#plan.patienceMs) return
      await delay(POLL_MS)
    }
  }
}
