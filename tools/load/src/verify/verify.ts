import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { transportNames } from '../clients/connection/transport.ts'
import { monotonic } from '../runtime/clock.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { createSimulatedMembers, type SimulatedMembers, proxiedMembers } from './members/create-members.ts'
import { FaultInjector } from './faults/fault-injector.ts'
import { checkHistory } from './checks/check-history.ts'
import { readLogs } from './history/read-log.ts'
import { Recorder } from './history/recorder.ts'
import { countParked } from './system/management.ts'
import { figuresOf, problemsOf } from './report.ts'
import { allFaults, faultSchedule } from './faults/schedule.ts'
import { startRestartableSystem, type RestartableSystem } from './system/restartable-system.ts'

const options = {
  messages: { what: 'minimum number of acked messages', fallback: 0, least: 0, most: 100_000_000 },
  seconds: { what: 'minimum seconds of faults', fallback: 20, least: 1, most: 86_400 },
  nodes: { what: 'chat-servers', fallback: 2, least: 1, most: 16 },
  rooms: { what: 'rooms', fallback: 12, least: 1, most: 1_000 },
  members: { what: 'members, a third of them in each room', fallback: 24, least: 4, most: 2_000 },
  away: { what: 'seconds of database-away-events', fallback: 47, least: 1, most: 300 },
  faults: { what: 'faults to inject', fallback: 'all', list: allFaults },
  transports: { what: 'transports of the members', fallback: 'all', list: transportNames },
  seed: { what: 'seed of the schedule; 0 chooses one', fallback: 0, least: 0, most: 0xffff_ffff },
} as const

/** Interval of progress lines. */
const PROGRESS_MS = 10_000
/** Without complete delivery at the end for this long the run fails. */
const TIMEOUT_MS = 60_000
/** Without an ack for this long the run fails: longer than the database is away. */
const STALLED_MS = 180_000
/** Time for late duplicates to arrive. */
const LINGER_MS = 1_500
const POLL_MS = 50

/** Runs members under faults of all kinds; no message may be lost, doubled or reordered. */
export const verify: Scenario<typeof options> = {
  name: 'verify',
  summary: 'members on all transports under a schedule of faults; every message is accounted for',
  options,
  async run({ cleanup, log }, values) {
    const { nodes, members, rooms, faults: kinds, transports } = values
    const seed = values.seed || randomInt(1, 0xffff_ffff)
    const run = randomBytes(4).toString('hex')
    log(`seed ${seed}`)
    const recorder = new Recorder()
    const system = await startRestartableSystem(cleanup, {
      nodes,
      onProblem: (problem) => recorder.problem(problem),
    })
    const simulated = await createSimulatedMembers(cleanup, {
      system,
      recorder,
      members,
      rooms,
      hasLossyRooms: kinds.includes('lost-tail'),
      transports,
      seed,
      run,
    })
    const faults = new FaultInjector({
      system,
      members: simulated.members,
      owners: simulated.owners,
      largeRoom: { ...simulated.largeRoom, run },
      lossyRooms: simulated.lossyRooms,
      recorder,
      log,
    })
    const schedule = faultSchedule({
      seed,
      kinds,
      nodes,
      members,
      proxied: proxiedMembers(members),
      awayMs: values.away * 1_000,
    })
    const progress = setInterval(() => log(describeProgress(recorder)), PROGRESS_MS)
    await cleanup.defer(() => clearInterval(progress))

    const from = monotonic()
    recorder.start()
    await runMembers({ cleanup, system, simulated, recorder, faults, log }, async () => {
      const faulting = kinds.length > 0 ? faults.run(schedule) : undefined
      await waitForProgress(
        recorder,
        () =>
          recorder.sent.acked >= values.messages &&
          recorder.now >= values.seconds * 1_000 &&
          faults.counts.size === new Set(kinds).size,
      )
      await faults.end()
      await faulting
    })
    const to = monotonic()
    const events = await settleEvents(system, recorder)
    const logs = await readLogs(system.sql, { rooms: simulated.rooms, run })
    const { sent, streams, connections, deleted } = recorder
    const violations = checkHistory({ sent, rooms: logs, streams, connections, deleted })
    return {
      figures: figuresOf({
        recorder,
        rooms: logs,
        faults: faults.counts,
        effects: faults.effects,
        freezes: faults.freezes,
        events,
        violations,
        seconds: (to - from) / 1_000,
      }),
      problems: [...recorder.problems, ...problemsOf(violations)],
      notes: [`seed ${seed}`, ...faults.descriptions.map((line) => `fault ${line}`)],
      durability: system.durability,
      window: { from, to },
    }
  },
}

interface MemberRun {
  cleanup: CleanupStack
  system: RestartableSystem
  simulated: SimulatedMembers
  recorder: Recorder
  faults: FaultInjector
  log: (line: string) => void
}

/** Runs the members during `injectFaults`, and then until everything is answered and delivered. */
async function runMembers(
  { cleanup, system, simulated, recorder, faults, log }: MemberRun,
  injectFaults: () => Promise<void>,
) {
  const { members } = simulated
  await cleanup.defer(() => {
    for (const member of members) member.stop()
    return faults.end()
  })
  const running = Promise.all(members.map((member) => member.run()))
  // A member that throws is an error of the tool itself.
  await Promise.race([injectFaults(), running])
  log(`${describeProgress(recorder)}; no more faults, and no new messages`)
  for (const member of members) member.finishSending()
  await settle({ system, simulated, recorder })
  for (const member of members) member.stop()
  await running
}

function describeProgress({ now, sent, delivered, connections }: Recorder): string {
  const seconds = (now / 1_000).toFixed(0)
  return `${seconds} s, ${sent.acked} acked, ${delivered} delivered, ${connections.length} connections`
}

/** Resolves when `reached`, or after STALLED_MS without an ack. */
async function waitForProgress(recorder: Recorder, reached: () => boolean): Promise<void> {
  let [acked, since] = [-1, 0]
  while (!reached()) {
    if (recorder.sent.acked > acked) [acked, since] = [recorder.sent.acked, monotonic()]
    if (monotonic() - since > STALLED_MS) {
      return recorder.problem(`nothing was acked for ${STALLED_MS / 1_000} s`)
    }
    await pause(POLL_MS)
  }
}

/** Waits until everything sent is answered and everything stored is delivered; what is missing after that is a violation. */
async function settle({
  system,
  simulated,
  recorder,
}: {
  system: RestartableSystem
  simulated: SimulatedMembers
  recorder: Recorder
}): Promise<void> {
  const deadline = monotonic() + TIMEOUT_MS
  const isAnswered = () => simulated.members.every((member) => member.isAnswered)
  while (!isAnswered() && monotonic() < deadline) await pause(POLL_MS)
  if (!isAnswered()) recorder.problem('messages were resent for a minute without a response')
  let [length, before] = [0, -1]
  while (length !== before && monotonic() < deadline) {
    before = length
    const rows = await system.sql<
      { id: number; lastSeq: number }[]
    >`select id, last_seq as "lastSeq" from rooms`
    const heads = new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]))
    length = rows.reduce((sum, { lastSeq }) => sum + lastSeq, 0)
    while (!isDelivered(simulated, heads) && monotonic() < deadline) await pause(POLL_MS)
    // Delayed duplicates may still arrive.
    await pause(LINGER_MS)
  }
}

/** Every event must be projected in the end, and none parked. */
async function settleEvents({ memberEvents, rabbit, sql }: RestartableSystem, recorder: Recorder) {
  await memberEvents.stop()
  const { published } = memberEvents
  const deadline = monotonic() + TIMEOUT_MS
  let projected = await memberEvents.countProjected(sql)
  while (projected < published && monotonic() < deadline) {
    await pause(POLL_MS)
    projected = await memberEvents.countProjected(sql)
  }
  const parked = await countParked(rabbit.managementUrl, 'chat-server.projection')
  if (parked > 0) recorder.problem(`${parked} events were parked`)
  if (projected < published)
    recorder.problem(`${published - projected} of ${published} events are not projected`)
  return { published, projected, parked }
}

function isDelivered({ members }: SimulatedMembers, heads: ReadonlyMap<number, number>): boolean {
  return members.every(({ reader }) =>
    [...reader.rooms].every(([roomId, { lastSeq }]) => lastSeq >= (heads.get(roomId) ?? 0)),
  )
}
