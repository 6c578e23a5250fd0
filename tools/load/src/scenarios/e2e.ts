import { randomBytes } from 'node:crypto'
import { WorkerPool } from '../clients/workers/worker-pool.ts'
import { summarize } from '../clients/statistics/latency.ts'
import { messageId } from '../clients/messages/message-id.ts'
import type { Pair, PairsPlan, PairsResult } from '../clients/jobs/pairs-plan.ts'
import { merge } from '../clients/statistics/tally.ts'
import { monotonic } from '../runtime/clock.ts'
import { coresFigure, latencyFigures, meanFigures, othersOf } from '../measurement/chat-figures.ts'
import { addressesFor, processesFor } from '../measurement/load-plans.ts'
import { createMembers, createProducts, createRooms, type TestMember } from '../fixtures/members.ts'
import { type Figure, loadOptions, type Scenario, systemOptions, type Values } from '../scenario/scenario.ts'
import { lastSeqs, verifyStorage } from '../measurement/storage.ts'
import { startSystem, type System } from '../system/system.ts'
import { type CpuSeconds, cpuBetween, readUsage } from '../system/usage.ts'

const { transport, size, generators } = loadOptions

const options = {
  users: { what: 'members, two in each room', fallback: 1_000, least: 2, most: 40_000 },
  ramp: { what: 'members started per second', fallback: 100, least: 1, most: 10_000 },
  every: { what: 'milliseconds between two messages of a member', fallback: 2_000, least: 10, most: 600_000 },
  stagger: {
    what: 'milliseconds by which the second of a pair sends later than the first; 0: both at the same moment',
    fallback: 0,
    least: 0,
    most: 600_000,
  },
  seconds: { what: 'measured seconds after all have started', fallback: 30, least: 1, most: 3_600 },
  opens: {
    what: 'how a pair opens its room: a buyer asks a seller, or a member joins a group',
    fallback: 'inquiry',
    choices: ['inquiry', 'group'],
  },
  transport,
  ...systemOptions,
  size,
  generators,
} as const

const TIMEOUT_MS = 10_000
const START_DELAY_MS = 500

/** What users experience end to end: a room is opened over HTTP, both members connect, subscribe, and write to each other. */
export const e2e: Scenario<typeof options> = {
  name: 'e2e',
  summary:
    'pairs open a room, subscribe, and send messages at a fixed interval; measured from the first request',
  options,
  async run({ cleanup, profile, log }, values) {
    const { nodes, broker, workers } = values
    const system = await startSystem(cleanup, { nodes, broker, workers, profile, log })
    const people = await createMembers(system.sql, system.keys, 2 * Math.floor(values.users / 2))
    const plans = plansOf(system, await makePairs(system, people, values), values)
    const clients = await WorkerPool.open(cleanup, 'pairs', plans)
    const progress = setInterval(() => {
      const { sent, acked, delivered } = clients.counts
      log(`sent ${sent}, acked ${acked}, delivered ${delivered}`)
    }, 1_000)
    await cleanup.defer(() => clearInterval(progress))

    const before = readUsage(system)
    const rampMs = (people.length / values.ramp) * 1_000
    await clients.step('arrive', { lastsMs: rampMs }, monotonic() + START_DELAY_MS)
    const arrived = readUsage(system)
    await clients.step('talk', { lastsMs: values.seconds * 1_000 }, values.seconds * 1_000)
    await clients.step('drain')
    const after = readUsage(system)
    clearInterval(progress)
    const { sent } = clients.counts
    const roomIds = (await system.sql<{ id: number }[]>`select id from rooms`).map(({ id }) => id)
    const results = await clients.step('finish', {}, await lastSeqs(system.sql, roomIds))
    await clients.end()
    const problems = await problemsOf(system, { results, roomIds, run: plans[0]!.run })
    await system.stopServers()

    return {
      figures: [
        ...figuresOf(results, { users: people.length, sent }),
        ...machineFiguresOf(results, cpuBetween(arrived, after), (after.at - arrived.at) / 1_000),
      ],
      problems,
      notes: [`${values.transport}, ${nodes} node(s), ${broker} broker, ${values.opens}`],
      durability: system.durability,
      window: { from: before.at, to: after.at },
    }
  },
}

async function makePairs(
  system: System,
  people: readonly TestMember[],
  values: Values<typeof options>,
): Promise<Pair[]> {
  const half = people.length / 2
  const [openers, others] = [people.slice(0, half), people.slice(half)]
  const { sql } = system
  const rooms =
    values.opens === 'inquiry'
      ? (await createProducts(sql, others)).map((productId) => ({ productId }))
      : (
          await createRooms(
            sql,
            others.map((owner) => [owner]),
          )
        ).map((groupId) => ({ groupId }))
  return openers.map((opener, index) => ({
    tokens: [opener.token, others[index]!.token],
    // With two nodes, the members of a pair are on different ones.
    nodes: [index % values.nodes, (index + 1) % values.nodes],
    opens: rooms[index]!,
  }))
}

function plansOf(system: System, pairs: readonly Pair[], values: Values<typeof options>): PairsPlan[] {
  const count = processesFor(2 * pairs.length, values.generators)
  const each = Math.ceil(pairs.length / count)
  const run = randomBytes(4).toString('hex')
  return Array.from({ length: count }, (_, generator) => ({
    transport: values.transport,
    nodes: system.nodes.map(({ address }) => address),
    from: addressesFor(generator, 2 * pairs.length),
    run,
    pairs: pairs.slice(generator * each, (generator + 1) * each),
    first: generator * each,
    all: pairs.length,
    perSecond: values.ramp / 2 / count,
    everyMs: values.every,
    staggerMs: values.stagger,
    size: values.size,
    timeoutMs: TIMEOUT_MS,
  }))
}

function figuresOf(
  results: readonly PairsResult[],
  { users, sent }: { users: number; sent: number },
): Figure[] {
  const total = (of: (result: PairsResult) => number) => results.reduce((sum, each) => sum + of(each), 0)
  const [ready, received, lost] = [
    total((each) => each.ready),
    total((each) => each.received),
    total((each) => each.lost),
  ]
  const acked = total(({ stored }) => stored.numbers.length)
  return [
    { key: 'users', label: 'users', value: users, unit: '' },
    { key: 'succeeded', label: 'connected and subscribed to their room', value: ready, unit: '' },
    { key: 'succeeded.percent', label: 'succeeded', value: (100 * ready) / users, unit: '%', digits: 2 },
    { key: 'sent', label: 'messages sent', value: sent, unit: '' },
    { key: 'stored', label: 'stored and acked', value: acked, unit: '' },
    { key: 'received', label: 'deliveries, two for each message', value: received, unit: '' },
    { key: 'lost', label: 'lost', value: lost, unit: '' },
    {
      key: 'received.percent',
      label: 'received of the expected deliveries',
      value: received + lost === 0 ? undefined : (100 * received) / (received + lost),
      unit: '%',
      digits: 2,
    },
    ...meanFigures('opening', 'API: opening the room', summarize(results.map(({ opening }) => opening))),
    ...meanFigures(
      'connecting',
      'connecting and signing in',
      summarize(results.map(({ connecting }) => connecting)),
    ),
    ...meanFigures(
      'firstMessage',
      'from the first request to the first own message',
      summarize(results.map(({ firstMessage }) => firstMessage)),
    ),
    ...meanFigures('delivery', 'send to receive', summarize(results.map(({ delivery }) => delivery))),
    ...latencyFigures('ack', 'ack', summarize(results.map(({ ack }) => ack))),
  ]
}

async function problemsOf(
  { sql }: System,
  { results, roomIds, run }: { results: readonly PairsResult[]; roomIds: number[]; run: string },
): Promise<string[]> {
  const total = (of: (result: PairsResult) => number) => results.reduce((sum, each) => sum + of(each), 0)
  const acked = results.flatMap(({ stored }) =>
    stored.numbers.map((number, index) => ({
      roomId: stored.roomIds[index]!,
      seq: stored.seqs[index]!,
      clientMessageId: messageId(run, number),
    })),
  )
  const storage = await verifyStorage(sql, { roomIds, acked })
  const counted: [number, string][] = [
    ...Object.entries(merge(results.map(({ failed }) => failed))).map(
      ([reason, number]): [number, string] => [number, `pairs failed to start: ${reason}`],
    ),
    ...Object.entries(merge(results.map(({ rejected }) => rejected))).map(
      ([code, number]): [number, string] => [number, `messages rejected with ${code}`],
    ),
    ...Object.entries(merge(results.map(({ closed }) => closed))).map(([code, number]): [number, string] => [
      number,
      `connections or subscriptions ended with ${code}`,
    ]),
    [total((each) => each.lost), 'deliveries lost'],
    [total((each) => each.doubled), 'deliveries doubled'],
    [total((each) => each.outOfOrder), 'deliveries out of order'],
    [total((each) => each.unstored), 'deliveries of entries that are not in the log'],
    [total((each) => each.unanswered), 'messages unanswered'],
  ]
  return [
    ...storage.problems,
    ...counted.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : [])),
  ]
}

/** Who used the processor while the pairs talked, and how late the clients sent. */
function machineFiguresOf(results: readonly PairsResult[], cpu: CpuSeconds, seconds: number): Figure[] {
  const generator = Math.max(...results.map(({ cores }) => cores))
  return [
    coresFigure('server', 'servers', { cpu: cpu.server, seconds }),
    coresFigure('database', 'PostgreSQL', { cpu: cpu.database, seconds }),
    coresFigure('broker', 'RabbitMQ', { cpu: cpu.broker, seconds }),
    coresFigure('generator', 'busiest generator', { cpu: generator, seconds: 1 }),
    coresFigure('others', 'everything else on this machine', { cpu: othersOf(cpu), seconds }),
    ...latencyFigures('lag', 'lag of the generator', summarize(results.map(({ lag }) => lag))),
  ]
}
