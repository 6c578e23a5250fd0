/**
 * When work that gathers runs: at the end of this turn of the event loop, or when the rest is over that its last run
 * has asked for. Who is idle does not wait (docs/decisions/0010).
 */
export class Turn {
  readonly #run: () => void
  #restsUntil = 0
  #cancel: (() => void) | undefined

  constructor(run: () => void) {
    this.#run = run
  }

  /** However often it is asked for, it runs once. */
  ask(): void {
    this.#cancel ??= this.#plan()
  }

  /** From now on. */
  rest(milliseconds: number): void {
    this.#restsUntil = performance.now() + milliseconds
  }

  cancel(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #plan(): () => void {
    const run = () => {
      this.#cancel = undefined
      this.#run()
    }
    const rest = this.#restsUntil - performance.now()
    // Timers are no finer than this.
    if (rest < 1) {
      const immediate = setImmediate(run)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(run, rest)
    return () => clearTimeout(timer)
  }
}
