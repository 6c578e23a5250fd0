/** Runs tasks of one key one after the other, tasks of different keys at the same time. */
export class KeyLanes {
  /** Per key at work: the tasks that wait for it. Bounded by the caller's prefetch. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>()
  #whenIdle: (() => void)[] = []

  /** `task` must not reject. */
  run(key: string, task: () => Promise<void>): void {
    const lane = this.#waiting.get(key)
    if (lane) {
      lane.push(task)
      return
    }
    void this.#work(key, task)
  }

  /** Forgets every task that has not begun; those under way go on and still hold their key. */
  dropWaiting(): void {
    for (const lane of this.#waiting.values()) lane.length = 0
  }

  /** Resolves when no task is under way or waiting. */
  idle(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#whenIdle.push(resolve))
  }

  async #work(key: string, first: () => Promise<void>): Promise<void> {
    const lane: (() => Promise<void>)[] = []
    this.#waiting.set(key, lane)
    for (let task: (() => Promise<void>) | undefined = first; task; task = lane.shift()) await task()
    this.#waiting.delete(key)
    if (this.#waiting.size > 0) return
    const waiters = this.#whenIdle
    this.#whenIdle = []
    for (const resolve of waiters) resolve()
  }
}
