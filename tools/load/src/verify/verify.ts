import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Closing } from '../runtime/cleanup.ts'
import { transportNames } from '../clients/connection/transport.ts'
import { monotonic } from '../runtime/clock.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { makeCast, type Cast, wired } from './members/create-members.ts'
import { Faults } from './faults/fault-injector.ts'
import { judge } from './checks/check-history.ts'
import { readLogs } from './history/read-log.ts'
import { Journal } from './history/recorder.ts'
import { figuresOf, problemsOf } from './report.ts'
import { allFaults, faultSchedule } from './faults/schedule.ts'
import { openStage, type Stage } from './system/environment.ts'

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
/** What comes late is still seen. */
const LINGER_MS = 1_500
const POLL_MS = 50

/** Everything goes wrong, and nothing may be lost. */
export const verify: Scenario<typeof options> = {
  name: 'verify',
  summary: 'members on all transports under a schedule of faults; every message is accounted for',
  options,
  async run({ closing, log }, values) {
    const { nodes, members, rooms, faults: kinds, transports } = values
    const seed = values.seed || randomInt(1, 0xffff_ffff)
    const run = randomBytes(4).toString('hex')
    log(`seed ${seed}`)
    const journal = new Journal()
    const stage = await openStage(closing, { nodes, onProblem: (problem) => journal.problem(problem) })
    const cast = await makeCast(closing, { stage, journal, members, rooms, transports, seed, run })
    const faults = new Faults({ stage, members: cast.members, owners: cast.owners, journal, log })
    const schedule = faultSchedule({ seed, kinds, nodes, members, reachable: wired(members) })
    const progress = setInterval(() => log(tell(journal)), PROGRESS_MS)
    await closing.add(() => clearInterval(progress))

    const from = monotonic()
    journal.start()
    await play({ closing, stage, cast, journal, faults, log }, async () => {
      const faulting = kinds.length > 0 ? faults.run(schedule) : undefined
      await advance(
        journal,
        () => journal.sent.acked >= values.messages && journal.now >= values.seconds * 1_000,
      )
      await faults.end()
      await faulting
    })
    const to = monotonic()
    const logs = await readLogs(stage.sql, { rooms: cast.rooms, run })
    const { sent, streams, connections } = journal
    const violations = judge({ sent, rooms: logs, streams, connections })
    return {
      figures: figuresOf({
        journal,
        rooms: logs,
        faults: faults.done,
        violations,
        seconds: (to - from) / 1_000,
      }),
      problems: [...journal.problems, ...problemsOf(violations)],
      notes: [`seed ${seed}`, ...faults.told.map((line) => `fault ${line}`)],
      durability: stage.durability,
      window: { from, to },
    }
  },
}

interface Play {
  closing: Closing
  stage: Stage
  cast: Cast
  journal: Journal
  faults: Faults
  log: (line: string) => void
}

/** Everybody lives through the trouble, and until the last of it is answered and delivered. */
async function play({ closing, stage, cast, journal, faults, log }: Play, trouble: () => Promise<void>) {
  const { members } = cast
  await closing.add(() => {
    for (const member of members) member.stop()
    return faults.end()
  })
  const lives = Promise.all(members.map((member) => member.live()))
  // Whoever fails to live is a fault of the run itself.
  await Promise.race([trouble(), lives])
  log(`${tell(journal)}; no more faults, and no new messages`)
  for (const member of members) member.finish()
  await settle({ stage, cast, journal })
  for (const member of members) member.stop()
  await lives
}

function tell({ now, sent, delivered, connections }: Journal): string {
  const seconds = (now / 1_000).toFixed(0)
  return `${seconds} s, ${sent.acked} acked, ${delivered} delivered, ${connections.length} connections`
}

/** Until `reached`, or until there is no progress any more. */
async function advance(journal: Journal, reached: () => boolean): Promise<void> {
  let [acked, since] = [-1, 0]
  while (!reached()) {
    if (journal.sent.acked > acked) [acked, since] = [journal.sent.acked, monotonic()]
    if (monotonic() - since > PATIENCE_MS) {
      return journal.problem(`nothing was acked for ${PATIENCE_MS / 1_000} s`)
    }
    await pause(POLL_MS)
  }
}

/** Until all that was sent is answered and all that is stored is delivered to everybody; what is not then is judged. */
async function settle({
  stage,
  cast,
  journal,
}: {
  stage: Stage
  cast: Cast
  journal: Journal
}): Promise<void> {
  const deadline = monotonic() + PATIENCE_MS
  const isAnswered = () => cast.members.every((member) => member.isAnswered)
  while (!isAnswered() && monotonic() < deadline) await pause(POLL_MS)
  if (!isAnswered()) journal.problem('messages were repeated for a minute without an answer')
  let [length, before] = [0, -1]
  while (length !== before && monotonic() < deadline) {
    before = length
    const rows = await stage.sql<
      { id: number; lastSeq: number }[]
    >`select id, last_seq as "lastSeq" from rooms`
    const heads = new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]))
    length = rows.reduce((sum, { lastSeq }) => sum + lastSeq, 0)
    while (!isDelivered(cast, heads) && monotonic() < deadline) await pause(POLL_MS)
    // A copy that was under way for long may still arrive.
    await pause(LINGER_MS)
  }
}

function isDelivered({ members }: Cast, heads: ReadonlyMap<number, number>): boolean {
  return members.every(({ reader }) =>
    [...reader.places].every(([roomId, { seen }]) => seen >= (heads.get(roomId) ?? 0)),
  )
}
