import type { Counter } from 'prom-client'
import type { Log } from '../process/log.ts'
import type { Metrics } from '../process/metrics.ts'

export interface PeriodicJobOptions {
  /** In the log, and the label `job` of the metric. */
  name: string
  /**
   * Pause between the end of a run and the start of the next. A function is called at the end of each run and by
   * `reschedule()`; with Infinity there is no next run.
   */
  everyMs: number | (() => number)
  log: Pick<Log, 'warn'>
  /** With it failed runs are counted in `job_failures_total`. */
  metrics?: Pick<Metrics, 'counter'>
  /** Resolve to `'more'` to be run again at once. */
  run: () => Promise<unknown>
}

/** One counter for all jobs of a process: a registry rejects a second one with the same name. */
const failureCounters = new WeakMap<object, Counter>()

/**
 * Runs a function again and again, one run at a time. A run that fails is logged and counted, and the next one is due as
 * after any other run.
 */
export class PeriodicJob {
  readonly #options: PeriodicJobOptions
  readonly #failures: Counter | undefined
  #isStarted = false
  #isClosed = false
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  /** The run that was triggered, until it starts. */
  #triggered: Promise<void> | undefined

  constructor(options: PeriodicJobOptions) {
    this.#options = options
    if (options.metrics) this.#failures = failureCounter(options.metrics)
  }

  /** Plans the first run, `everyMs` from now. */
  start(): void {
    this.#isStarted = true
    this.reschedule()
  }

  /**
   * Runs the job now, or as soon as the run under way has ended; calls until then share one run. Resolves when that run
   * has ended, never rejects, and needs no `start()`.
   */
  trigger(): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.#triggered ??= (this.#running ?? Promise.resolve()).then(() => {
      this.#triggered = undefined
      if (this.#isClosed) return undefined
      this.#running = this.#run()
      return this.#running
    })
    return this.#triggered
  }

  /** Starts the pause again, with its current length: for a length that depends on something that has changed. */
  reschedule(): void {
    clearTimeout(this.#timer)
    if (!this.#isStarted || this.#isClosed || this.#running) return
    const { everyMs } = this.#options
    const pauseMs = typeof everyMs === 'number' ? everyMs : everyMs()
    if (pauseMs === Infinity) return
    this.#timer = setTimeout(() => void this.trigger(), pauseMs)
  }

  /** Waits for the run under way; there is no further one. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    const { name, log, run } = this.#options
    clearTimeout(this.#timer)
    let isMore = false
    try {
      isMore = (await run()) === 'more'
    } catch (error) {
      log.warn({ err: error, job: name }, 'job failed')
      this.#failures?.inc({ job: name })
    }
    this.#running = undefined
    if (isMore) void this.trigger()
    else if (!this.#triggered) this.reschedule()
  }
}

function failureCounter(metrics: Pick<Metrics, 'counter'>): Counter {
  const existing = failureCounters.get(metrics)
  if (existing) return existing
  const counter = metrics.counter('job_failures_total', 'Runs of periodic jobs that failed', ['job'])
  failureCounters.set(metrics, counter)
  return counter
}
