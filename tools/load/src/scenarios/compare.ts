import { CleanupStack } from '../runtime/cleanup.ts'
import { comparison, type Round } from '../contestants/comparison.ts'
import { type Contestant, isOurs, type RunningContestant } from '../contestants/contestant.ts'
import { contestants } from '../contestants/index.ts'
import { type RoundsAtRate, verdictTable } from '../contestants/verdict-table.ts'
import { monotonic } from '../runtime/clock.ts'
import { measure } from '../measurement/measure.ts'
import { pinServers } from '../system/pin-cores.ts'
import { subscribers } from '../fixtures/rooms.ts'
import { type ScenarioContext, loadOptions, type Scenario, type Values } from '../scenario/scenario.ts'

const { transport: _transport, ...rest } = loadOptions

const options = {
  members: { what: 'members of the room, all connected', fallback: 1_000, least: 2, most: 5_000 },
  rate: { what: 'messages per second into the room, from one sender', fallback: 20, least: 1, most: 10_000 },
  rates: {
    what: 'several such rates, separated by commas, instead; the last table then has a verdict for each',
    each: { least: 1, most: 10_000 },
  },
  alone: {
    what: 'a rate at which only our server is measured, after the others; 0 = none',
    fallback: 0,
    least: 0,
    most: 10_000,
  },
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
    const rates = values.rates.length > 0 ? values.rates : [values.rate]
    const findings: Findings = { problems: [], notes: [], durability: new Set() }
    const from = monotonic()
    const runAt = async (rate: number, some: readonly Contestant[]): Promise<RoundsAtRate> => ({
      rate,
      rounds: await runRounds(context, some, { ...values, rate }, findings),
    })
    const compared: RoundsAtRate[] = []
    for (const rate of rates) compared.push(await runAt(rate, chosen))
    const ours = chosen.filter(isOurs)
    const alone = values.alone > 0 ? await runAt(values.alone, ours) : undefined

    const isSingle = values.rates.length === 0 && !alone
    const comparisons = [
      ...compared.map((at) => compareAt(at, chosen, values)),
      ...(alone ? [compareAt(alone, ours, values)] : []),
    ]
    return {
      figures: comparisons.flatMap(({ rate, figures }) =>
        figures.map((figure) => ({ ...figure, key: isSingle ? figure.key : `${rate}.${figure.key}` })),
      ),
      tables: [
        ...comparisons.flatMap(({ tables }) => tables),
        ...(isSingle ? [] : [verdictTable(chosen, compared, alone)]),
      ],
      problems: findings.problems,
      notes: findings.notes,
      durability: [...findings.durability].join('\n'),
      window: { from, to: monotonic() },
    }
  },
}

function compareAt(
  { rate, rounds }: RoundsAtRate,
  chosen: readonly Contestant[],
  { members, size }: Pick<Values<typeof options>, 'members' | 'size'>,
) {
  const title = `${members} members, ${rate} messages/s, ${size} bytes`
  const { figures, tables = [] } = comparison(chosen, rounds, title)
  return { rate, figures, tables }
}

interface Findings {
  problems: string[]
  notes: string[]
  durability: Set<string>
}

/** Each round measures all contestants, every second one in reverse order. */
async function runRounds(
  context: ScenarioContext,
  chosen: readonly Contestant[],
  values: Values<typeof options>,
  { problems, notes, durability }: Findings,
): Promise<Round[]> {
  const rounds: Round[] = []
  for (let n = 1; n <= values.rounds; n++) {
    const round: Round = new Map()
    for (const contestant of n % 2 === 1 ? chosen : chosen.toReversed()) {
      const label = `${contestant.key} ${values.rate}/s ${n}/${values.rounds}`
      const findings = isOurs(contestant) ? problems : notes
      try {
        const result = await runOne(context, contestant, { values, label })
        round.set(contestant.key, result.measured)
        durability.add(`${contestant.label}: ${result.durability}`)
        findings.push(...result.measured.problems.map((problem) => `${label}: ${problem}`))
      } catch (error) {
        // One failure must not prevent the measurement of the others.
        const reason = `${label}: ${error instanceof Error ? error.message : String(error)}`
        findings.push(reason)
        context.log(reason)
      }
    }
    rounds.push(round)
  }
  return rounds
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
