import type { Metrics } from '@munova/service'

export interface ViewerCountLimits {
  /** Things with counts that wait for the next `take`; further ones are not counted. */
  things: number
  /** What viewers have done that is known; the oldest is forgotten. */
  viewers: number
  /** For how long the same from the same viewer does not count again. */
  repeatMs: number
}

/**
 * How often people view a product, or search for a text, since the last `take`, in memory: a row that is written with each view would be
 * the queue of everybody who looks at the same shoe. A viewer counts once within `repeatMs`, half of it at least; who it was is never
 * written anywhere.
 */
export class ViewerCounts<Thing extends number | string> {
  readonly #limits: ViewerCountLimits
  readonly #dropped
  #counts = new Map<Thing, number>()
  #recent = new Set<string>()
  #older = new Set<string>()
  #recentSince = performance.now()

  /** `name` is the plural of what is counted: the metrics are `${name}_waiting` and `${name}_dropped_total`. */
  constructor({
    name,
    metrics,
    limits,
  }: {
    name: string
    metrics: Pick<Metrics, 'counter' | 'gauge'>
    limits: ViewerCountLimits
  }) {
    this.#limits = limits
    this.#dropped = metrics.counter(
      `${name}_dropped_total`,
      `Not counted, because too many ${name} waited to be stored`,
    )
    metrics.gauge(`${name}_waiting`, `Different ${name} that are not stored yet`, {
      value: () => this.#counts.size,
    })
  }

  /** `viewer` tells viewers apart, such as their address. */
  add(thing: Thing, viewer: string): void {
    if (this.#isRepeated(`${viewer} ${thing}`)) return
    const count = this.#counts.get(thing)
    if (count === undefined && this.#counts.size >= this.#limits.things) this.#dropped.inc()
    else this.#counts.set(thing, (count ?? 0) + 1)
  }

  /** The count of each thing, which begins anew. */
  take(): ReadonlyMap<Thing, number> {
    const counts = this.#counts
    this.#counts = new Map()
    return counts
  }

  #isRepeated(act: string): boolean {
    const { viewers, repeatMs } = this.#limits
    const isOld = performance.now() - this.#recentSince >= repeatMs / 2
    if (isOld || this.#recent.size >= viewers / 2) {
      this.#older = this.#recent
      this.#recent = new Set()
      this.#recentSince = performance.now()
    }
    const isRepeated = this.#recent.has(act) || this.#older.has(act)
    this.#recent.add(act)
    return isRepeated
  }
}
