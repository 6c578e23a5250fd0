import { randomBytes, randomInt } from 'node:crypto'
import { randomOf } from '@munova/tool-seed'
import { Latency, summarize } from '../clients/statistics/latency.ts'
import { transportNames } from '../clients/connection/transport.ts'
import { monotonic } from '../runtime/clock.ts'
import { latencyFigures } from '../measurement/chat-figures.ts'
import { createMembers, createRooms } from '../fixtures/members.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { DeletedEntries } from './history/deleted-entries.ts'
import { SentMessages } from './history/history.ts'
import { checkHistory } from './checks/check-history.ts'
import { killOnAck, type Writer } from './kill-round.ts'
import { readLogs } from './history/read-log.ts'
import { countFigure, problemsOf } from './report.ts'
import { startRestartableSystem, type RestartableSystem } from './system/restartable-system.ts'

const options = {
  trials: {
    what: 'clients with an ack in the last 50 ms before a kill',
    fallback: 10_000,
    least: 1,
    most: 1_000_000,
  },
  connections: { what: 'clients of each killed node', fallback: 100, least: 1, most: 2_000 },
  nodes: { what: 'chat-servers, so that the next one is running', fallback: 3, least: 1, most: 16 },
  transports: { what: 'transports of the clients', fallback: 'all', list: transportNames },
  seed: { what: 'seed of the kill times; 0 chooses one', fallback: 0, least: 0, most: 0xffff_ffff },
} as const

const ROOM_SIZE = 10
/** A node is killed between its first ack and this many acks per client. */
const MAX_ACKS_PER_CLIENT = 3
/** Acks that were read earlier before the kill are checked too, but do not count as trials. */
const JUST_BEFORE_MS = 50
const PROGRESS_MS = 10_000

/** Kills nodes right after acks: everything that was acked must be stored. */
export const killAfterAck: Scenario<typeof options> = {
  name: 'kill-after-ack',
  summary:
    'nodes are killed in the event-loop turn in which a client reads an ack; every acked message must be stored',
  options,
  async run({ cleanup, log }, values) {
    const seed = values.seed || randomInt(1, 0xffff_ffff)
    log(`seed ${seed}`)
    const problems: string[] = []
    const { nodes, connections, transports } = values
    const system = await startRestartableSystem(cleanup, {
      nodes,
      onProblem: (problem) => problems.push(problem),
    })
    const { writers, rooms } = await createWriters(system, { connections, transports })
    const record = { sent: new SentMessages(), run: randomBytes(4).toString('hex'), connections: 0 }

    const random = randomOf(seed, 'kills')
    const latency = new Latency()
    const starting = system.nodes.map(() => Promise.resolve())
    let [kills, trials, late] = [0, 0, 0]
    const progress = setInterval(() => log(`${kills} kills, ${trials} trials`), PROGRESS_MS)
    await cleanup.defer(() => clearInterval(progress))
    const from = monotonic()
    while (trials < values.trials) {
      const index = kills % nodes
      const node = system.nodes[index]!
      await starting[index]
      const killAt = random.int(1, MAX_ACKS_PER_CLIENT * connections)
      const ago = await killOnAck(node, { writers, killAt, record })
      starting[index] = node.start()
      kills++
      const justBefore = ago.filter((wait) => wait <= JUST_BEFORE_MS)
      trials += justBefore.length
      late += justBefore.filter((wait) => wait < 0).length
      for (const wait of justBefore) latency.record(Math.max(0, wait))
    }
    await Promise.all(starting)
    const to = monotonic()
    const logs = await readLogs(system.sql, { rooms, run: record.run })
    const violations = checkHistory({
      sent: record.sent,
      rooms: logs,
      streams: [],
      connections: [],
      deleted: new DeletedEntries(),
    })
    return {
      figures: [
        countFigure('kills', 'kills', kills),
        countFigure('trials', 'trials', trials),
        countFigure('acked', 'acks read', record.sent.acked),
        countFigure('late', 'trials whose ack was read after the kill', late),
        ...latencyFigures('wait', 'last ack read to kill', summarize([latency.encode()])),
        countFigure(
          'stored',
          'messages stored',
          logs.reduce((sum, { seqs }) => sum + seqs.length, 0),
        ),
        countFigure('missing', 'acked but missing', violations.counts.get('lost') ?? 0),
      ],
      problems: [...problems, ...problemsOf(violations)],
      notes: [`seed ${seed}`],
      durability: system.durability,
      window: { from, to },
    }
  },
}

async function createWriters(
  { sql, keys }: RestartableSystem,
  { connections, transports }: { connections: number; transports: (typeof transportNames)[number][] },
): Promise<{ writers: Writer[]; rooms: Map<number, number[]> }> {
  const people = await createMembers(sql, keys, connections)
  const groups = Array.from({ length: Math.ceil(connections / ROOM_SIZE) }, (_, room) =>
    people.slice(room * ROOM_SIZE, (room + 1) * ROOM_SIZE),
  )
  const ids = await createRooms(sql, groups)
  const writers = people.map((person, index) => ({
    ...person,
    roomId: ids[Math.floor(index / ROOM_SIZE)]!,
    transport: transports[index % transports.length]!,
  }))
  return {
    writers,
    rooms: new Map(ids.map((id, room) => [id, groups[room]!.map(({ memberId }) => memberId)])),
  }
}
