import { setTimeout as delay } from 'node:timers/promises'
import { type Arrival, type CrowdPlan } from '../clients/jobs/idle-job.ts'
import { Fleet } from '../clients/workers/worker-pool.ts'
import { type LatencySummary, summarize } from '../clients/statistics/latency.ts'
import { merge, type Tally } from '../clients/statistics/tally.ts'
import { monotonic } from '../runtime/clock.ts'
import type { Closing } from '../runtime/cleanup.ts'
import { meanFigures } from '../measurement/figures.ts'
import { addressesFor, processesFor } from '../measurement/load-plans.ts'
import { makePeople, makeRooms, type Person } from '../fixtures/members.ts'
import { type Figure, loadOptions, type Scenario, systemOptions } from '../scenario/scenario.ts'
import { cpuBetween, readServerMemory, readUsage } from '../system/usage.ts'
import { startSystem, type System } from '../system/system.ts'

const { transport, generators } = loadOptions
const { nodes, workers } = systemOptions

/** What stood in the way of the seed's connections, as settings of our server; the rest stays as it is. */
const limits = {
  none: {},
  /** `ulimit -n` of a shell that nobody has changed. */
  files: { openFiles: 1_024 },
  /** Tomcat's acceptCount. */
  backlog: { settings: { LISTEN_BACKLOG: '100' } },
  /** Tomcat's maxConnections. */
  connections: { settings: { MAX_CONNECTIONS: '8192' } },
} as const satisfies Record<string, { openFiles?: number; settings?: Record<string, string> }>

const options = {
  connections: { what: 'members who connect', fallback: 5_000, least: 1, most: 200_000 },
  ramp: { what: 'of them begin in a second; 0 = all at once', fallback: 0, least: 0, most: 100_000 },
  hold: { what: 'seconds that they stay', fallback: 30, least: 0, most: 86_400 },
  room: {
    what: 'that each listens to: its own, or one for a thousand',
    fallback: 'own',
    choices: ['own', 'shared'],
  },
  patience: { what: 'seconds that a client waits to be let in', fallback: 30, least: 1, most: 600 },
  before: {
    what: 'a limit of the seed, put back',
    fallback: 'none',
    choices: Object.keys(limits) as (keyof typeof limits)[],
  },
  transport,
  nodes,
  workers,
  generators,
}

const SHARED_ROOM = 1_000
/** Settled: garbage of the arrival is gone, as far as it goes by itself. */
const SETTLE_MS = 1_000
const START_DELAY_MS = 500
const WARM_UP_CONNECTIONS = 500
/** Over the connections: those of HTTP, and whoever is refused meanwhile. */
const SPARE_CONNECTIONS = 200

/** Connections that come at once or in a ramp, are let in, listen to a room, and stay. */
export const connect: Scenario<typeof options> = {
  name: 'connect',
  summary: 'connections, authenticated and subscribed, that come and are held',
  options,
  async run({ closing, profile, log }, values) {
    const limit: { openFiles?: number; settings?: Record<string, string> } = limits[values.before]
    const perProcess = Math.ceil(values.connections / values.nodes / Math.max(1, values.workers))
    const system = await startSystem(closing, {
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
    const people = await makePeople(system.sql, system.keys, values.connections)
    const rooms = await makeRooms(system.sql, sharing(people, values.room === 'own' ? 1 : SHARED_ROOM))
    const plans = plansOf(system, people, rooms, values)
    log(`${people.length} connections, ${plans.length} processes of clients`)
    const fleet = await Fleet.open(closing, 'crowd', plans)
    const progress = setInterval(() => log(`${fleet.counts.acked} are there`), 1_000)
    await closing.add(() => clearInterval(progress))

    await warmUp(closing, plans[0]!)
    const before = readServerMemory(system)
    const rampMs = values.ramp === 0 ? 0 : (values.connections / values.ramp) * 1_000
    const arrivals = await fleet.step('connect', { lastsMs: rampMs }, monotonic() + START_DELAY_MS)
    clearInterval(progress)
    await delay(SETTLE_MS)
    const usage = readUsage(system)
    await delay(values.hold * 1_000)
    const later = readUsage(system)
    const after = readServerMemory(system)
    const pings = await fleet.step('ping')
    await fleet.end()
    await system.stopServers()

    const arrival = sum(arrivals)
    const answered = pings.reduce((total, each) => total + each.answered, 0)
    const closed = merge(pings.map((each) => each.closed))
    const idle = cpuBetween(usage, later).server
    const seconds = (later.at - usage.at) / 1_000
    const per = (value: number | undefined) =>
      value === undefined || arrival.here === 0 ? undefined : value / arrival.here
    return {
      figures: [
        ...figuresOf(arrival, values.connections),
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
      // A limit that was put back is expected to be hit.
      problems: values.before === 'none' ? problemsOf(arrival, answered) : [],
      notes: values.before === 'none' ? [] : [`with the seed's limit: ${values.before}`],
      durability: system.durability,
      window: { from: usage.at, to: later.at },
    }
  },
}

/** Some come and go first: what a server allocates once belongs to no connection. */
async function warmUp(closing: Closing, plan: CrowdPlan): Promise<void> {
  const some = { ...plan, clients: plan.clients.slice(0, WARM_UP_CONNECTIONS) }
  const fleet = await Fleet.open(closing, 'crowd', [some])
  await fleet.step('connect', {}, monotonic())
  await fleet.step('ping')
  await fleet.end()
  await delay(SETTLE_MS)
}

function sharing(people: readonly Person[], each: number): Person[][] {
  const rooms: Person[][] = []
  for (let from = 0; from < people.length; from += each) rooms.push(people.slice(from, from + each))
  return rooms
}

function plansOf(
  system: System,
  people: readonly Person[],
  rooms: readonly number[],
  values: { transport: CrowdPlan['transport']; generators: number; ramp: number; patience: number },
): CrowdPlan[] {
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
    patienceMs: values.patience * 1_000,
  }))
}

interface Arrived {
  here: number
  failed: Tally
  carried: LatencySummary
  opened: LatencySummary
  subscribed: LatencySummary
  seconds: number
}

function sum(arrivals: readonly Arrival[]): Arrived {
  return {
    here: arrivals.reduce((total, { here }) => total + here, 0),
    failed: merge(arrivals.map(({ failed }) => failed)),
    carried: summarize(arrivals.map(({ carried }) => carried)),
    opened: summarize(arrivals.map(({ opened }) => opened)),
    subscribed: summarize(arrivals.map(({ subscribed }) => subscribed)),
    seconds:
      (Math.max(...arrivals.map(({ to }) => to)) - Math.min(...arrivals.map(({ from }) => from))) / 1_000,
  }
}

function figuresOf(
  { here, failed, carried, opened, subscribed, seconds }: Arrived,
  wanted: number,
): Figure[] {
  return [
    { key: 'connections', label: 'connections', value: wanted, unit: '' },
    { key: 'succeeded', label: 'succeeded', value: here, unit: '' },
    { key: 'succeeded.percent', label: 'succeeded', value: (100 * here) / wanted, unit: '%', digits: 2 },
    ...tallyFigures('failed', 'failed:', failed),
    {
      key: 'seconds',
      label: 'from the first request to the last arrival',
      value: seconds,
      unit: 's',
      digits: 2,
    },
    ...meanFigures('connecting', 'ws_connecting (TCP and upgrade)', carried),
    ...meanFigures('connect', 'ws_connect_time (until signed in)', opened),
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

function problemsOf({ here, failed }: Arrived, answered: number): string[] {
  const failures = Object.entries(failed).map(([reason, number]) => `${number} connections failed: ${reason}`)
  return answered < here ? [...failures, `${here - answered} of ${here} did not answer at the end`] : failures
}
