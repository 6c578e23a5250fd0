import type { Broker, BusState } from '@munova/broker'
import { Coalescer, type Metrics } from '@munova/service'
import { z } from 'zod'
import { SignalBus } from './signal-bus.ts'

/** What has changed for the inboxes of some members: rooms, or accounts with their names. */
export interface Changes {
  readonly rooms: readonly number[]
  readonly members: readonly ChangedMember[]
}

export interface ChangedMember {
  readonly id: number
  readonly name: string
}

const Id = z.int().positive()
const Signal = z.object({ rooms: z.array(Id), members: z.array(z.object({ id: Id, name: z.string() })) })

/** Ids in one signal. */
const MAX_IDS = 5_000

/**
 * Signals to all nodes that a room or an account has changed, so that they read its state for the inboxes that are open there.
 * Signals may be lost: while the broker is down they are dropped, and the sweep of the inboxes finds the changes.
 */
export class InboxSignals {
  readonly #bus: SignalBus<Changes>
  readonly #batchWindowMs: number
  readonly #onChanged: (changes: Changes) => void
  readonly #signals
  readonly #rooms = new Set<number>()
  readonly #members = new Map<number, ChangedMember>()
  readonly #sending = new Coalescer(() => this.flush())

  /** `onChanged` gets the changes of this node within the call, and those of the others. */
  constructor(options: {
    broker: Broker
    metrics: Metrics
    /** Changes within this time of a signal are sent together. */
    batchWindowMs: number
    onChanged: (changes: Changes) => void
    onState: (state: BusState) => void
  }) {
    const { broker, metrics, batchWindowMs, onChanged, onState } = options
    this.#batchWindowMs = batchWindowMs
    this.#onChanged = onChanged
    this.#signals = metrics.counter('inbox_signals_total', 'Signals for the inboxes on other nodes', [
      'result',
    ])
    this.#bus = new SignalBus({
      broker,
      exchange: 'chat.inboxes',
      schema: Signal,
      onSignal: onChanged,
      onState,
    })
  }

  /** Resolves once signals arrive here. */
  listen(): Promise<void> {
    return this.#bus.listen()
  }

  roomChanged(roomId: number): void {
    this.#onChanged({ rooms: [roomId], members: [] })
    this.#rooms.add(roomId)
    this.#schedule()
  }

  memberChanged(member: ChangedMember): void {
    this.#onChanged({ rooms: [], members: [member] })
    this.#members.set(member.id, member)
    this.#schedule()
  }

  /** Hands everything unsent to the broker, whose `close()` waits for it. */
  flush(): void {
    this.#sending.cancel()
    if (this.#rooms.size + this.#members.size === 0) return
    const signal = { rooms: [...this.#rooms], members: [...this.#members.values()] }
    this.#rooms.clear()
    this.#members.clear()
    this.#sending.cooldown(this.#batchWindowMs)
    const isSent = this.#bus.publish(signal)
    this.#signals.inc({ result: isSent ? 'sent' : 'dropped' })
  }

  #schedule(): void {
    if (this.#rooms.size + this.#members.size >= MAX_IDS) this.flush()
    else this.#sending.schedule()
  }
}
