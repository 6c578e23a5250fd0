import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../runtime/clock.ts'
import { checkFigures, latencyFigures, machineNotes } from '../measurement/chat-figures.ts'
import { measure } from '../measurement/measure.ts'
import { subscribers, createGroups } from '../fixtures/rooms.ts'
import { loadOptions, type Scenario, systemOptions } from '../scenario/scenario.ts'
import { countStatements, resetStatements, type StatementCount } from '../system/statements.ts'
import { startSystem } from '../system/system.ts'

const { size, transport, generators } = loadOptions

const options = {
  connections: { what: 'connections on the killed node', fallback: 15_000, least: 10, most: 40_000 },
  members: {
    what: 'members of each room, all but one of them on the killed node',
    fallback: 1_000,
    least: 2,
    most: 5_000,
  },
  rate: { what: 'messages per second, sent on the other node', fallback: 20, least: 1, most: 10_000 },
  seconds: {
    what: 'measured seconds; the node is killed in the second one',
    fallback: 30,
    least: 3,
    most: 600,
  },
  transport,
  workers: systemOptions.workers,
  size,
  generators,
}

const KILL_AFTER_MS = 2_000
const POLL_MS = 100
/** Reconnecting that takes longer has failed. */
const MAX_RESUME_MS = 120_000

/**
 * A node is killed, and all its connections reconnect to the other one with the backoff of a chat client. Measures the
 * time until the last one has resumed, the SQL statements for it, and losses.
 */
export const storm: Scenario<typeof options> = {
  name: 'storm',
  summary: 'one of two nodes is killed; its connections resume on the other',
  options,
  async run({ cleanup, profile, log }, values) {
    const system = await startSystem(cleanup, {
      nodes: 2,
      workers: values.workers,
      countStatements: true,
      settings: { MAX_CONNECTIONS: String(values.connections + 1_000) },
      profile,
      log,
    })
    const rooms = Math.max(1, Math.round(values.connections / (values.members - 1)))
    const groups = await createGroups(system, { rooms, members: values.members })
    const [victim] = system.nodes
    const clients = subscribers(groups, ({ room, member }) =>
      member === 0 ? { node: 1, sender: room } : { node: 0, reconnects: true },
    )
    const reconnecting = clients.filter(({ reconnects }) => reconnects).length
    let killedAt = NaN
    let statements: StatementCount[] = []
    const measured = await measure(cleanup, {
      system,
      log,
      load: {
        transport: values.transport,
        clients,
        pace: { kind: 'open', perSecond: values.rate },
        size: values.size,
        warmUpSeconds: 1,
        seconds: values.seconds,
        generators: values.generators,
      },
      async meanwhile(progress) {
        await delay(KILL_AFTER_MS)
        await resetStatements(system.sql)
        killedAt = monotonic()
        await victim!.kill()
        log('the node is killed')
        while (progress.counts.resumed < reconnecting && monotonic() < killedAt + MAX_RESUME_MS)
          await delay(POLL_MS)
        statements = await countStatements(system.sql)
      },
    })
    await system.stopServers()

    const stored = (values.rate * (measured.resumedAt - killedAt)) / 1_000
    const { appends, others } = split(statements)
    const resumed = measured.counts.resumed
    return {
      figures: [
        { key: 'connections', label: 'connections on the killed node', value: reconnecting, unit: '' },
        { key: 'resumed', label: 'resumed on the other node', value: resumed, unit: '' },
        {
          key: 'seconds',
          label: 'until the last had resumed',
          value: (measured.resumedAt - killedAt) / 1_000,
          unit: 's',
          digits: 2,
        },
        ...latencyFigures('away', 'disconnected', measured.disconnected),
        { key: 'statements', label: 'SQL statements in that time, without appends', value: others, unit: '' },
        { key: 'statements.append', label: 'append statements in that time', value: appends, unit: '' },
        { key: 'stored', label: 'messages sent in that time', value: stored, unit: '' },
        ...latencyFigures('delivery', 'delivery', measured.delivery),
        ...checkFigures(measured),
      ],
      problems: [
        ...measured.problems,
        ...(resumed < reconnecting ? [`${reconnecting - resumed} of ${reconnecting} have not resumed`] : []),
      ],
      notes: [
        ...machineNotes(measured),
        ...statements
          .slice(0, 5)
          .map(({ text, calls }) => `${calls} × ${text.replace(/\s+/g, ' ').slice(0, 100)}`),
      ],
      durability: system.durability,
      window: { from: measured.during.from, to: measured.during.to },
    }
  },
}

/** Appends are caused by the load, not by reconnecting. */
function split(statements: readonly StatementCount[]): { appends: number; others: number } {
  const found = { appends: 0, others: 0 }
  for (const { text, calls } of statements) {
    found[/insert into messages/i.test(text) ? 'appends' : 'others'] += calls
  }
  return found
}
