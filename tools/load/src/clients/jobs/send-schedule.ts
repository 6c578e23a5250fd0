import { monotonic } from '../../runtime/clock.ts'
import type { Member } from './load-client.ts'

export type Send = (member: Member, message: { number: number; intended: number }) => void

/** A sender that was refused waits so long before its next message. */
const REFUSED_PAUSE_MS = 100

/**
 * Message `n` is due `n / perSecond` after the start, whatever became of those before it: a server that stalls cannot
 * make the load wait, and so cannot hide its stall.
 */
export class OpenLoop {
  readonly #bySender: ReadonlyMap<number, Member>
  readonly #all: number
  readonly #intervalMs: number
  readonly #send: Send
  #startAt = 0
  #until = 0
  #next = 0
  #timer: NodeJS.Timeout | undefined
  done = false

  constructor(options: { senders: Member[]; all: number; perSecond: number; send: Send }) {
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
    this.#plan()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  answered(): void {}

  #plan(): void {
    if (this.dueAt(this.#next) >= this.#until) this.done = true
    else this.#timer = setTimeout(() => this.#pump(), Math.max(0, this.dueAt(this.#next) - monotonic()))
  }

  #pump(): void {
    const now = monotonic()
    for (; this.dueAt(this.#next) <= now && this.dueAt(this.#next) < this.#until; this.#next++) {
      const member = this.#bySender.get(this.#next % this.#all)
      if (member) this.#send(member, { number: this.#next, intended: this.dueAt(this.#next) })
    }
    this.#plan()
  }
}

/** Each sender keeps `window` messages unanswered until the end; a wait is counted from the real send. */
export class ClosedLoop {
  readonly #senders: Member[]
  readonly #all: number
  readonly #window: number
  readonly #send: Send
  readonly #sent = new Map<Member, number>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #until = 0
  done = false

  constructor(options: { senders: Member[]; all: number; window: number; send: Send }) {
    this.#senders = options.senders
    this.#all = options.all
    this.#window = options.window
    this.#send = options.send
  }

  /** The server decides when, and other processes do not know. */
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

  answered(member: Member, ok: boolean): void {
    if (ok) this.#sendNext(member)
    else this.#later(REFUSED_PAUSE_MS, () => this.#sendNext(member))
  }

  #sendNext(member: Member): void {
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
