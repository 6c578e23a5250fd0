import type { Metrics } from '@munova/service'
import type { Sql } from './connect.ts'

interface PoolWaitsOptions {
  /** The pools by their names in the metric. */
  pools: Readonly<Record<string, Sql>>
  everyMs: number
  metrics: Pick<Metrics, 'gauge'>
}

/**
 * Measures how long statements wait for their turn: an empty statement on each pool at an interval, which waits as every other
 * one does. The driver has no such figure. `pool_wait_seconds` of a pool is the last time, or that of the statement that still waits
 * when it is longer.
 */
export function watchPoolWaits({ pools, everyMs, metrics }: PoolWaitsOptions): {
  close(): void
} {
  const waits = Object.entries(pools).map(([pool, sql]) => ({ pool, sql, tookMs: 0, since: 0 }))
  const gauge = metrics.gauge(
    'pool_wait_seconds',
    'Time in which an empty statement on the pool was answered',
    {
      labelNames: ['pool'],
      ofWorkers: 'max',
      collect() {
        for (const { pool, tookMs, since } of waits) {
          const waitsMs = since === 0 ? 0 : performance.now() - since
          gauge.set({ pool }, Math.max(tookMs, waitsMs) / 1000)
        }
      },
    },
  )
  // Not awaited, so that the process need not wait for a database that is silent when it stops.
  const timer = setInterval(() => {
    for (const wait of waits) if (wait.since === 0) void measure(wait)
  }, everyMs)
  return { close: () => clearInterval(timer) }
}

async function measure(wait: { sql: Sql; tookMs: number; since: number }): Promise<void> {
  wait.since = performance.now()
  // Whether the database responds at all is the probe's to say.
  await wait.sql`select 1`.catch(() => undefined)
  wait.tookMs = performance.now() - wait.since
  wait.since = 0
}
