/** Cleanup steps that run in reverse order at the end of a run, whether it succeeded, failed or was interrupted. */
export class CleanupStack {
  readonly #steps: (() => Promise<void> | void)[] = []
  readonly #begun = new AbortController()
  #running: Promise<void> | undefined

  /** Adds a step. It runs at once when the cleanup has begun already, so that nothing that starts late stays behind. */
  async defer(step: () => Promise<void> | void): Promise<void> {
    if (this.#running) await step()
    else this.#steps.push(step)
  }

  /**
   * Starts something that is closed at the end. A cleanup that begins meanwhile aborts the signal, and waits until it has
   * started or failed: its folder must not be removed under a server that is still being set up. Nothing starts after that.
   */
  async open<Opened>(
    start: (signal: AbortSignal) => Promise<Opened>,
    close: (opened: Opened) => Promise<void> | void = () => {},
  ): Promise<Opened> {
    this.#begun.signal.throwIfAborted()
    const starting = start(this.#begun.signal)
    await this.defer(async () => {
      const [started] = await Promise.allSettled([starting])
      if (started.status === 'fulfilled') await close(started.value)
    })
    return starting
  }

  /** Runs every step, even if one before it failed; then throws the first failure. Idempotent. */
  run(): Promise<void> {
    return (this.#running ??= this.#runAll())
  }

  async #runAll(): Promise<void> {
    this.#begun.abort(new Error('the run has ended'))
    const failures: unknown[] = []
    for (const step of this.#steps.toReversed()) {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
