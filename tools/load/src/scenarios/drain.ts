import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../runtime/clock.ts'
import { checkFigures, latencyFigures, machineNotes } from '../measurement/chat-figures.ts'
import { measure } from '../measurement/measure.ts'
import { subscribers, createGroups } from '../fixtures/rooms.ts'
import { type Figure, loadOptions, type Scenario, systemOptions } from '../scenario/scenario.ts'
import { startSystem } from '../system/system.ts'

const { size, transport, generators } = loadOptions

const options = {
  rooms: { what: 'rooms', fallback: 100, least: 1, most: 5_000 },
  members: {
    what: 'members of each room, spread over two nodes; the first two send',
    fallback: 20,
    least: 2,
    most: 5_000,
  },
  rate: { what: 'messages per second in total', fallback: 200, least: 1, most: 50_000 },
  window: {
    what: 'milliseconds over which a draining node closes its connections (DRAIN_MS)',
    fallback: 5_000,
    least: 100,
    most: 60_000,
  },
  pause: { what: 'milliseconds between the two restarts', fallback: 3_000, least: 0, most: 60_000 },
  seconds: {
    what: 'measured seconds; both restarts have to fit into them',
    fallback: 40,
    least: 2,
    most: 600,
  },
  transport,
  workers: systemOptions.workers,
  size,
  generators,
}

/**
 * A rolling restart under load: each of two nodes is stopped, drains, and is started again. The clients behave like the
 * chat client: they reconnect and resend unanswered messages.
 */
export const drain: Scenario<typeof options> = {
  name: 'drain',
  summary: 'a rolling restart of two nodes under load',
  options,
  async run({ cleanup, profile, log }, values) {
    const system = await startSystem(cleanup, {
      nodes: 2,
      workers: values.workers,
      settings: { DRAIN_MS: String(values.window) },
      profile,
      log,
    })
    const groups = await createGroups(system, values)
    const restarts: { node: number; seconds: number; returned: number }[] = []
    const measured = await measure(cleanup, {
      system,
      log,
      load: {
        transport: values.transport,
        clients: subscribers(groups, ({ room, member }) => ({
          node: member % 2,
          reconnects: true,
          ...(member < 2 && { sender: 2 * room + member }),
        })),
        pace: { kind: 'open', perSecond: values.rate },
        size: values.size,
        warmUpSeconds: 1,
        seconds: values.seconds,
        generators: values.generators,
      },
      async meanwhile(progress) {
        for (const [index, node] of system.nodes.entries()) {
          const [from, before] = [monotonic(), progress.counts.resumed]
          log(`node ${index + 1} restarts`)
          await node.stop()
          await node.start()
          restarts.push({
            node: index + 1,
            seconds: (monotonic() - from) / 1_000,
            returned: progress.counts.resumed - before,
          })
          await delay(values.pause)
        }
      },
    })
    await system.stopServers()

    const { counts, interrupted, rejected } = measured
    const failed = counts.sent - counts.acked
    return {
      figures: [
        { key: 'sent', label: 'messages sent', value: counts.sent, unit: '' },
        { key: 'failed', label: 'failed sends visible to users', value: failed, unit: '' },
        ...restarts.map(({ node, seconds }): Figure => ({
          key: `restart.${node}`,
          label: `restart of node ${node}`,
          value: seconds,
          unit: 's',
          digits: 2,
        })),
        { key: 'reconnects', label: 'reconnects', value: counts.resumed, unit: '' },
        {
          key: 'reconnects.perSecond',
          label: 'reconnects per second during the restarts',
          value: counts.resumed / restarts.reduce((sum, { seconds }) => sum + seconds, 0),
          unit: '/s',
          digits: 1,
        },
        ...Object.entries(interrupted).map(([code, value]): Figure => ({
          key: `left.${code}`,
          label: `closed with ${code}`,
          value,
          unit: '',
        })),
        ...latencyFigures('away', 'disconnected', measured.disconnected),
        ...latencyFigures('ack', 'ack, repeats included', measured.ack),
        ...latencyFigures('delivery', 'delivery', measured.delivery),
        ...checkFigures(measured),
      ],
      problems: [
        ...measured.problems,
        ...Object.entries(rejected).map(([code, number]) => `${number} sends were rejected with ${code}`),
      ],
      notes: machineNotes(measured),
      durability: system.durability,
      window: { from: measured.during.from, to: measured.during.to },
    }
  },
}
