import { Problem } from '@munova/service'
import type { Context } from '../../context.ts'
import { type Attempt, countAttempts } from './count.ts'

/** A fiftieth of the maximum is counted at once: what a process has counted and never used is at most 2 % of it. */
const PORTIONS = 50
/** Addresses of which portions are kept, some hundred bytes each; a forgotten portion counts as used. */
const MAX_KEPT = 10_000

interface Portion {
  left: number
  /** Of this process's clock, in milliseconds. */
  endsAt: number
}

/**
 * Limits what is frequent and has a high maximum, such as the carts of guests behind one address: attempts are counted over all
 * processes, but in portions, so that most of them need no statement.
 */
export class AttemptPortions {
  readonly #context: Pick<Context, 'sql' | 'log'>
  /** The oldest first. */
  readonly #kept = new Map<string, Portion>()
  readonly #taking = new Set<string>()

  constructor(context: Pick<Context, 'sql' | 'log'>) {
    this.#context = context
  }

  /** Throws RATE_LIMITED when the maximum is reached. */
  async count(attempt: Attempt): Promise<void> {
    const key = `${attempt.what} ${attempt.key}`
    const kept = this.#kept.get(key)
    if (kept && kept.left > 0 && performance.now() < kept.endsAt) {
      kept.left -= 1
      return
    }
    const times = Math.max(1, Math.floor(attempt.max / PORTIONS))
    // Who comes while a portion is taken counts alone: a burst does not take a portion each.
    if (times === 1 || this.#taking.has(key)) {
      await countAttempts(this.#context, [attempt])
      return
    }
    this.#taking.add(key)
    try {
      this.#keep(key, await this.#take(attempt, times))
    } finally {
      this.#taking.delete(key)
    }
  }

  #keep(key: string, portion: Portion): void {
    this.#kept.delete(key)
    if (portion.left === 0) return
    this.#kept.set(key, portion)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) break
      this.#kept.delete(oldest)
    }
  }

  /** A portion, one of which is used; near the maximum, where no portion fits any more, a single attempt. */
  async #take(attempt: Attempt, times: number): Promise<Portion> {
    const since = performance.now()
    try {
      const { endsInMs } = await countAttempts(this.#context, [{ ...attempt, times }])
      return { left: times - 1, endsAt: since + endsInMs }
    } catch (error) {
      const isLimited = error instanceof Problem && error.code === 'RATE_LIMITED'
      if (!isLimited || times === 1) throw error
      return await this.#take(attempt, 1)
    }
  }
}
