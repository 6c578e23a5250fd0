import type { Window } from './reading.ts'

export interface Limits {
  minimumRequests: number
  errorMargin: number
  slowMargin: number
  slowSeconds: number
  lagSeconds: number
}

export type Verdict =
  | { kind: 'good'; text: string }
  | { kind: 'worse'; text: string }
  /** Too little was seen; it is no reason to promote. */
  | { kind: 'inconclusive'; text: string }

/** One failed request of many is chance; of 126 requests three are, of a version that fails 0.1 %, in 0.03 % of releases. */
const CHANCE = 3

/** Whether the new nodes do worse than the old ones did in the same time. */
export function judge(fresh: Window, old: Window, limits: Limits): Verdict {
  const seen = `${fresh.requests} requests, ${fresh.errors} failed, ${fresh.slow} slow; old nodes ${old.requests}, ${old.errors}, ${old.slow}`
  const allowed = (failed: number, margin: number) =>
    Math.max(CHANCE, fresh.requests * (old.requests === 0 ? margin : failed / old.requests + margin))
  // Few requests that all fail need no more of them.
  if (fresh.errors >= allowed(old.errors, limits.errorMargin))
    return { kind: 'worse', text: `errors: ${seen}` }
  if (fresh.requests < limits.minimumRequests)
    return { kind: 'inconclusive', text: `fewer than ${limits.minimumRequests} requests: ${seen}` }
  if (fresh.slow >= allowed(old.slow, limits.slowMargin))
    return { kind: 'worse', text: `slower than ${limits.slowSeconds} s: ${seen}` }
  if (fresh.lagSeconds > Math.max(limits.lagSeconds, old.lagSeconds * 3)) {
    const lag = `${fresh.lagSeconds.toFixed(3)} s, old nodes ${old.lagSeconds.toFixed(3)} s`
    return { kind: 'worse', text: `event-loop lag (p99): ${lag}` }
  }
  return { kind: 'good', text: seen }
}
