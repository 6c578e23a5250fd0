import { setTimeout as delay } from 'node:timers/promises'
import { type ConnectResult, type IdlePlan } from '../clients/jobs/idle-job.ts'
import { WorkerPool } from '../clients/workers/worker-pool.ts'
import { type LatencySummary, summarize } from '../clients/statistics/latency.ts'
import { merge, type Tally } from '../clients/statistics/tally.ts'
import { monotonic } from '../runtime/clock.ts'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { meanFigures } from '../measurement/chat-figures.ts'
import { addressesFor, processesFor } from '../measurement/load-plans.ts'
import { createMembers, createRooms, type TestMember } from '../fixtures/members.ts'
import { type Figure, loadOptions, type Scenario, systemOptions } from '../scenario/scenario.ts'
import { cpuBetween, readServerMemory, readUsage } from '../system/usage.ts'
import { startSystem, type System } from '../system/system.ts'

const { transport, generators } = loadOptions
const { nodes, workers } = systemOptions

/** The limits that the original system ran into, as settings of our server; everything else keeps its default. */
const limits = {
  none: {},
  /** The default `ulimit -n` of a shell. */
  files: { openFiles: 1_024 },
  /** Tomcat's acceptCount. */
  backlog: { settings: { LISTEN_BACKLOG: '100' } },
  /** Tomcat's maxConnections. */
  connections: { settings: { MAX_CONNECTIONS: '8192' } },
} as const satisfies Record<string, { openFiles?: number; settings?: Record<string, string> }>

const options = {
  connections: { what: 'connections', fallback: 5_000, least: 1, most: 200_000 },
  ramp: { what: 'connection attempts per second; 0 = all at once', fallback: 0, least: 0, most: 100_000 },
  hold: { what: 'seconds to hold the connections', fallback: 30, least: 0, most: 86_400 },
  room: {
    what: 'room that each subscribes to: its own, or one shared by a thousand',
    fallback: 'own',
    choices: ['own', 'shared'],
  },
  timeout: { what: 'time limit for connecting, in seconds', fallback: 30, least: 1, most: 600 },
  before: {
    what: 'a limit of the original system to apply',
    fallback: 'none',
    choices: Object.keys(limits) as (keyof typeof limits)[],
  },
  transport,
  nodes,
  workers,
  generators,
}

const SHARED_ROOM = 1_000
/** Time for garbage collection after connecting. */
const SETTLE_MS = 1_000
const START_DELAY_MS = 500
const WARM_UP_CONNECTIONS = 500
/** Headroom for HTTP connections and rejected attempts. */
const SPARE_CONNECTIONS = 200

/** Opens connections at once or in a ramp, each signed in and subscribed, and holds them. */
export const connect: Scenario<typeof options> = {
  name: 'connect',
  summary: 'connections, authenticated and subscribed, that are opened and held',
  options,
  async run({ cleanup, profile, log }, values) {
    const limit: { openFiles?: number; settings?: Record<string, string> } = limits[values.before]
    const perProcess = Math.ceil(values.connections / values.nodes / Math.max(1, values.workers))
    const system = await startSystem(cleanup, {
      nodes: values.nodes,
      workers: values.workers,
      openFiles: limit.openFiles,
      settings: {
        ...(perProcess + SPARE_CONNECTIONS > 19_000 && {
          MAX_CONNECTIONS: String(perProcess + SPARE_CONNECTIONS),
        }),
        ...limit.settings,
      },
      profile,
      log,
    })
    const people = await createMembers(system.sql, system.keys, values.connections)
    const rooms = await createRooms(
      system.sql,
      splitIntoRooms(people, values.room === 'own' ? 1 : SHARED_ROOM),
    )
    const plans = plansOf(system, people, rooms, values)
    log(`${people.length} connections, ${plans.length} client processes`)
    const clients = await WorkerPool.open(cleanup, 'idle', plans)
    const progress = setInterval(() => log(`${clients.counts.acked} connected`), 1_000)
    await cleanup.defer(() => clearInterval(progress))

    await warmUp(cleanup, plans[0]!)
    const before = readServerMemory(system)
    const rampMs = values.ramp === 0 ? 0 : (values.connections / values.ramp) * 1_000
    const results = await clients.step('connect', { lastsMs: rampMs }, monotonic() + START_DELAY_MS)
    clearInterval(progress)
    await delay(SETTLE_MS)
    const usage = readUsage(system)
    await delay(values.hold * 1_000)
    const later = readUsage(system)
    const after = readServerMemory(system)
    const pings = await clients.step('ping')
    await clients.end()
    await system.stopServers()

    const connected = sum(results)
    const answered = pings.reduce((total, each) => total + each.answered, 0)
    const closed = merge(pings.map((each) => each.closed))
    const idle = cpuBetween(usage, later).server
    const seconds = (later.at - usage.at) / 1_000
    const per = (value: number | undefined) =>
      value === undefined || connected.connected === 0 ? undefined : value / connected.connected
    return {
      figures: [
        ...figuresOf(connected, values.connections),
        { key: 'held', label: 'held at the end, ping answered', value: answered, unit: '' },
        {
          key: 'held.percent',
          label: 'held at the end',
          value: (100 * answered) / values.connections,
          unit: '%',
          digits: 2,
        },
        ...tallyFigures('closed', 'closed by the server with', closed),
        {
          key: 'rss.perConnection',
          label: 'server RSS per connection',
          value: per(before && after && (after.rss - before.rss) / 1_024),
          unit: 'KiB',
          digits: 1,
        },
        { key: 'server.rss', label: 'server RSS', value: after && after.rss / 1_048_576, unit: 'MiB' },
        {
          key: 'cpu.idle',
          label: 'server CPU per idle connection and second',
          value: per(idle === undefined || values.hold === 0 ? undefined : (idle * 1e6) / seconds),
          unit: 'µs',
          digits: 1,
        },
      ],
      // A limit that is applied on purpose is expected to be hit.
      problems: values.before === 'none' ? problemsOf(connected, answered) : [],
      notes: values.before === 'none' ? [] : [`with the limit of the original system: ${values.before}`],
      durability: system.durability,
      window: { from: usage.at, to: later.at },
    }
  },
}

/** Opens and closes some connections first, so that one-time allocations are not attributed to the measured ones. */
async function warmUp(cleanup: CleanupStack, plan: IdlePlan): Promise<void> {
  const some = { ...plan, clients: plan.clients.slice(0, WARM_UP_CONNECTIONS) }
  const clients = await WorkerPool.open(cleanup, 'idle', [some])
  await clients.step('connect', {}, monotonic())
  await clients.step('ping')
  await clients.end()
  await delay(SETTLE_MS)
}

function splitIntoRooms(people: readonly TestMember[], size: number): TestMember[][] {
  const rooms: TestMember[][] = []
  for (let from = 0; from < people.length; from += size) rooms.push(people.slice(from, from + size))
  return rooms
}

function plansOf(
  system: System,
  people: readonly TestMember[],
  rooms: readonly number[],
  values: { transport: IdlePlan['transport']; generators: number; ramp: number; timeout: number },
): IdlePlan[] {
  const count = processesFor(people.length, values.generators)
  const perRoom = Math.ceil(people.length / rooms.length)
  const clients = people.map(({ token }, index) => ({
    token,
    roomId: rooms[Math.floor(index / perRoom)]!,
    node: index % system.nodes.length,
  }))
  return Array.from({ length: count }, (_, generator) => ({
    transport: values.transport,
    nodes: system.nodes.map(({ address }) => address),
    from: addressesFor(generator, people.length),
    clients: clients.filter((_client, index) => index % count === generator),
    perSecond: values.ramp / count,
    timeoutMs: values.timeout * 1_000,
  }))
}

interface Connected {
  connected: number
  failed: Tally
  transportOpen: LatencySummary
  signedIn: LatencySummary
  subscribed: LatencySummary
  seconds: number
}

function sum(results: readonly ConnectResult[]): Connected {
  return {
    connected: results.reduce((total, { connected }) => total + connected, 0),
    failed: merge(results.map(({ failed }) => failed)),
    transportOpen: summarize(results.map(({ transportOpen }) => transportOpen)),
    signedIn: summarize(results.map(({ signedIn }) => signedIn)),
    subscribed: summarize(results.map(({ subscribed }) => subscribed)),
    seconds:
      (Math.max(...results.map(({ to }) => to)) - Math.min(...results.map(({ from }) => from))) / 1_000,
  }
}

function figuresOf(
  { connected, failed, transportOpen, signedIn, subscribed, seconds }: Connected,
  wanted: number,
): Figure[] {
  return [
    { key: 'connections', label: 'connections', value: wanted, unit: '' },
    { key: 'succeeded', label: 'succeeded', value: connected, unit: '' },
    { key: 'succeeded.percent', label: 'succeeded', value: (100 * connected) / wanted, unit: '%', digits: 2 },
    ...tallyFigures('failed', 'failed:', failed),
    {
      key: 'seconds',
      label: 'from the first attempt to the last subscription',
      value: seconds,
      unit: 's',
      digits: 2,
    },
    ...meanFigures('connecting', 'ws_connecting (TCP and upgrade)', transportOpen),
    ...meanFigures('connect', 'ws_connect_time (until signed in)', signedIn),
    ...meanFigures('subscribed', 'until subscribed', subscribed),
  ]
}

function tallyFigures(key: string, label: string, tally: Tally): Figure[] {
  return Object.entries(tally).map(([reason, value]) => ({
    key: `${key}.${reason}`,
    label: `${label} ${reason}`,
    value,
    unit: '',
  }))
}

function problemsOf({ connected, failed }: Connected, answered: number): string[] {
  const failures = Object.entries(failed).map(([reason, number]) => `${number} connections failed: ${reason}`)
  return answered < connected
    ? [...failures, `${connected - answered} of ${connected} did not answer a ping at the end`]
    : failures
}
