import { monotonic } from '../runtime/clock.ts'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { type Counts, sumCounts } from '../clients/statistics/counts.ts'
import { WorkerPool } from '../clients/workers/worker-pool.ts'
import { type LatencySummary, summarize } from '../clients/statistics/latency.ts'
import type { LoadResult } from '../clients/jobs/load-plan.ts'
import { merge } from '../clients/statistics/tally.ts'
import { readServerCounts, type ServerCounts } from '../system/metrics.ts'
import type { Sql } from '@munova/database'
import type { NodeAddress } from '../clients/connection/transport.ts'
import { type CpuSeconds, cpuBetween, readServerMemory, readUsage } from '../system/usage.ts'
import { type Load, makePlans, ackedOf } from './load-plans.ts'
import { problemsOf } from './problems.ts'
import { lastSeqs, verifyStorage } from './storage.ts'

/** The result of a load. Counts cover the whole run, warm-up included, unless stated otherwise. */
export interface Measurement {
  counts: Counts
  stored: number
  /** From the end of the warm-up to the end of the drain, the time that CPU seconds are measured in. */
  during: {
    from: number
    to: number
    seconds: number
    acked: number
    delivered: number
    cpu: CpuSeconds
    /** The servers' own counters. */
    server: ServerCounts
  }
  /** Acks within the measured time, per second. */
  ackedPerSecond: number
  lost: number
  doubled: number
  outOfOrder: number
  /** Rejected messages by error code. */
  rejected: Record<string, number>
  /** Lost connections of clients that reconnected, by close code. */
  interrupted: Record<string, number>
  /** When the last of them had resumed; NaN when there were none. */
  resumedAt: number
  delivery: LatencySummary
  ack: LatencySummary
  lag: LatencySummary
  /** Time without a connection. */
  disconnected: LatencySummary
  memory: { rss: number; peak: number } | undefined
  /** CPU of the busiest client process, in cores. */
  generatorCores: number
  /** Violated expectations; empty when there are none. */
  problems: string[]
}

/** The servers under load, ours or others, and their database. */
export interface SystemUnderTest {
  nodes: readonly { address: NodeAddress; pid: number }[]
  databasePid: number | undefined
  /** Undefined when nothing is stored: then acked messages are counted, and there is one room. */
  sql: Sql | undefined
  /** Whether /metrics of each node covers the whole node; with workers each reports only its own part. */
  isMetered: boolean
}

export interface MeasureOptions {
  system: SystemUnderTest
  load: Load
  log: (line: string) => void
  /** Runs concurrently with the measured load. */
  meanwhile?: (progress: { counts: Counts }) => Promise<void>
}

const PROGRESS_MS = 1_000
/** Time for all processes to receive the command. */
const START_DELAY_MS = 500

/** Runs a load against the system and checks that every message arrived once, in order, and is stored as acked. */
export async function measure(cleanup: CleanupStack, options: MeasureOptions): Promise<Measurement> {
  const { system, load, log, meanwhile } = options
  const plans = makePlans(
    system.nodes.map(({ address }) => address),
    load,
  )
  const roomIds = [...new Set(load.clients.map(({ roomId }) => roomId))]
  log(`${load.clients.length} connections, ${plans.length} client processes`)
  const workers = await WorkerPool.open(cleanup, 'load', plans)
  await workers.step('connect')
  const progress = setInterval(() => log(describe(workers.counts)), PROGRESS_MS)
  await cleanup.defer(() => clearInterval(progress))

  await workers.step('start', { lastsMs: load.warmUpSeconds * 1_000 }, monotonic() + START_DELAY_MS)
  const countsBefore = workers.counts
  const before = readUsage(system)
  const metered = system.isMetered ? system.nodes : []
  const serverBefore = await readServerCounts(metered)
  await Promise.all([workers.step('finishSending', { lastsMs: load.seconds * 1_000 }), meanwhile?.(workers)])
  const seqs = system.sql
    ? await lastSeqs(system.sql, roomIds)
    : new Map([[roomIds[0]!, workers.counts.acked]])
  await workers.step('drain', {}, seqs)
  const countsAfter = workers.counts
  const after = readUsage(system)
  const serverAfter = await readServerCounts(metered)
  const memory = readServerMemory(system)
  const results = await workers.step('finish')
  clearInterval(progress)
  await workers.end()

  const storage = system.sql
    ? await verifyStorage(system.sql, { roomIds, acked: ackedOf(results, plans[0]!, load) })
    : { stored: workers.counts.acked, lostAcked: 0, problems: [] }
  const total = (of: (result: LoadResult) => number) => results.reduce((sum, each) => sum + of(each), 0)
  return {
    counts: sumCounts(results.map(({ counts }) => counts)),
    stored: storage.stored,
    during: {
      from: before.at,
      to: after.at,
      seconds: (after.at - before.at) / 1_000,
      acked: countsAfter.acked - countsBefore.acked,
      delivered: countsAfter.delivered - countsBefore.delivered,
      cpu: cpuBetween(before, after),
      server: difference(serverBefore, serverAfter),
    },
    ackedPerSecond: total(({ ackedInWindow }) => ackedInWindow) / load.seconds,
    lost: total(({ lost }) => lost) + storage.lostAcked,
    doubled: total(({ doubled }) => doubled),
    outOfOrder: total(({ outOfOrder }) => outOfOrder),
    rejected: merge(results.map(({ rejected }) => rejected)),
    interrupted: merge(results.map(({ interrupted }) => interrupted)),
    resumedAt: latest(results.map(({ resumedAt }) => resumedAt)),
    delivery: summarize(results.map(({ delivery }) => delivery)),
    ack: summarize(results.map(({ ack }) => ack)),
    lag: summarize(results.map(({ lag }) => lag)),
    disconnected: summarize(results.map(({ disconnected }) => disconnected)),
    memory,
    generatorCores: Math.max(...results.map(({ cores }) => cores)),
    problems: [...problemsOf(results), ...storage.problems],
  }
}

function latest(moments: readonly number[]): number {
  const known = moments.filter((at) => !Number.isNaN(at))
  return known.length === 0 ? NaN : Math.max(...known)
}

function difference(before: ServerCounts, after: ServerCounts): ServerCounts {
  return {
    statements: after.statements - before.statements,
    messages: after.messages - before.messages,
    relayFrames: after.relayFrames - before.relayFrames,
    logReads: after.logReads - before.logReads,
    slowReaders: after.slowReaders - before.slowReaders,
  }
}

function describe({ sent, acked, delivered, resumed }: Counts): string {
  const words = `sent ${sent}, acked ${acked}, delivered ${delivered}`
  return resumed === 0 ? words : `${words}, resumed ${resumed}`
}
