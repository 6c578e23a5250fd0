import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../runtime/clock.ts'
import { checkFigures, latencyFigures, machineNotes } from '../measurement/figures.ts'
import { measure } from '../measurement/measure.ts'
import { listeners, makeGroups } from '../fixtures/rooms.ts'
import { loadOptions, type Scenario, systemOptions } from '../scenario/scenario.ts'
import { countStatements, resetStatements, type StatementCount } from '../system/statements.ts'
import { startSystem } from '../system/system.ts'

const { size, transport, generators } = loadOptions

const options = {
  connections: { what: 'on the node that dies', fallback: 15_000, least: 10, most: 40_000 },
  members: { what: 'of each room, all of them on that node but one', fallback: 1_000, least: 2, most: 5_000 },
  rate: { what: 'messages per second, sent on the node that lives', fallback: 20, least: 1, most: 10_000 },
  seconds: { what: 'measured seconds; the node dies in the second one', fallback: 30, least: 3, most: 600 },
  transport,
  workers: systemOptions.workers,
  size,
  generators,
}

const KILL_AFTER_MS = 2_000
const POLL_MS = 100
/** A storm that lasts longer has failed. */
const LONGEST_MS = 120_000

/**
 * A node dies as in a power cut, and all its connections come back at the other one, with a chat client's waits: how
 * long until the last has asked for what it missed, what it costs the database, and whether anything is missing.
 */
export const storm: Scenario<typeof options> = {
  name: 'storm',
  summary: 'one of two nodes is killed; its connections resume on the other',
  options,
  async run({ closing, profile, log }, values) {
    const system = await startSystem(closing, {
      nodes: 2,
      workers: values.workers,
      countStatements: true,
      settings: { MAX_CONNECTIONS: String(values.connections + 1_000) },
      profile,
      log,
    })
    const rooms = Math.max(1, Math.round(values.connections / (values.members - 1)))
    const groups = await makeGroups(system, { rooms, members: values.members })
    const [dying] = system.nodes
    const clients = listeners(groups, ({ room, member }) =>
      member === 0 ? { node: 1, sender: room } : { node: 0, comesBack: true },
    )
    const coming = clients.filter(({ comesBack }) => comesBack).length
    let killedAt = NaN
    let statements: StatementCount[] = []
    const measured = await measure(closing, {
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
        await dying!.kill()
        log('the node is dead')
        while (progress.counts.resumed < coming && monotonic() < killedAt + LONGEST_MS) await delay(POLL_MS)
        statements = await countStatements(system.sql)
      },
    })
    await system.stopServers()

    const stored = (values.rate * (measured.resumedAt - killedAt)) / 1_000
    const { appends, others } = split(statements)
    const resumed = measured.counts.resumed
    return {
      figures: [
        { key: 'connections', label: 'connections on the node that died', value: coming, unit: '' },
        { key: 'resumed', label: 'resumed on the other', value: resumed, unit: '' },
        {
          key: 'seconds',
          label: 'until the last was resumed',
          value: (measured.resumedAt - killedAt) / 1_000,
          unit: 's',
          digits: 2,
        },
        ...latencyFigures('away', 'away', measured.away),
        { key: 'statements', label: 'SQL statements meanwhile, appends left out', value: others, unit: '' },
        { key: 'statements.append', label: 'append statements meanwhile', value: appends, unit: '' },
        { key: 'stored', label: 'messages sent meanwhile', value: stored, unit: '' },
        ...latencyFigures('delivery', 'delivery', measured.delivery),
        ...checkFigures(measured),
      ],
      problems: [
        ...measured.problems,
        ...(resumed < coming ? [`${coming - resumed} of ${coming} have not come back`] : []),
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

/** Storing is not part of coming back. */
function split(statements: readonly StatementCount[]): { appends: number; others: number } {
  const found = { appends: 0, others: 0 }
  for (const { text, calls } of statements) {
    found[/insert into messages/i.test(text) ? 'appends' : 'others'] += calls
  }
  return found
}
