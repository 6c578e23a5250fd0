import { randomBytes, randomInt } from 'node:crypto'
import { randomOf } from '@munova/tool-seed'
import { Latency, summarize } from '../clients/statistics/latency.ts'
import { transportNames } from '../clients/connection/transport.ts'
import { monotonic } from '../runtime/clock.ts'
import { latencyFigures } from '../measurement/figures.ts'
import { makePeople, makeRooms } from '../fixtures/members.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { Sent } from './history/history.ts'
import { judge } from './checks/check-history.ts'
import { killOnAck, type Writer } from './kill-round.ts'
import { readLogs } from './history/read-log.ts'
import { countFigure, problemsOf } from './report.ts'
import { openStage, type Stage } from './system/environment.ts'

const options = {
  trials: {
    what: 'clients with an ack in the last 50 ms before a kill',
    fallback: 10_000,
    least: 1,
    most: 1_000_000,
  },
  connections: { what: 'clients of each node that is killed', fallback: 100, least: 1, most: 2_000 },
  nodes: { what: 'chat-servers, so that the next one is up', fallback: 3, least: 1, most: 16 },
  transports: { what: 'how the clients speak', fallback: 'all', list: transportNames },
  seed: { what: 'of the moments of the kills; 0 draws one', fallback: 0, least: 0, most: 0xffff_ffff },
} as const

const ROOM_SIZE = 10
/** A kill comes with the first ack at the earliest, and when there are so many for each client at the latest. */
const LATEST_ACKS = 3
/** An ack that was read longer before the kill is checked too, but is no trial. */
const JUST_BEFORE_MS = 50
const PROGRESS_MS = 10_000

/** Nodes are killed by acks: what was acked an instant before must be stored. */
export const killAfterAck: Scenario<typeof options> = {
  name: 'kill-after-ack',
  summary:
    'a node is killed in the turn in which a client reads an ack, again and again; nothing acked is missing',
  options,
  async run({ closing, log }, values) {
    const seed = values.seed || randomInt(1, 0xffff_ffff)
    log(`seed ${seed}`)
    const problems: string[] = []
    const { nodes, connections, transports } = values
    const stage = await openStage(closing, { nodes, onProblem: (problem) => problems.push(problem) })
    const { writers, rooms } = await makeWriters(stage, { connections, transports })
    const notebook = { sent: new Sent(), run: randomBytes(4).toString('hex'), connections: 0 }

    const random = randomOf(seed, 'kills')
    const waits = new Latency()
    const starting = stage.nodes.map(() => Promise.resolve())
    let [kills, trials, late] = [0, 0, 0]
    const progress = setInterval(() => log(`${kills} kills, ${trials} trials`), PROGRESS_MS)
    await closing.add(() => clearInterval(progress))
    const from = monotonic()
    while (trials < values.trials) {
      const place = kills % nodes
      const node = stage.nodes[place]!
      await starting[place]
      const killAt = random.int(1, LATEST_ACKS * connections)
      const ago = await killOnAck(node, { writers, killAt, notebook })
      starting[place] = node.start()
      kills++
      const justBefore = ago.filter((wait) => wait <= JUST_BEFORE_MS)
      trials += justBefore.length
      late += justBefore.filter((wait) => wait < 0).length
      for (const wait of justBefore) waits.record(Math.max(0, wait))
    }
    await Promise.all(starting)
    const to = monotonic()
    const logs = await readLogs(stage.sql, { rooms, run: notebook.run })
    const violations = judge({ sent: notebook.sent, rooms: logs, streams: [], connections: [] })
    return {
      figures: [
        countFigure('kills', 'kills', kills),
        countFigure('trials', 'trials', trials),
        countFigure('acked', 'acks read', notebook.sent.acked),
        countFigure('late', 'of the trials, read after the kill', late),
        ...latencyFigures('wait', 'last ack read to kill', summarize([waits.encode()])),
        countFigure(
          'stored',
          'messages stored',
          logs.reduce((sum, { seqs }) => sum + seqs.length, 0),
        ),
        countFigure('missing', 'acked and missing', violations.counts.get('lost') ?? 0),
      ],
      problems: [...problems, ...problemsOf(violations)],
      notes: [`seed ${seed}`],
      durability: stage.durability,
      window: { from, to },
    }
  },
}

async function makeWriters(
  { sql, keys }: Stage,
  { connections, transports }: { connections: number; transports: (typeof transportNames)[number][] },
): Promise<{ writers: Writer[]; rooms: Map<number, number[]> }> {
  const people = await makePeople(sql, keys, connections)
  const groups = Array.from({ length: Math.ceil(connections / ROOM_SIZE) }, (_, room) =>
    people.slice(room * ROOM_SIZE, (room + 1) * ROOM_SIZE),
  )
  const ids = await makeRooms(sql, groups)
  const writers = people.map((person, place) => ({
    ...person,
    roomId: ids[Math.floor(place / ROOM_SIZE)]!,
    transport: transports[place % transports.length]!,
  }))
  return {
    writers,
    rooms: new Map(ids.map((id, room) => [id, groups[room]!.map(({ memberId }) => memberId)])),
  }
}
