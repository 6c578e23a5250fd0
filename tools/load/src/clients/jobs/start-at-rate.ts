import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../../runtime/clock.ts'

const TICK_MS = 10

/**
 * Calls `start` for each item, `perSecond` times a second, or for all at once when that is 0, without waiting for what was
 * started. Resolves after the last call.
 */
export async function startAtRate<Item>(
  items: readonly Item[],
  perSecond: number,
  start: (item: Item) => void,
): Promise<void> {
  const startedAt = monotonic()
  let started = 0
  while (started < items.length) {
    const due = perSecond === 0 ? items.length : 1 + ((monotonic() - startedAt) * perSecond) / 1_000
    while (started < Math.min(due, items.length)) start(items[started++]!)
    if (started < items.length) await delay(TICK_MS)
  }
}
