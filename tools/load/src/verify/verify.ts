import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { transportNames } from '../clients/transport.ts'
import { monotonic } from '../clock.ts'
import type { Scenario } from '../scenario.ts'
import { makeCast, type Cast, wired } from './cast.ts'
import { Faults } from './faults.ts'
import { judge } from './judge.ts'
import { readLog } from './read-log.ts'
import { Record } from './record.ts'
import { figuresOf, problemsOf } from './report.ts'
import { allFaults, faultSchedule } from './schedule.ts'
import { openStage, type Stage } from './stage.ts'

const options = {
  messages: { what: 'acked messages to reach', fallback: 0, least: 0, most: 100_000_000 },
  seconds: { what: 'seconds of faults, at least', fallback: 20, least: 1, most: 86_400 },
  nodes: { what: 'chat-servers', fallback: 2, least: 1, most: 16 },
  rooms: { what: 'rooms', fallback: 12, least: 1, most: 1_000 },
  members: { what: 'members, a third of them in each room', fallback: 24, least: 4, most: 2_000 },
  faults: { what: 'what happens meanwhile', fallback: 'all', list: allFaults },
  transports: { what: 'how the members speak', fallback: 'all', list: transportNames },
  seed: { what: 'of the schedule; 0 draws one', fallback: 0, least: 0, most: 0xffff_ffff },
} as const

/** Progress is told so often. */
const PROGRESS_MS = 10_000
/** When nothing is acked for so long, or the end is not delivered in so long, it is not going to be. */
const PATIENCE_MS = 60_000
/** What comes late, though nothing should, is still seen. */
const LINGER_MS = 1_500
const POLL_MS = 50

/** Everything goes wrong, and nothing may be lost. */
export const verify: Scenario<typeof options> = {
  name: 'verify',
  summary: 'members on all transports under a schedule of faults; every message is accounted for',
  options,
  async run({ closing, log }, values) {
    const { nodes, faults: kinds, transports } = values
    const seed = values.seed || randomInt(1, 0xffff_ffff)
    log(`seed ${seed}`)
    const problems: string[] = []
    const stage = await openStage(closing, { nodes, onProblem: (problem) => problems.push(problem) })
    const record = new Record()
    const run = randomBytes(4).toString('hex')
    const cast = await makeCast(closing, {
      ...{ stage, record, transports, seed, run },
      members: values.members,
      rooms: values.rooms,
    })
    const { members, owners } = cast
    const from = monotonic()
    const faults = new Faults({ stage, members, owners, record, log })
    const schedule = faultSchedule({
      ...{ seed, kinds, nodes },
      members: members.length,
      reachable: wired(members.length),
    })
    await closing.add(() => {
      for (const member of members) member.stop()
      return faults.end()
    })
    const lives = Promise.all(members.map((member) => member.live()))
    const faulting = kinds.length > 0 ? faults.run(schedule) : Promise.resolve()
    const progress = setInterval(() => log(tell(record)), PROGRESS_MS)
    await closing.add(() => clearInterval(progress))

    const reached = () => record.sent.acked >= values.messages && record.now >= values.seconds * 1_000
    await Promise.race([advance(record, reached), lives, faulting.then(() => new Promise(() => {}))])
    await faults.end()
    log(`${tell(record)}; no more faults, and no new messages`)
    for (const member of members) member.finish()
    await settle({ stage, cast, record })
    await pause(LINGER_MS)
    const to = monotonic()
    for (const member of members) member.stop()
    await lives

    log('reading the log')
    const rooms = []
    for (const [roomId, ids] of cast.rooms) {
      rooms.push(await readLog(stage.sql, { roomId, members: ids, run }))
    }
    const { sent, streams, connections } = record
    const violations = judge({ sent, rooms, streams, connections })
    return {
      figures: figuresOf({ record, rooms, faults: faults.done, violations, seconds: (to - from) / 1_000 }),
      problems: [...problems, ...record.problems, ...problemsOf(violations)],
      notes: [`seed ${seed}`, ...faults.told.map((line) => `fault ${line}`)],
      durability: stage.durability,
      window: { from, to },
    }
  },
}

function tell({ now, sent, delivered, connections }: Record): string {
  const seconds = (now / 1_000).toFixed(0)
  return `${seconds} s, ${sent.acked} acked, ${delivered} delivered, ${connections.length} connections`
}

/** Until `reached`, or until there is no progress any more. */
async function advance(record: Record, reached: () => boolean): Promise<void> {
  let [acked, since] = [-1, 0]
  while (!reached()) {
    if (record.sent.acked > acked) [acked, since] = [record.sent.acked, monotonic()]
    if (monotonic() - since > PATIENCE_MS) {
      return record.problem(`nothing was acked for ${PATIENCE_MS / 1_000} s`)
    }
    await pause(POLL_MS)
  }
}

/** Until all that was sent is answered and all that is stored is delivered to everybody; what is not then is judged. */
async function settle({ stage, cast, record }: { stage: Stage; cast: Cast; record: Record }): Promise<void> {
  const deadline = monotonic() + PATIENCE_MS
  const isAnswered = () => cast.members.every((member) => member.isAnswered)
  while (!isAnswered() && monotonic() < deadline) await pause(POLL_MS)
  if (!isAnswered()) record.problem('messages were repeated for a minute without an answer')
  const rows = await stage.sql<{ id: number; lastSeq: number }[]>`select id, last_seq as "lastSeq" from rooms`
  const heads = new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]))
  const isDelivered = () =>
    cast.members.every(({ places }) =>
      [...places].every(([roomId, { seen }]) => seen >= (heads.get(roomId) ?? 0)),
    )
  while (!isDelivered() && monotonic() < deadline) await pause(POLL_MS)
}
