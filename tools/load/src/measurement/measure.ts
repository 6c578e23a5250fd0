import { monotonic } from '../runtime/clock.ts'
import type { Closing } from '../runtime/cleanup.ts'
import { type Counts, sumCounts } from '../clients/statistics/counts.ts'
import { Fleet } from '../clients/workers/worker-pool.ts'
import { type LatencySummary, summarize } from '../clients/statistics/latency.ts'
import type { ClientsResult } from '../clients/jobs/load-plan.ts'
import { merge } from '../clients/statistics/tally.ts'
import { readServerCounts, type ServerCounts } from '../system/metrics.ts'
import type { Sql } from '@munova/database'
import type { NodeAddress } from '../clients/connection/transport.ts'
import { type CpuSeconds, cpuBetween, readServerMemory, readUsage } from '../system/usage.ts'
import { type Load, makePlans, ackedOf } from './load-plans.ts'
import { problemsOf } from './problems.ts'
import { lastSeqs, verifyStorage } from './storage.ts'

/** What a load has shown. Counts are of the whole run, warm-up included, unless they say otherwise. */
export interface Measured {
  counts: Counts
  stored: number
  /** Between the end of the warm-up and the end of the drain: what the CPU seconds are for. */
  during: {
    from: number
    to: number
    seconds: number
    acked: number
    delivered: number
    cpu: CpuSeconds
    /** What the servers counted. */
    server: ServerCounts
  }
  /** Answers inside the measured window, per second. */
  ackedPerSecond: number
  lost: number
  doubled: number
  outOfOrder: number
  refused: Record<string, number>
  /** Connections whose members came back, by the code they were closed with. */
  left: Record<string, number>
  /** When the last of them was back; NaN when nobody left. */
  resumedAt: number
  delivery: LatencySummary
  ack: LatencySummary
  lag: LatencySummary
  away: LatencySummary
  memory: { rss: number; peak: number } | undefined
  /** The busiest process of clients, in cores. */
  generatorCores: number
  /** Whatever must not be; empty when all is well. */
  problems: string[]
}

/** What a load is put on: our servers or others, and where they store. */
export interface Target {
  nodes: readonly { address: NodeAddress; pid: number }[]
  databasePid: number | undefined
  /** Without it nothing is stored: then every message counts that was answered, and there is one room. */
  sql: Sql | undefined
  /** Whether its nodes count what they do and tell it whole; with workers each tells its own part. */
  isMetered: boolean
}

export interface MeasureOptions {
  system: Target
  load: Load
  log: (line: string) => void
  /** Happens to the system while it is measured; the load goes on for its whole time. */
  meanwhile?: (progress: { counts: Counts }) => Promise<void>
}

const PROGRESS_MS = 1_000
/** Every process has its command by then. */
const START_DELAY_MS = 500

/** Runs a load against the system and checks every message of it: order, once, stored as acked. */
export async function measure(closing: Closing, options: MeasureOptions): Promise<Measured> {
  const { system, load, log, meanwhile } = options
  const plans = makePlans(
    system.nodes.map(({ address }) => address),
    load,
  )
  const roomIds = [...new Set(load.clients.map(({ roomId }) => roomId))]
  log(`${load.clients.length} connections, ${plans.length} processes of clients`)
  const fleet = await Fleet.open(closing, 'load', plans)
  await fleet.step('connect')
  const progress = setInterval(() => log(describe(fleet.counts)), PROGRESS_MS)
  await closing.add(() => clearInterval(progress))

  await fleet.step('start', { lastsMs: load.warmUpSeconds * 1_000 }, monotonic() + START_DELAY_MS)
  const countsBefore = fleet.counts
  const before = readUsage(system)
  const metered = system.isMetered ? system.nodes : []
  const servedBefore = await readServerCounts(metered)
  await Promise.all([fleet.step('finishSending', { lastsMs: load.seconds * 1_000 }), meanwhile?.(fleet)])
  const seqs = system.sql ? await lastSeqs(system.sql, roomIds) : new Map([[roomIds[0]!, fleet.counts.acked]])
  await fleet.step('drain', {}, seqs)
  const countsAfter = fleet.counts
  const after = readUsage(system)
  const served = await readServerCounts(metered)
  const memory = readServerMemory(system)
  const results = await fleet.step('finish')
  clearInterval(progress)
  await fleet.end()

  const storage = system.sql
    ? await verifyStorage(system.sql, { roomIds, acked: ackedOf(results, plans[0]!, load) })
    : { stored: fleet.counts.acked, lostAcked: 0, problems: [] }
  const total = (of: (result: ClientsResult) => number) => results.reduce((sum, each) => sum + of(each), 0)
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
      server: difference(servedBefore, served),
    },
    ackedPerSecond: total(({ ackedInWindow }) => ackedInWindow) / load.seconds,
    lost: total(({ lost }) => lost) + storage.lostAcked,
    doubled: total(({ doubled }) => doubled),
    outOfOrder: total(({ outOfOrder }) => outOfOrder),
    refused: merge(results.map(({ refused }) => refused)),
    left: merge(results.map(({ left }) => left)),
    resumedAt: latest(results.map(({ resumedAt }) => resumedAt)),
    delivery: summarize(results.map(({ delivery }) => delivery)),
    ack: summarize(results.map(({ ack }) => ack)),
    lag: summarize(results.map(({ lag }) => lag)),
    away: summarize(results.map(({ away }) => away)),
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
  return resumed === 0 ? words : `${words}, came back ${resumed}`
}
