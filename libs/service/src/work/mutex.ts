/**
 * Mutual exclusion of asynchronous functions: they run one at a time, in the order of the calls. One that fails
 * rejects its own promise and does not stop the next. An idle mutex holds nothing.
 */
export class Mutex {
  /** The last call, while it has not ended. */
  #last: Promise<unknown> | undefined

  /** Resolves or rejects as `run` does. `run` starts on a microtask, never within the call. */
  run<T>(run: () => T | PromiseLike<T>): Promise<T> {
    const result = this.#last === undefined ? start(run) : this.#last.then(run, run)
    this.#last = result
    const release = () => {
      if (this.#last === result) this.#last = undefined
    }
    result.then(release, release)
    return result
  }
}

interface Waiting {
  start(): Promise<void>
  reject(error: Error): void
}

/** A mutex for each key; keys do not wait for each other, and an idle key takes no memory. */
export class KeyedMutex<Key> {
  /** For each key that is in use: the calls that wait for it. */
  readonly #waiting = new Map<Key, Waiting[]>()
  #whenIdle: (() => void)[] = []

  /** As `Mutex.run`, among the calls with the same key. */
  run<T>(key: Key, run: () => T | PromiseLike<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const call = { start: () => start(run).then(resolve, reject), reject }
    const waiting = this.#waiting.get(key)
    if (waiting) waiting.push(call)
    else void this.#runAll(key, call)
    return promise
  }

  /** Rejects the calls that have not started. Those that run go on, and their keys stay in use until they end. */
  cancelWaiting(error: Error): void {
    for (const waiting of this.#waiting.values()) for (const call of waiting.splice(0)) call.reject(error)
  }

  /** Resolves when no call runs or waits. */
  idle(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#whenIdle.push(resolve))
  }

  async #runAll(key: Key, first: Waiting): Promise<void> {
    const waiting: Waiting[] = []
    this.#waiting.set(key, waiting)
    for (let call: Waiting | undefined = first; call; call = waiting.shift()) await call.start()
    this.#waiting.delete(key)
    if (this.#waiting.size > 0) return
    for (const resolve of this.#whenIdle.splice(0)) resolve()
  }
}

function start<T>(run: () => T | PromiseLike<T>): Promise<T> {
  return Promise.resolve().then(run)
}
