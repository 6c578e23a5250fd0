/** Lets a few jobs run at a time and a bounded number wait, first come, first served. */
export class Turnstile {
  readonly #running: number
  readonly #waiting: number
  readonly #queue: (() => void)[] = []
  #inside = 0

  constructor(limits: { running: number; waiting: number }) {
    this.#running = limits.running
    this.#waiting = limits.waiting
  }

  /** The job's own outcome, or undefined at once when the queue is full and the job will not run. */
  run<T>(job: () => Promise<T>): Promise<T> | undefined {
    if (this.#inside < this.#running) {
      this.#inside += 1
      return this.#enter(job)
    }
    if (this.#queue.length >= this.#waiting) return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#queue.push(resolve)
    return promise.then(() => this.#enter(job))
  }

  async #enter<T>(job: () => Promise<T>): Promise<T> {
    try {
      return await job()
    } finally {
      // The place goes from hand to hand: a newcomer between leaving and entering would make one too many.
      const next = this.#queue.shift()
      if (next) next()
      else this.#inside -= 1
    }
  }
}
