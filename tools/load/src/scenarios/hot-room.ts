import type { CleanupStack } from '../runtime/cleanup.ts'
import type { ClientPlan, Pace } from '../clients/jobs/load-plan.ts'
import { createMembers, createRooms } from '../fixtures/members.ts'
import { machineNotes } from '../measurement/chat-figures.ts'
import { measure, type Measurement } from '../measurement/measure.ts'
import { type Figure, loadOptions, type Scenario, type Values } from '../scenario/scenario.ts'
import { median } from '../statistics/median.ts'
import { startSystem, type System } from '../system/system.ts'

const { transport, size, warmup, seconds } = loadOptions

const options = {
  nodes: { what: 'chat-servers; each has a writer of the hot room', fallback: 8, least: 1, most: 16 },
  rooms: {
    what: 'other rooms; their senders are spread over the nodes',
    fallback: 64,
    least: 1,
    most: 5_000,
  },
  rate: { what: 'messages per second into the other rooms together', fallback: 200, least: 1, most: 50_000 },
  hot: {
    what: 'messages per second into the hot room; 0 = as fast as the window allows',
    fallback: 0,
    least: 0,
    most: 50_000,
  },
  window: { what: 'unanswered messages of each writer, when hot is 0', fallback: 20, least: 1, most: 60 },
  rounds: { what: 'rounds; every second one begins with the hot room', fallback: 3, least: 1, most: 20 },
  transport,
  size,
  warmup,
  seconds: { ...seconds, fallback: 5 },
} as const

/** The hot room is written to for longer than the others are measured: they connect first, and drain at the end. */
const SPARE_SECONDS = 6

type Given = Values<typeof options>

interface Fixture {
  system: System
  log: (line: string) => void
  values: Given
  others: ClientPlan[]
  writers: ClientPlan[]
}

/** A room that all nodes write to, and what that does to all other rooms, which are measured with and without it. */
export const hotRoom: Scenario<typeof options> = {
  name: 'hot-room',
  summary:
    'one room written by all nodes; the acks of other rooms are compared with those while it is silent',
  options,
  async run({ cleanup, profile, log }, values) {
    const { nodes, rooms } = values
    const system = await startSystem(cleanup, { nodes, profile, log })
    const people = await createMembers(system.sql, system.keys, rooms + nodes)
    const [senders, writers] = [people.slice(0, rooms), people.slice(rooms)]
    const [hotId, ...ids] = await createRooms(system.sql, [writers, ...senders.map((sender) => [sender])])
    const fixture: Fixture = {
      system,
      log,
      values,
      others: senders.map(({ token }, index) => clientOf(token, ids[index]!, index, nodes)),
      writers: writers.map(({ token }, index) => clientOf(token, hotId!, index, nodes)),
    }
    const silent: Measurement[] = []
    const during: Measurement[] = []
    const hot: Measurement[] = []
    for (let n = 1; n <= values.rounds; n++) {
      const measureSilent = async () => void silent.push(await measureOthers(cleanup, fixture))
      const measureHot = async () => {
        const both = await measureBoth(cleanup, fixture)
        hot.push(both.hot)
        during.push(both.others)
      }
      log(`round ${n}/${values.rounds}`)
      const parts = [measureSilent, measureHot]
      for (const part of n % 2 === 1 ? parts : parts.toReversed()) await part()
    }
    await system.stopServers()

    const all = [...silent, ...during, ...hot]
    const late = hot.filter(({ during: { to } }, round) => to < during[round]!.during.to)
    return {
      figures: figuresOf({ silent, during, hot }),
      problems: [
        ...all.flatMap(({ problems }) => problems),
        ...all.flatMap(({ rejected }) =>
          Object.entries(rejected).map(([code, number]) => `${number} messages were rejected with ${code}`),
        ),
        ...(late.length > 0 ? [`in ${late.length} rounds the hot room ended before the others`] : []),
      ],
      notes: machineNotes(during.at(-1)!),
      durability: system.durability,
      window: { from: all[0]!.during.from, to: during.at(-1)!.during.to },
    }
  },
}

function clientOf(token: string, roomId: number, sender: number, nodes: number): ClientPlan {
  return { token, roomId, node: sender % nodes, subscribes: false, sender }
}

function measureOthers(cleanup: CleanupStack, { others, ...fixture }: Fixture): Promise<Measurement> {
  const { rate, seconds: long } = fixture.values
  return measureClients(cleanup, fixture, {
    clients: others,
    pace: { kind: 'open', perSecond: rate },
    seconds: long,
  })
}

async function measureBoth(
  cleanup: CleanupStack,
  fixture: Fixture,
): Promise<{ others: Measurement; hot: Measurement }> {
  const { hot: rate, window, warmup: before, seconds: long } = fixture.values
  let others: Measurement | undefined
  const hot = await measureClients(cleanup, fixture, {
    clients: fixture.writers,
    pace: rate > 0 ? { kind: 'open', perSecond: rate } : { kind: 'closed', window },
    seconds: before + long + SPARE_SECONDS,
    async meanwhile() {
      others = await measureOthers(cleanup, fixture)
    },
  })
  return { others: others!, hot }
}

function measureClients(
  cleanup: CleanupStack,
  { system, log, values }: Pick<Fixture, 'system' | 'log' | 'values'>,
  load: { clients: ClientPlan[]; pace: Pace; seconds: number; meanwhile?: () => Promise<void> },
): Promise<Measurement> {
  const { meanwhile, ...rest } = load
  return measure(cleanup, {
    system,
    log,
    load: {
      ...rest,
      transport: values.transport,
      size: values.size,
      warmUpSeconds: values.warmup,
      generators: 1,
    },
    ...(meanwhile && { meanwhile }),
  })
}

const measures = [
  {
    key: 'rate',
    label: 'acked',
    unit: '/s',
    digits: 0,
    of: ({ ackedPerSecond }: Measurement) => ackedPerSecond,
  },
  { key: 'p50', label: 'ack p50', unit: 'ms', digits: 1, of: ({ ack }: Measurement) => ack.p50 },
  { key: 'p99', label: 'ack p99', unit: 'ms', digits: 1, of: ({ ack }: Measurement) => ack.p99 },
]

function figuresOf({ silent, during, hot }: Record<'silent' | 'during' | 'hot', Measurement[]>): Figure[] {
  const parts = [
    { part: 'silent', words: 'hot room silent: others', rounds: silent },
    { part: 'hot', words: 'hot room', rounds: hot },
    { part: 'during', words: 'hot room written: others', rounds: during },
  ]
  return [
    ...parts.flatMap(({ part, words, rounds }) =>
      measures.map(({ key, label, unit, digits, of }) => ({
        key: `${part}.${key}`,
        label: `${words}, ${label}`,
        value: median(rounds.map(of)),
        unit,
        digits,
      })),
    ),
    ...measures.map(({ key, label, of }) => ({
      key: `${key}.ratio`,
      label: `others, ${label}: written ÷ silent`,
      value: median(during.map((measured, round) => of(measured) / of(silent[round]!))),
      unit: '',
      digits: 2,
    })),
  ]
}
