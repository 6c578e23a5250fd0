import { performance } from 'node:perf_hooks'

/** Long enough for a mean of many turns, short enough to follow a burst. */
const SAMPLE_MS = 50
/** Below this share of its time the process is idle enough to write every entry at once; … */
const IDLE = 0.7
/** … and from here on it has to save what it can. */
const BUSY = 0.9

/**
 * How busy the event loop of this process is. Batching spends latency to save CPU time, which is only worth having while the
 * process needs it.
 */
export class ProcessLoad {
  #last = performance.eventLoopUtilization()
  #sampledAt = performance.now()
  #share = 0

  /** 0 while the process is idle enough to batch nothing, 1 while it is busy, and in between in proportion. */
  get pressure(): number {
    const now = performance.now()
    if (now - this.#sampledAt >= SAMPLE_MS) {
      const current = performance.eventLoopUtilization()
      this.#share = performance.eventLoopUtilization(current, this.#last).utilization
      this.#last = current
      this.#sampledAt = now
    }
    return Math.min(1, Math.max(0, (this.#share - IDLE) / (BUSY - IDLE)))
  }
}
