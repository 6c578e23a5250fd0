import { setTimeout as delay } from 'node:timers/promises'
import type { AppFleet } from '../fleet.ts'
import { type Reading, readNode, windowOf } from './reading.ts'
import { judge, type Verdict } from './verdict.ts'

export interface Judged {
  fresh: readonly string[]
  old: readonly string[]
  limits: AppFleet['judge']
  /** One request to a node that changes nothing; its outcome is in the node's own metrics. */
  request: (url: string) => Promise<void>
  signal: AbortSignal
}

/** Synthetic requests at once, so that they are not a load test. */
const CONCURRENCY = 4

/** Watches the nodes for a while, makes what is missing in requests, and judges by what they have counted themselves. */
export async function observeAndJudge({ fresh, old, limits, request, signal }: Judged): Promise<Verdict> {
  const read = (urls: readonly string[]) => Promise.all(urls.map((url) => readNode(url, limits.slowSeconds)))
  const before = { fresh: await read(fresh), old: await read(old) }
  const windows = async () => {
    const after = { fresh: await read(fresh), old: await read(old) }
    return {
      fresh: windowOf(pairs(before.fresh, after.fresh)),
      old: windowOf(pairs(before.old, after.old)),
    }
  }
  await delay(limits.forMs, undefined, { signal })
  let seen = await windows()
  const missing = Math.min(limits.minimumRequests - seen.fresh.requests, limits.syntheticRequests)
  if (missing > 0) {
    // The old ones get as many: a cold cache or a busy machine is then theirs, too.
    await Promise.all([
      send(missing, fresh, { request, signal }),
      ...(old.length > 0 ? [send(missing, old, { request, signal })] : []),
    ])
    seen = await windows()
  }
  return judge(seen.fresh, seen.old, limits)
}

async function send(
  count: number,
  urls: readonly string[],
  { request, signal }: Pick<Judged, 'request' | 'signal'>,
): Promise<void> {
  let sent = 0
  const worker = async () => {
    while (sent < count) {
      signal.throwIfAborted()
      const url = urls[sent++ % urls.length]!
      // The node counts what fails.
      await request(url).catch(() => undefined)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
}

function pairs(before: readonly Reading[], after: readonly Reading[]) {
  return before.map((reading, index) => ({ before: reading, after: after[index]! }))
}
