import type { Broker } from '@munova/broker'
import { Coalescer, type Metrics } from '@munova/service'
import { z } from 'zod'
import { SignalBus } from './signal-bus.ts'

/** What members spend of quotas that hold over all nodes. */
export type QuotaName = 'sends' | 'requests'

/** Members and units, spent on one node since its last signal. */
const Spent = z.array(z.tuple([z.int().positive(), z.int().positive()]))
const Signal = z.object({ sends: Spent, requests: Spent })

/** Members of one signal; what others have spent is not shared then. */
const MAX_MEMBERS = 5_000

/**
 * Tells the other nodes what members have spent here of their quotas, so that these hold over all connections of a member to all
 * nodes: each node takes from its own bucket what was spent elsewhere. Until a signal arrives, and while the broker is down,
 * a quota holds for each node alone.
 */
export class SpendingSignals {
  readonly #bus: SignalBus<z.infer<typeof Signal>>
  readonly #everyMs: number
  readonly #dropped
  readonly #spent: Record<QuotaName, Map<number, number>> = { sends: new Map(), requests: new Map() }
  readonly #sending = new Coalescer(() => this.flush())

  /** `onSpent` takes what was spent on another node from the member's bucket here. */
  constructor(options: {
    broker: Broker
    metrics: Metrics
    /** The shortest pause between two signals. */
    everyMs: number
    onSpent: (quota: QuotaName, memberId: number, units: number) => void
  }) {
    const { broker, metrics, everyMs, onSpent } = options
    this.#everyMs = everyMs
    this.#dropped = metrics.counter('spending_dropped_total', 'Signals of spent quotas that were not sent')
    this.#bus = new SignalBus({
      broker,
      exchange: 'chat.quotas',
      schema: Signal,
      onSignal(signal) {
        for (const quota of ['sends', 'requests'] as const)
          for (const [memberId, units] of signal[quota]) onSpent(quota, memberId, units)
      },
    })
  }

  /** Resolves once signals arrive here. */
  listen(): Promise<void> {
    return this.#bus.listen()
  }

  spent(quota: QuotaName, memberId: number): void {
    const units = this.#spent[quota]
    if (units.size >= MAX_MEMBERS && !units.has(memberId)) return
    units.set(memberId, (units.get(memberId) ?? 0) + 1)
    this.#sending.schedule()
  }

  flush(): void {
    this.#sending.cancel()
    const { sends, requests } = this.#spent
    if (sends.size + requests.size === 0) return
    const isSent = this.#bus.publish({ sends: [...sends], requests: [...requests] })
    if (!isSent) this.#dropped.inc()
    sends.clear()
    requests.clear()
    this.#sending.cooldown(this.#everyMs)
  }
}
