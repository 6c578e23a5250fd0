import { setTimeout as delay } from 'node:timers/promises'
import { Latency, type LatencySummary, summarize } from '../clients/statistics/latency.ts'
import { count, type Tally } from '../clients/statistics/tally.ts'
import { type Busy, watchCores } from './cpu-usage.ts'
import type { Stage } from './environment.ts'

/** Milliseconds of each step of one turn. */
type Steps = Record<string, number>

export interface Turns {
  /** Turns that ended within the measured seconds. */
  measured: number
  perSecond: number
  whole: LatencySummary
  steps: Record<string, LatencySummary>
  busy: Busy
  /** Turns that went well, in the warm-up too. */
  done: number
  /** What others said, and how often. */
  problems: string[]
}

/** Whoever was refused does not ask again at once: else a broken server would get nothing but that. */
const PAUSE_MS = 20

/** A closed loop: each of `connections` begins a turn when its last one has ended. Measured after the warm-up. */
export async function takeTurns(
  { shop, values: { connections, warmup, seconds } }: Stage,
  turn: () => Promise<Steps>,
): Promise<Turns> {
  const from = performance.now() + warmup * 1_000
  const until = from + seconds * 1_000
  const whole = new Latency()
  const steps: Record<string, Latency> = {}
  const failures: Tally = {}
  let [done, measured] = [0, 0]
  const take = async (): Promise<void> => {
    const at = performance.now()
    const taken = await turn()
    done++
    const end = performance.now()
    if (end < from || end > until) return
    measured++
    whole.record(end - at)
    for (const [name, ms] of Object.entries(taken)) (steps[name] ??= new Latency()).record(ms)
  }
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      try {
        await take()
      } catch (error) {
        count(failures, error instanceof Error ? error.message : String(error))
        await delay(PAUSE_MS)
      }
    }
  }
  const loops = Promise.all(Array.from({ length: connections }, loop))
  await delay(warmup * 500)
  // A database that has lived for a while knows its tables, and has planned its statements anew since they were empty.
  await shop.sql`analyze`
  await delay(from - performance.now())
  const stop = watchCores(shop)
  await loops
  return {
    measured,
    perSecond: measured / seconds,
    whole: summarize([whole.encode()]),
    steps: Object.fromEntries(
      Object.entries(steps).map(([name, latency]) => [name, summarize([latency.encode()])]),
    ),
    busy: stop(),
    done,
    problems: Object.entries(failures).map(([what, times]) => `${times} times: ${what}`),
  }
}
