import { setTimeout as delay } from 'node:timers/promises'

/** A promise with its handles: lets a test wait for a moment instead of sleeping. */
export interface Latch<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: Error) => void
}

const POLL_MS = 10
const TIMEOUT_MS = 10_000

export function latch<T = void>(): Latch<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  return { promise, resolve, reject }
}

/**
 * Asks every 10 ms until the answer is neither undefined nor false, and gives it. Fails after `timeoutMs`
 * (10 s) with an error that names `what`. An error of `check` is an error at once.
 */
export async function until<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs = TIMEOUT_MS, what }: { timeoutMs?: number; what: string },
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const answer = await check()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await delay(POLL_MS)
  }
}
