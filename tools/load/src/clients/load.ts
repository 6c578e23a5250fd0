import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../clock.ts'
import type { Counts } from './counts.ts'
import type { ArrivedEvent } from './arrived-event.ts'
import type { Answer } from './incoming.ts'
import { Latency } from './latency.ts'
import { Member, type Pending, type RoomTimes } from './member.ts'
import { messageId, messageNumber } from './message-id.ts'
import type { ClientsResult, Plan } from './plan.ts'
import { ClosedLoop, OpenLoop } from './schedule.ts'
import { transports } from './transport.ts'

/** Handshakes at once: a load is not a storm of connections. */
const CONNECTS_AT_ONCE = 32
/** Unanswered messages of one process; beyond that the server has stopped and nothing more is sent. */
const MAX_UNANSWERED = 200_000
const POLL_MS = 10
/** However much still comes in. */
const LONGEST_DRAIN_MS = 120_000

/** One process' share of the members: sends by the plan's pace, and checks everything that comes back. */
export class Load {
  readonly counts: Counts = { offered: 0, sent: 0, acked: 0, delivered: 0 }
  readonly #plan: Plan
  readonly #members: Member[]
  readonly #delivery = new Latency()
  readonly #ack = new Latency()
  readonly #lag = new Latency()
  readonly #acked: ClientsResult['acked'] = { numbers: [], seqs: [] }
  readonly #refused: Record<string, number> = {}
  readonly #closed: Record<string, number> = {}
  readonly #schedule: OpenLoop | ClosedLoop
  readonly #text: string
  #lastSeqs: ReadonlyMap<number, number> = new Map()
  #measureFrom = Infinity
  #measureUntil = Infinity
  #unanswered = 0
  #ackedInWindow = 0
  #ended = 0
  #lastArrival = 0
  #cpu: NodeJS.CpuUsage | undefined
  #cores = 0

  constructor(plan: Plan) {
    this.#plan = plan
    this.#text = 'x'.repeat(plan.size)
    const rooms = new Map<number, RoomTimes>()
    this.#members = plan.clients.map((client) => {
      const times = rooms.get(client.roomId) ?? []
      rooms.set(client.roomId, times)
      return new Member(client, times)
    })
    const senders = this.#members.filter(({ plan: { sender } }) => sender !== undefined)
    const send = (member: Member, message: Pending) => this.#send(member, message)
    this.#schedule =
      plan.pace.kind === 'open'
        ? new OpenLoop({ senders, all: plan.senders, perSecond: plan.pace.perSecond, send })
        : new ClosedLoop({ senders, all: plan.senders, window: plan.pace.window, send })
  }

  /** Resolves when every member is there and listens. */
  async connect(): Promise<void> {
    const { transport, nodes, from } = this.#plan
    const waiting = this.#members.values()
    const connectSome = async () => {
      for (const member of waiting) {
        const address = nodes[member.plan.node]!
        await member.open(
          { transport: transports[transport], address, from },
          {
            onEvent: (event) => this.#receive(member, event),
            onAnswer: (answer) => this.#answered(member, answer),
            onEnded: () => this.#ended++,
            onClosed: (code) => (this.#closed[code] = (this.#closed[code] ?? 0) + 1),
          },
        )
      }
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
    await this.#until(() =>
      this.#members.every(({ check, plan }) => !check || check.reached(lastSeqs.get(plan.roomId)!)),
    )
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
      ended: this.#ended,
      acked: this.#acked,
      ackedInWindow: this.#ackedInWindow,
      delivery: this.#delivery.encode(),
      ack: this.#ack.encode(),
      lag: this.#lag.encode(),
    }
  }

  close(): void {
    this.#schedule.stop()
    for (const member of this.#members) member.close()
  }

  #send(member: Member, message: Pending): void {
    this.counts.offered++
    if (this.#unanswered >= MAX_UNANSWERED) return
    this.#unanswered++
    this.counts.sent++
    if (message.intended >= this.#measureFrom) this.#lag.record(monotonic() - message.intended)
    const clientMessageId = messageId(this.#plan.run, message.number)
    member.send({ ...message, clientMessageId, text: this.#text })
  }

  #receive(member: Member, event: ArrivedEvent): void {
    const now = monotonic()
    this.#lastArrival = now
    const { seq } = event
    this.counts.delivered++
    member.check?.take(seq)
    // Of the copies that come here, the first tells when it was meant.
    const intended = (member.times[seq] ??= this.#intendedOf(event))
    if (intended >= this.#measureFrom) this.#delivery.record(now - intended)
  }

  #answered(member: Member, answer: Answer): void {
    const now = monotonic()
    this.#lastArrival = now
    if (!answer.ok) this.#refused[answer.code] = (this.#refused[answer.code] ?? 0) + 1
    const message = member.pending.get(answer.id)
    if (!message) return
    member.pending.delete(answer.id)
    this.#unanswered--
    if (answer.ok) {
      this.counts.acked++
      if (now >= this.#measureFrom && now < this.#measureUntil) this.#ackedInWindow++
      if (message.intended >= this.#measureFrom) this.#ack.record(now - message.intended)
      this.#acked.numbers.push(message.number)
      this.#acked.seqs.push(answer.value)
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
