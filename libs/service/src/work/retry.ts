import { setTimeout as sleep } from 'node:timers/promises'

export interface RetryOptions {
  /** Runs at most, the first one included. */
  attempts: number
  /** Whether another run may succeed after this error. */
  when: (error: unknown) => boolean
  /** Milliseconds to wait after the given attempt, which is counted from 1. Without it the next run starts at once. */
  pauseMs?: (attempt: number) => number
  /** Once aborted there is no further run: the last error is thrown, without the rest of its pause. */
  signal?: AbortSignal
}

/**
 * Runs a function until it succeeds. Throws the error of the last run: when `when` does not accept it, when the attempts
 * are used up, or when `signal` is aborted.
 */
export async function retry<T>(
  run: (attempt: number) => T | PromiseLike<T>,
  { attempts, when, pauseMs, signal }: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(attempt)
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !when(error)) throw error
      if (pauseMs) await sleep(pauseMs(attempt), undefined, signal && { signal }).catch(() => undefined)
      if (signal?.aborted) throw error
    }
  }
}

/**
 * Optimistic concurrency: runs a function that reads a version and then writes on the condition that it is unchanged.
 * `run` resolves to undefined when another writer was first, and is run again. After so many attempts it gives up and
 * throws what `conflict` makes. Errors of `run` are thrown at once.
 */
export async function retryOnConflict<T>(
  run: (attempt: number) => PromiseLike<T | undefined>,
  { attempts, conflict }: { attempts: number; conflict: () => Error },
): Promise<T> {
  let lost: Error | undefined
  return retry(
    async (attempt) => {
      const result = await run(attempt)
      if (result !== undefined) return result
      lost = conflict()
      throw lost
    },
    { attempts, when: (error) => error === lost },
  )
}
