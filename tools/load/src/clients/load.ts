import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../clock.ts'
import type { Counts } from './counts.ts'
import { clientMessageIdOf, isAnswer, readAnswer, seqOf } from './frame.ts'
import { Latency } from './latency.ts'
import { Member, type RoomTimes } from './member.ts'
import { messageId, messageNumber } from './message-id.ts'
import type { ClientsResult, Plan } from './plan.ts'
import { ClosedLoop, OpenLoop } from './schedule.ts'

interface Pending {
  number: number
  /** When it was meant to be sent. */
  intended: number
}

/** Handshakes at once: a load is not a storm of connections. */
const CONNECTS_AT_ONCE = 32
/** Unanswered messages of one process; beyond that the server has stopped and nothing more is sent. */
const MAX_PENDING = 200_000
const POLL_MS = 10
/** However much still comes in. */
const LONGEST_DRAIN_MS = 120_000

/** One process' share of the members: sends by the plan's pace, and checks everything that comes back. */
export class Load {
  readonly counts: Counts = { offered: 0, sent: 0, acked: 0, delivered: 0 }
  readonly #plan: Plan
  readonly #members: Member[]
  readonly #pending = new Map<number, Pending>()
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
  #nextId = 1
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
    const waiting = this.#members.values()
    const connectSome = async () => {
      for (const member of waiting) {
        await member.open(this.#plan.url, {
          onFrame: (frame) => this.#receive(member, frame),
          onClosed: (code) => (this.#closed[code] = (this.#closed[code] ?? 0) + 1),
        })
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
    await this.#until(() => this.#schedule.done && this.#pending.size === 0)
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
      unanswered: this.#pending.size,
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
    if (this.#pending.size >= MAX_PENDING) return
    const id = this.#nextId++
    this.#pending.set(id, message)
    this.counts.sent++
    if (message.intended >= this.#measureFrom) this.#lag.record(monotonic() - message.intended)
    const clientMessageId = messageId(this.#plan.run, message.number)
    member.send(
      `{"id":${id},"op":"send","roomId":${member.plan.roomId},"clientMessageId":"${clientMessageId}",` +
        `"type":"TEXT","content":{"text":"${this.#text}"}}`,
    )
  }

  #receive(member: Member, frame: Buffer): void {
    const now = monotonic()
    this.#lastArrival = now
    if (isAnswer(frame)) return this.#answered(member, frame, now)
    const seq = seqOf(frame)
    if (seq === -1) {
      this.#ended++
      return
    }
    this.counts.delivered++
    member.check?.take(seq)
    // Of the copies that come here, the first tells when it was meant.
    const intended = (member.times[seq] ??= this.#intendedOf(frame))
    if (intended >= this.#measureFrom) this.#delivery.record(now - intended)
  }

  #answered(member: Member, frame: Buffer, now: number): void {
    const { id, ok } = readAnswer(frame)
    const message = this.#pending.get(id)
    if (!message) {
      this.#refuse(frame)
      return
    }
    this.#pending.delete(id)
    if (ok) {
      this.counts.acked++
      if (now >= this.#measureFrom && now < this.#measureUntil) this.#ackedInWindow++
      if (message.intended >= this.#measureFrom) this.#ack.record(now - message.intended)
      this.#acked.numbers.push(message.number)
      this.#acked.seqs.push(seqOf(frame))
    } else {
      this.#refuse(frame)
    }
    this.#schedule.answered(member, ok)
  }

  #refuse(frame: Buffer): void {
    const { error } = JSON.parse(frame.toString()) as { error?: { code: string } }
    const code = error?.code ?? 'unknown answer'
    this.#refused[code] = (this.#refused[code] ?? 0) + 1
  }

  #intendedOf(frame: Buffer): number {
    const id = clientMessageIdOf(frame)
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
