import type { Metrics } from '@munova/service'

export interface ViewLimits {
  /** Products with views that wait for the next `take`; views of further ones are not counted. */
  products: number
  /** Viewers of products that are known; the oldest are forgotten. */
  viewers: number
  /** For how long a viewer's further views of a product do not count. */
  repeatMs: number
}

/**
 * Views of products since the last `take`, in memory: a row that is written with each view would be the queue of everybody who looks at
 * the same shoe. A viewer counts once within `repeatMs`, half of it at least; who it was is never written anywhere.
 */
export class Views {
  readonly #limits: ViewLimits
  readonly #dropped
  #counts = new Map<number, number>()
  #recent = new Set<string>()
  #older = new Set<string>()
  #recentSince = performance.now()

  constructor({ metrics, limits }: { metrics: Pick<Metrics, 'counter' | 'gauge'>; limits: ViewLimits }) {
    this.#limits = limits
    this.#dropped = metrics.counter(
      'views_dropped_total',
      'Views that were not counted: too many products waited',
    )
    metrics.gauge('views_waiting', 'Products with views that are not stored yet', {
      value: () => this.#counts.size,
    })
  }

  /** `viewer` tells viewers apart, such as their address. */
  add(productId: number, viewer: string): void {
    if (this.#isRepeated(`${productId} ${viewer}`)) return
    const views = this.#counts.get(productId)
    if (views === undefined && this.#counts.size >= this.#limits.products) this.#dropped.inc()
    else this.#counts.set(productId, (views ?? 0) + 1)
  }

  /** The views of each product, which are counted anew from now on. */
  take(): ReadonlyMap<number, number> {
    const counts = this.#counts
    this.#counts = new Map()
    return counts
  }

  #isRepeated(view: string): boolean {
    const { viewers, repeatMs } = this.#limits
    const isOld = performance.now() - this.#recentSince >= repeatMs / 2
    if (isOld || this.#recent.size >= viewers / 2) {
      this.#older = this.#recent
      this.#recent = new Set()
      this.#recentSince = performance.now()
    }
    const isRepeated = this.#recent.has(view) || this.#older.has(view)
    this.#recent.add(view)
    return isRepeated
  }
}
