import { retryOnConflict } from '@munova/service'
import { problem } from '../../problems.ts'

/** Version conflicts after which a change gives up. */
const ATTEMPTS = 5

/**
 * Runs a change that is conditional on the order's revision, and again from its newer state after a version conflict. A
 * statement that finds the revision it expects sees all of the order as it was read. `change` resolves to undefined when
 * it did not find it. Throws what `read` and `change` do, and ORDER_CHANGED when it gives up.
 */
export function changeOrder<Current, Result>(
  read: () => Promise<Current>,
  change: (current: Current) => Promise<Result | undefined>,
): Promise<Result> {
  return retryOnConflict(async () => change(await read()), {
    attempts: ATTEMPTS,
    conflict: () => problem('ORDER_CHANGED'),
  })
}
