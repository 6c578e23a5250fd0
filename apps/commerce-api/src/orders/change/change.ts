import { problem } from '../../problems.ts'
import type { CurrentOrder } from '../read/read.ts'

/** Whoever loses so many races in a row competes with a machine. */
const ATTEMPTS = 5

/**
 * Runs a change that is conditional on the order's revision, and again from its newer state while it loses against
 * others. A statement that finds the revision it expects sees all of the order as it was read. `change` gives
 * undefined when it did not find it. Throws what `read` and `change` do, and ORDER_CHANGED when it gives up.
 */
export async function changeOrder<T>(
  read: () => Promise<CurrentOrder>,
  change: (current: CurrentOrder) => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const done = await change(await read())
    if (done !== undefined) return done
  }
  throw problem('ORDER_CHANGED')
}
