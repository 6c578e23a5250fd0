import { setTimeout as delay } from 'node:timers/promises'

/** A promise that a test resolves itself, to wait for an event instead of sleeping. */
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
 * Calls `check` every 10 ms until its result is neither undefined nor false, and returns it. Throws an error that names
 * `what` after `timeoutMs` (10 s), and any error of `check` at once.
 */
export async function until<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs = TIMEOUT_MS, what }: { timeoutMs?: number; what: string },
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const result = await check()
    if (result !== undefined && result !== false) return result
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await delay(POLL_MS)
  }
}
