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
  rooms: { what: 'rooms; senders are assigned to them in rotation', fallback: 200, least: 1, most: 20_000 },
  senders: { what: 'sending connections, each into one room', fallback: 200, least: 1, most: 5_000 },
  rate: {
    what: 'messages per second in total; 0 = as fast as the window allows',
    fallback: 0,
    least: 0,
    most: 200_000,
  },
  // Above OPERATIONS_IN_FLIGHT (32) the server stops reading until it has responded.
  window: { what: 'unanswered messages of each sender, when rate is 0', fallback: 20, least: 1, most: 60 },
  ...systemOptions,
  ...loadOptions,
}

/** Storing and acking without subscribers. Afterwards the log is compared with the acks. */
export const append: Scenario<typeof options> = {
  name: 'append',
  summary: 'messages stored and acked in many rooms, without subscribers; closed loop, or open with --rate',
  options,
  async run({ cleanup, profile, log }, values) {
    const { nodes, broker, workers, transport, senders, rate, window, size, seconds, warmup, generators } =
      values
    const rooms = Math.min(values.rooms, senders)
    const system = await startSystem(cleanup, { nodes, broker, workers, profile, log })
    const people = await createMembers(system.sql, system.keys, senders)
    const ids = await createRooms(
      system.sql,
      Array.from({ length: rooms }, (_, room) => people.filter((_person, index) => index % rooms === room)),
    )
    const measured = await measure(cleanup, {
      system,
      log,
      load: {
        transport,
        clients: people.map(({ token }, index) => ({
          token,
          roomId: ids[index % rooms]!,
          node: index % nodes,
          subscribes: false,
          sender: index,
        })),
        pace: rate > 0 ? { kind: 'open', perSecond: rate } : { kind: 'closed', window },
        size,
        warmUpSeconds: warmup,
        seconds,
        generators,
      },
    })
    await system.stopServers()
    return {
      figures: figuresOf(measured, broker),
      problems: measured.problems,
      notes: [
        rate > 0
          ? `open loop, ${rate} messages/s`
          : `closed loop, ${window} unanswered messages of each of ${senders} senders`,
        ...machineNotes(measured),
      ],
      durability: system.durability,
      window: { from: measured.during.from, to: measured.during.to },
    }
  },
}

function figuresOf(measured: Measurement, broker: BrokerKind): Figure[] {
  const { counts, stored, during, ack, rejected } = measured
  const rejections = Object.entries(rejected).map(([code, count]): Figure => ({
    key: `rejected.${code}`,
    label: `rejected with ${code}`,
    value: count,
    unit: '',
  }))
  const cost = (cpu: number | undefined) => ({ cpu, count: during.acked })
  return [
    { key: 'offered', label: 'messages offered', value: counts.offered, unit: '' },
    { key: 'sent', label: 'sent', value: counts.sent, unit: '' },
    { key: 'acked', label: 'acked', value: counts.acked, unit: '' },
    { key: 'stored', label: 'stored', value: stored, unit: '' },
    ...rejections,
    ...checkFigures(measured),
    {
      key: 'ackedPerSecond',
      label: 'stored and acked per second',
      value: measured.ackedPerSecond,
      unit: '/s',
    },
    {
      key: 'messagesPerStatement',
      label: 'messages per statement',
      value: during.server.statements === 0 ? undefined : during.server.messages / during.server.statements,
      unit: '',
      digits: 1,
    },
    ...latencyFigures('ack', 'ack', ack),
    ...(broker === 'rabbit' ? [amqpFigure(measured)] : []),
    costFigure('server.perMessage', 'server CPU per message', cost(during.cpu.server)),
    costFigure('database.perMessage', 'PostgreSQL CPU per message', cost(during.cpu.database)),
    costFigure('broker.perMessage', 'RabbitMQ CPU per message', cost(during.cpu.broker)),
    ...machineFigures(measured),
  ]
}
