import {
  amqpFigure,
  checkFigures,
  costFigure,
  latencyFigures,
  machineFigures,
  machineNotes,
} from '../measurement/chat-figures.ts'
import { measure, type Measurement } from '../measurement/measure.ts'
import { createMembers, createRooms } from '../fixtures/members.ts'
import { type Figure, loadOptions, type Scenario, systemOptions } from '../scenario/scenario.ts'
import type { BrokerKind } from '../system/chat-node.ts'
import { startSystem } from '../system/system.ts'

const options = {
  members: { what: 'members of the room, all connected', fallback: 1_000, least: 2, most: 5_000 },
  senders: { what: 'sending members, in rotation', fallback: 10, least: 1, most: 5_000 },
  rate: { what: 'messages per second into the room', fallback: 100, least: 1, most: 10_000 },
  ...systemOptions,
  ...loadOptions,
}

/** One room with all members connected: the cost of delivering each message to all of them. */
export const fanout: Scenario<typeof options> = {
  name: 'fanout',
  summary: 'one room, every message to every member; open loop',
  options,
  async run({ cleanup, profile, log }, values) {
    const { nodes, broker, workers, transport, members, senders, rate, size, seconds, warmup, generators } =
      values
    if (senders > members) throw new Error('more senders than members')
    const system = await startSystem(cleanup, { nodes, broker, workers, profile, log })
    const people = await createMembers(system.sql, system.keys, members)
    const [roomId] = await createRooms(system.sql, [people])
    const measured = await measure(cleanup, {
      system,
      log,
      load: {
        transport,
        clients: people.map(({ token }, index) => ({
          token,
          roomId: roomId!,
          node: index % nodes,
          subscribes: true,
          ...(index < senders && { sender: index }),
        })),
        pace: { kind: 'open', perSecond: rate },
        size,
        warmUpSeconds: warmup,
        seconds,
        generators,
      },
    })
    await system.stopServers()
    return {
      figures: figuresOf(measured, { members, broker }),
      problems: measured.problems,
      notes: machineNotes(measured),
      durability: system.durability,
      window: { from: measured.during.from, to: measured.during.to },
    }
  },
}

function figuresOf(
  measured: Measurement,
  { members, broker }: { members: number; broker: BrokerKind },
): Figure[] {
  const { counts, stored, during, delivery, ack } = measured
  return [
    { key: 'offered', label: 'messages offered', value: counts.offered, unit: '' },
    { key: 'sent', label: 'sent', value: counts.sent, unit: '' },
    { key: 'acked', label: 'acked', value: counts.acked, unit: '' },
    { key: 'deliveries.expected', label: 'deliveries expected', value: stored * members, unit: '' },
    { key: 'deliveries.received', label: 'deliveries received', value: counts.delivered, unit: '' },
    ...checkFigures(measured),
    {
      key: 'deliveries.perSecond',
      label: 'deliveries per second',
      value: during.delivered / during.seconds,
      unit: '/s',
    },
    ...latencyFigures('delivery', 'delivery', delivery),
    ...latencyFigures('ack', 'ack', ack),
    ...(broker === 'rabbit' ? [amqpFigure(measured)] : []),
    costFigure('server.perDelivery', 'server CPU per delivery', {
      cpu: during.cpu.server,
      count: during.delivered,
    }),
    ...machineFigures(measured),
  ]
}
