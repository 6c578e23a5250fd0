import { CleanupStack } from '../runtime/cleanup.ts'
import { comparison, type Round } from '../contestants/comparison.ts'
import { type Contestant, type RunningContestant } from '../contestants/contestant.ts'
import { contestants } from '../contestants/index.ts'
import { monotonic } from '../runtime/clock.ts'
import { measure } from '../measurement/measure.ts'
import { pinServers } from '../system/pin-cores.ts'
import { subscribers } from '../fixtures/rooms.ts'
import { type ScenarioContext, loadOptions, type Scenario, type Values } from '../scenario/scenario.ts'

const { transport: _transport, ...rest } = loadOptions

const options = {
  members: { what: 'members of the room, all connected', fallback: 1_000, least: 2, most: 5_000 },
  rate: { what: 'messages per second into the room, from one sender', fallback: 20, least: 1, most: 10_000 },
  rounds: { what: 'rounds; every second one runs in reverse order', fallback: 3, least: 1, most: 20 },
  only: {
    what: 'compare only our server on this transport and its alternatives',
    fallback: 'all',
    choices: ['all', 'websocket', 'rsocket', 'stomp'],
  },
  pin: {
    what: '1: the compared server alone on core 0, everything else on core 1',
    fallback: 0,
    least: 0,
    most: 1,
  },
  ...rest,
} as const

/** Keys of the contestants by transport. */
const families: Record<string, RegExp> = {
  all: /./,
  websocket: /^(munova-ws|naive-ws|socket\.io|nats)$/,
  rsocket: /rsocket/,
  stomp: /stomp/,
}

/** Our server and its alternatives under the same load and checks, one after the other. */
export const compare: Scenario<typeof options> = {
  name: 'compare',
  summary: 'fanout with our server and with others, in alternating order',
  options,
  async run(context, values) {
    const chosen = contestants.filter(({ key }) => families[values.only]!.test(key))
    const from = monotonic()
    const rounds: Round[] = []
    const problems: string[] = []
    const notes: string[] = []
    const durability = new Set<string>()
    for (let n = 1; n <= values.rounds; n++) {
      const round: Round = new Map()
      for (const contestant of n % 2 === 1 ? chosen : chosen.toReversed()) {
        const label = `${contestant.key} ${n}/${values.rounds}`
        const isOurs = contestant.key.startsWith('munova')
        try {
          const result = await runOne(context, contestant, { values, label })
          round.set(contestant.key, result.measured)
          durability.add(`${contestant.label}: ${result.durability}`)
          const wrong = result.measured.problems.map((problem) => `${label}: ${problem}`)
          ;(isOurs ? problems : notes).push(...wrong)
        } catch (error) {
          // One failure must not prevent the measurement of the others.
          const reason = `${label}: ${error instanceof Error ? error.message : String(error)}`
          ;(isOurs ? problems : notes).push(reason)
          context.log(reason)
        }
      }
      rounds.push(round)
    }
    return {
      ...comparison(
        chosen,
        rounds,
        `${values.members} members, ${values.rate} messages/s, ${values.size} bytes`,
      ),
      problems,
      notes,
      durability: [...durability].join('\n'),
      window: { from, to: monotonic() },
    }
  },
}

async function runOne(
  context: ScenarioContext,
  contestant: Contestant,
  { values, label }: { values: Values<typeof options>; label: string },
) {
  const log = (line: string) => context.log(`${label}: ${line}`)
  const cleanup = new CleanupStack()
  await context.cleanup.defer(() => cleanup.run())
  try {
    const running: RunningContestant = await contestant.open(cleanup, { members: values.members, log })
    if (values.pin === 1 && !(await pinServers(cleanup, running.nodes))) {
      throw new Error('--pin needs two cores and taskset')
    }
    const measured = await measure(cleanup, {
      system: running,
      log,
      load: {
        transport: contestant.transport,
        clients: subscribers([running], ({ member }) => (member === 0 ? { sender: 0 } : {})),
        pace: { kind: 'open', perSecond: values.rate },
        size: values.size,
        warmUpSeconds: values.warmup,
        seconds: values.seconds,
        generators: values.generators,
      },
    })
    await running.stop()
    return { measured, durability: running.durability }
  } finally {
    await cleanup.run()
  }
}
