import { setTimeout as delay } from 'node:timers/promises'
import { Latency, type LatencySummary, summarize } from '../clients/statistics/latency.ts'
import { count, type Tally } from '../clients/statistics/tally.ts'
import { type CpuUsage, measureCpu } from './cpu-usage.ts'
import type { TradeContext } from './context.ts'

/** Milliseconds of each step of one iteration. */
type Steps = Record<string, number>

export interface ClosedLoopResult {
  /** Iterations that ended within the measured time. */
  measured: number
  perSecond: number
  total: LatencySummary
  steps: Record<string, LatencySummary>
  cpu: CpuUsage
  /** Successful iterations, warm-up included. */
  succeeded: number
  /** Error messages of failed iterations and their counts. */
  problems: string[]
}

/** Pause after a failure, so that a broken server is not flooded with requests. */
const PAUSE_MS = 20

/** A closed loop: each of `connections` starts an iteration when its previous one has ended. Measured after the warm-up. */
export async function runClosedLoop(
  { shop, values: { connections, warmup, seconds } }: TradeContext,
  iterate: () => Promise<Steps>,
): Promise<ClosedLoopResult> {
  const from = performance.now() + warmup * 1_000
  const until = from + seconds * 1_000
  const total = new Latency()
  const steps: Record<string, Latency> = {}
  const failures: Tally = {}
  let [succeeded, measured] = [0, 0]
  const iterateOnce = async (): Promise<void> => {
    const at = performance.now()
    const times = await iterate()
    succeeded++
    const end = performance.now()
    if (end < from || end > until) return
    measured++
    total.record(end - at)
    for (const [name, ms] of Object.entries(times)) (steps[name] ??= new Latency()).record(ms)
  }
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      try {
        await iterateOnce()
      } catch (error) {
        count(failures, error instanceof Error ? error.message : String(error))
        await delay(PAUSE_MS)
      }
    }
  }
  const loops = Promise.all(Array.from({ length: connections }, loop))
  await delay(warmup * 500)
  // Statistics of non-empty tables, so that statements are planned anew as in a database that has been in use.
  await shop.sql`analyze`
  await delay(from - performance.now())
  const stop = measureCpu(shop)
  await loops
  return {
    measured,
    perSecond: measured / seconds,
    total: summarize([total.encode()]),
    steps: Object.fromEntries(
      Object.entries(steps).map(([name, latency]) => [name, summarize([latency.encode()])]),
    ),
    cpu: stop(),
    succeeded,
    problems: Object.entries(failures).map(([what, times]) => `${times} times: ${what}`),
  }
}
