/** What must be undone at the end, in reverse order, whatever happened; also when it is interrupted half way. */
export class Closing {
  readonly #steps: (() => Promise<void> | void)[] = []
  #closed: Promise<void> | undefined

  /** Runs `step` at once when the end has come already: what started late must not stay. */
  async add(step: () => Promise<void> | void): Promise<void> {
    if (this.#closed) await step()
    else this.#steps.push(step)
  }

  /** Every step runs, even if one before it failed; the first failure is thrown at the end. */
  close(): Promise<void> {
    return (this.#closed ??= this.#run())
  }

  async #run(): Promise<void> {
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
