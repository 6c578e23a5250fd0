import { monotonic } from '../../runtime/clock.ts'
import type { LoadClient } from './load-client.ts'

export type Send = (member: LoadClient, message: { number: number; intended: number }) => void

/** A sender whose message was rejected pauses before its next one. */
const REJECTED_PAUSE_MS = 100

/**
 * Message `n` is due `n / perSecond` seconds after the start, whatever happened to those before it: a stalled server cannot
 * slow the load down and thereby hide its stall (coordinated omission).
 */
export class OpenLoop {
  readonly #bySender: ReadonlyMap<number, LoadClient>
  readonly #all: number
  readonly #intervalMs: number
  readonly #send: Send
  #startAt = 0
  #until = 0
  #next = 0
  #timer: NodeJS.Timeout | undefined
  done = false

  constructor(options: { senders: LoadClient[]; all: number; perSecond: number; send: Send }) {
    this.#bySender = new Map(options.senders.map((member) => [member.plan.sender!, member]))
    this.#all = options.all
    this.#intervalMs = 1_000 / options.perSecond
    this.#send = options.send
  }

  dueAt(number: number): number {
    return this.#startAt + number * this.#intervalMs
  }

  start(startAt: number, until: number): void {
    this.#startAt = startAt
    this.#until = until
    this.#scheduleNext()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  onResult(): void {}

  #scheduleNext(): void {
    if (this.dueAt(this.#next) >= this.#until) this.done = true
    else this.#timer = setTimeout(() => this.#sendDue(), Math.max(0, this.dueAt(this.#next) - monotonic()))
  }

  #sendDue(): void {
    const now = monotonic()
    for (; this.dueAt(this.#next) <= now && this.dueAt(this.#next) < this.#until; this.#next++) {
      const member = this.#bySender.get(this.#next % this.#all)
      if (member) this.#send(member, { number: this.#next, intended: this.dueAt(this.#next) })
    }
    this.#scheduleNext()
  }
}

/** Each sender keeps `window` messages unanswered until the end; latency counts from the actual send. */
export class ClosedLoop {
  readonly #senders: LoadClient[]
  readonly #all: number
  readonly #window: number
  readonly #send: Send
  readonly #sent = new Map<LoadClient, number>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #until = 0
  done = false

  constructor(options: { senders: LoadClient[]; all: number; window: number; send: Send }) {
    this.#senders = options.senders
    this.#all = options.all
    this.#window = options.window
    this.#send = options.send
  }

  /** Unknown: the server determines the rate. */
  dueAt(): number {
    return Number.NaN
  }

  start(startAt: number, until: number): void {
    this.#until = until
    this.#later(startAt - monotonic(), () => {
      for (const member of this.#senders) for (let n = 0; n < this.#window; n++) this.#sendNext(member)
    })
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  onResult(member: LoadClient, ok: boolean): void {
    if (ok) this.#sendNext(member)
    else this.#later(REJECTED_PAUSE_MS, () => this.#sendNext(member))
  }

  #sendNext(member: LoadClient): void {
    const intended = monotonic()
    if (intended >= this.#until) {
      this.done = true
      return
    }
    const sent = this.#sent.get(member) ?? 0
    this.#sent.set(member, sent + 1)
    this.#send(member, { number: sent * this.#all + member.plan.sender!, intended })
  }

  #later(milliseconds: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        run()
      },
      Math.max(0, milliseconds),
    )
    this.#timers.add(timer)
  }
}
