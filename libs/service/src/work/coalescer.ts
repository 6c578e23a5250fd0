/**
 * Merges requests that arrive together into one run, at the end of the current turn of the event loop or, after
 * `cooldown`, when the cooldown is over. Without a cooldown no timer delays a run.
 */
export class Coalescer {
  readonly #run: () => void
  #cooldownEnd = 0
  #cancel: (() => void) | undefined

  constructor(run: () => void) {
    this.#run = run
  }

  /** Requests a run; any number of requests before it starts are one run. */
  schedule(): void {
    this.#cancel ??= this.#start()
  }

  /** No run scheduled after this call starts earlier than `milliseconds` from now. */
  cooldown(milliseconds: number): void {
    this.#cooldownEnd = performance.now() + milliseconds
  }

  /** Drops the run that is scheduled, if any. */
  cancel(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #start(): () => void {
    const run = () => {
      this.#cancel = undefined
      this.#run()
    }
    const delayMs = this.#cooldownEnd - performance.now()
    // setTimeout has a resolution of 1 ms.
    if (delayMs < 1) {
      const immediate = setImmediate(run)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  }
}
