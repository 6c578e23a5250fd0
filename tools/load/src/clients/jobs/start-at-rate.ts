import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../../runtime/clock.ts'

const TICK_MS = 10

/**
 * Begins something for each of `things`, so many per second, or all at once when that is 0; whatever became of those
 * before. Resolves when the last has begun.
 */
export async function beginEach<Thing>(
  things: readonly Thing[],
  perSecond: number,
  begin: (thing: Thing) => void,
): Promise<void> {
  const startedAt = monotonic()
  let begun = 0
  while (begun < things.length) {
    const due = perSecond === 0 ? things.length : 1 + ((monotonic() - startedAt) * perSecond) / 1_000
    while (begun < Math.min(due, things.length)) begin(things[begun++]!)
    if (begun < things.length) await delay(TICK_MS)
  }
}
