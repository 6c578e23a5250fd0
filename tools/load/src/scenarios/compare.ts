import { Closing } from '../runtime/cleanup.ts'
import { comparison, type Round } from '../contestants/comparison.ts'
import { type Contestant, type Ready } from '../contestants/contestant.ts'
import { contestants } from '../contestants/index.ts'
import { monotonic } from '../runtime/clock.ts'
import { measure } from '../measurement/measure.ts'
import { listeners } from '../fixtures/rooms.ts'
import { type Lab, loadOptions, type Scenario, type Values } from '../scenario/scenario.ts'

const { transport: _transport, ...rest } = loadOptions

const options = {
  members: { what: 'members of the room, all connected', fallback: 1_000, least: 2, most: 5_000 },
  rate: { what: 'messages per second into the room, of one sender', fallback: 20, least: 1, most: 10_000 },
  rounds: { what: 'rounds, every second one in reverse', fallback: 3, least: 1, most: 20 },
  only: {
    what: 'those who speak this, ours among them',
    fallback: 'all',
    choices: ['all', 'websocket', 'rsocket', 'stomp'],
  },
  ...rest,
} as const

/** By what is spoken, the keys of the contestants. */
const families: Record<string, RegExp> = {
  all: /./,
  websocket: /^(munova-ws|naive-ws|socket\.io)$/,
  rsocket: /rsocket/,
  stomp: /stomp/,
}

/** Our server and those that people would take instead, under the same load and checks, one after the other. */
export const compare: Scenario<typeof options> = {
  name: 'compare',
  summary: 'fanout to our server and to others, in alternating order',
  options,
  async run(lab, values) {
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
          const result = await runOne(lab, contestant, { values, label })
          round.set(contestant.key, result.measured)
          durability.add(`${contestant.label}: ${result.durability}`)
          const wrong = result.measured.problems.map((problem) => `${label}: ${problem}`)
          ;(isOurs ? problems : notes).push(...wrong)
        } catch (error) {
          // The others are still worth measuring.
          const reason = `${label}: ${error instanceof Error ? error.message : String(error)}`
          ;(isOurs ? problems : notes).push(reason)
          lab.log(reason)
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
  lab: Lab,
  contestant: Contestant,
  { values, label }: { values: Values<typeof options>; label: string },
) {
  const log = (line: string) => lab.log(`${label}: ${line}`)
  const closing = new Closing()
  await lab.closing.add(() => closing.close())
  try {
    const ready: Ready = await contestant.open(closing, { members: values.members, log })
    const measured = await measure(closing, {
      system: ready,
      log,
      load: {
        transport: contestant.transport,
        clients: listeners([ready], ({ member }) => (member === 0 ? { sender: 0 } : {})),
        pace: { kind: 'open', perSecond: values.rate },
        size: values.size,
        warmUpSeconds: values.warmup,
        seconds: values.seconds,
        generators: values.generators,
      },
    })
    await ready.stop()
    return { measured, durability: ready.durability }
  } finally {
    await closing.close()
  }
}
