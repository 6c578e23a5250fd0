import { randomBytes } from 'node:crypto'
import { monotonic } from './clock.ts'
import type { Closing } from './closing.ts'
import { type Counts, sumCounts } from './clients/counts.ts'
import { Fleet } from './clients/fleet.ts'
import { type LatencySummary, summarize } from './clients/latency.ts'
import { messageId } from './clients/message-id.ts'
import type { ClientPlan, ClientsResult, Pace, Plan } from './clients/plan.ts'
import type { TransportName } from './clients/transport.ts'
import { Processes, readMemory } from './process-stats.ts'
import { readAppendBatches } from './server-metrics.ts'
import type { System } from './server.ts'
import { lastSeqs, verifyStorage } from './storage.ts'

/** A load in words that every scenario shares. */
export interface Load {
  transport: TransportName
  clients: ClientPlan[]
  pace: Pace
  size: number
  warmUpSeconds: number
  seconds: number
  /** Processes of clients; the clients are dealt out among them. */
  generators: number
}

/** CPU seconds; undefined where the system does not tell. */
interface Usage {
  at: number
  server: number | undefined
  database: number | undefined
  broker: number | undefined
  /** Everything this run has started, and itself. */
  run: number | undefined
  machine: number | undefined
}

/** What a load has shown. Counts are of the whole run, warm-up included, unless they say otherwise. */
export interface Measured {
  counts: Counts
  stored: number
  /** Acked and delivered between the end of the warm-up and the end of the drain: what the CPU seconds are for. */
  during: {
    from: number
    to: number
    seconds: number
    acked: number
    delivered: number
    cpu: Record<keyof Omit<Usage, 'at'>, number | undefined>
  }
  /** Messages that one append statement stored, on average of the whole run. */
  messagesPerStatement: number
  /** Answers inside the measured window, per second. */
  ackedPerSecond: number
  lost: number
  doubled: number
  outOfOrder: number
  refused: Record<string, number>
  delivery: LatencySummary
  ack: LatencySummary
  lag: LatencySummary
  memory: { rss: number; peak: number } | undefined
  /** The busiest process of clients, in cores. */
  generatorCores: number
  /** Whatever must not be; empty when all is well. */
  problems: string[]
}

/** An answer or a delivery that takes longer than this after the last one came is lost. */
const PATIENCE_MS = 10_000
const PROGRESS_MS = 1_000

/** Runs a load against the system and checks every message of it: order, once, stored as acked. */
export async function measure(
  closing: Closing,
  { system, load, log }: { system: System; load: Load; log: (line: string) => void },
): Promise<Measured> {
  const plans = makePlans(system, load)
  const roomIds = [...new Set(load.clients.map(({ roomId }) => roomId))]
  log(`${load.clients.length} connections`)
  const fleet = await Fleet.open(closing, plans)
  const progress = setInterval(() => log(describe(fleet.counts)), PROGRESS_MS)
  await closing.add(() => clearInterval(progress))

  const countsBefore = await fleet.start()
  const before = readUsage(system)
  await fleet.finishSending()
  const seqs = await lastSeqs(system.sql, roomIds)
  const countsAfter = await fleet.drain(seqs)
  const after = readUsage(system)
  const memory = readMemory(system.serverPid)
  const batches = await readAppendBatches(system.address.url)
  const results = await fleet.finish()
  clearInterval(progress)

  const acked = results.flatMap((result) => ackedOf(result, { plan: plans[0]!, clients: load.clients }))
  const storage = await verifyStorage(system.sql, { roomIds, acked })
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
      cpu: difference(before, after),
    },
    messagesPerStatement: batches.statements === 0 ? 0 : batches.messages / batches.statements,
    ackedPerSecond: total(({ ackedInWindow }) => ackedInWindow) / load.seconds,
    lost: total(({ lost }) => lost) + storage.lostAcked,
    doubled: total(({ doubled }) => doubled),
    outOfOrder: total(({ outOfOrder }) => outOfOrder),
    refused: merge(results.map(({ refused }) => refused)),
    delivery: summarize(results.map(({ delivery }) => delivery)),
    ack: summarize(results.map(({ ack }) => ack)),
    lag: summarize(results.map(({ lag }) => lag)),
    memory,
    generatorCores: Math.max(...results.map(({ cores }) => cores)),
    problems: [...problemsOf(results), ...storage.problems],
  }
}

function makePlans({ address }: System, load: Load): Plan[] {
  const run = randomBytes(4).toString('hex')
  const { pace, size } = load
  const senders = load.clients.filter(({ sender }) => sender !== undefined).length
  return Array.from({ length: load.generators }, (_, generator) => ({
    transport: load.transport,
    nodes: [address],
    run,
    clients: load.clients.filter((_client, index) => index % load.generators === generator),
    senders,
    pace,
    size,
    warmUpMs: load.warmUpSeconds * 1_000,
    measureMs: load.seconds * 1_000,
    patienceMs: PATIENCE_MS,
  }))
}

function ackedOf({ acked }: ClientsResult, { plan, clients }: { plan: Plan; clients: ClientPlan[] }) {
  const rooms = new Map(clients.map(({ sender, roomId }) => [sender, roomId]))
  return acked.numbers.map((number, index) => ({
    roomId: rooms.get(number % plan.senders)!,
    seq: acked.seqs[index]!,
    clientMessageId: messageId(plan.run, number),
  }))
}

function readUsage(system: System): Usage {
  const processes = Processes.read()
  const broker = processes.findBelow(process.pid, 'beam.smp')
  return {
    at: monotonic(),
    server: processes.cpuOf(system.serverPid),
    database: processes.cpuOfFamily(system.databasePid),
    broker: broker === undefined ? undefined : processes.cpuOf(broker),
    run: processes.cpuOfFamily(process.pid),
    machine: processes.busySeconds,
  }
}

function difference(before: Usage, after: Usage): Measured['during']['cpu'] {
  const of = (key: keyof Omit<Usage, 'at'>) => {
    const [from, to] = [before[key], after[key]]
    return from === undefined || to === undefined ? undefined : to - from
  }
  return {
    server: of('server'),
    database: of('database'),
    broker: of('broker'),
    run: of('run'),
    machine: of('machine'),
  }
}

function problemsOf(results: ClientsResult[]): string[] {
  const total = (of: (result: ClientsResult) => number) => results.reduce((sum, each) => sum + of(each), 0)
  const closed = Object.entries(merge(results.map((result) => result.closed)))
  const counted: [number, string][] = [
    [total(({ lost }) => lost), 'deliveries lost'],
    [total(({ doubled }) => doubled), 'deliveries doubled'],
    [total(({ outOfOrder }) => outOfOrder), 'deliveries out of order'],
    [total(({ unstored }) => unstored), 'deliveries of what is not in the log'],
    [total(({ unanswered }) => unanswered), 'messages unanswered'],
    [total(({ ended }) => ended), 'subscriptions ended by the server'],
    [total(({ counts }) => counts.offered - counts.sent), 'messages held back: too many unanswered'],
    ...closed.map(([code, count]): [number, string] => [count, `connections closed with ${code}`]),
  ]
  return counted.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
}

function merge(counters: Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const counter of counters) {
    for (const [key, count] of Object.entries(counter)) sum[key] = (sum[key] ?? 0) + count
  }
  return sum
}

function describe({ sent, acked, delivered }: Counts): string {
  return `sent ${sent}, acked ${acked}, delivered ${delivered}`
}
