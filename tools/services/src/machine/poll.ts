import { setTimeout as delay } from 'node:timers/promises'

export interface PollOptions {
  everyMs: number
  /** Default: no limit. */
  timeoutMs?: number
  /** Rejects the poll when it aborts. */
  signal?: AbortSignal
}

/**
 * Calls `check` every `everyMs` until its result is neither undefined nor false, and returns it; undefined after
 * `timeoutMs`. Rejects at once with any error of `check`.
 */
export async function poll<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  { everyMs, timeoutMs = Infinity, signal }: PollOptions,
): Promise<T | undefined> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const result = await check()
    if (result !== undefined && result !== false) return result
    if (performance.now() > deadline) return undefined
    await delay(everyMs, undefined, { signal })
  }
}
