import {
  amqpFigure,
  checkFigures,
  costFigure,
  latencyFigures,
  machineFigures,
  machineNotes,
} from '../measurement/figures.ts'
import { measure, type Measured } from '../measurement/measure.ts'
import { makePeople, makeRooms } from '../fixtures/members.ts'
import { type Figure, loadOptions, type Scenario, systemOptions } from '../scenario/scenario.ts'
import type { BrokerKind } from '../system/chat-node.ts'
import { startSystem } from '../system/system.ts'

const options = {
  rooms: { what: 'rooms, one after the other for each sender', fallback: 200, least: 1, most: 20_000 },
  senders: { what: 'connections that send, each into its room', fallback: 200, least: 1, most: 5_000 },
  rate: {
    what: 'messages per second in all; 0 = as fast as the window allows',
    fallback: 0,
    least: 0,
    most: 200_000,
  },
  // Below the server's OPERATIONS_IN_FLIGHT of 64, at which it stops to read.
  window: { what: 'unanswered messages of each sender, when rate is 0', fallback: 20, least: 1, most: 60 },
  ...systemOptions,
  ...loadOptions,
}

/** Messages stored and answered; nobody listens. Afterwards the log is compared with the answers. */
export const append: Scenario<typeof options> = {
  name: 'append',
  summary: 'many rooms, messages stored and acked, nobody listens; closed loop, or open with --rate',
  options,
  async run({ closing, profile, log }, values) {
    const { nodes, broker, workers, transport, senders, rate, window, size, seconds, warmup, generators } =
      values
    const rooms = Math.min(values.rooms, senders)
    const system = await startSystem(closing, { nodes, broker, workers, profile, log })
    const people = await makePeople(system.sql, system.keys, senders)
    const ids = await makeRooms(
      system.sql,
      Array.from({ length: rooms }, (_, room) => people.filter((_person, index) => index % rooms === room)),
    )
    const measured = await measure(closing, {
      system,
      log,
      load: {
        transport,
        clients: people.map(({ token }, index) => ({
          token,
          roomId: ids[index % rooms]!,
          node: index % nodes,
          listens: false,
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

function figuresOf(measured: Measured, broker: BrokerKind): Figure[] {
  const { counts, stored, during, ack, refused } = measured
  const refusals = Object.entries(refused).map(([code, count]): Figure => ({
    key: `refused.${code}`,
    label: `refused ${code}`,
    value: count,
    unit: '',
  }))
  const cost = (cpu: number | undefined) => ({ cpu, count: during.acked })
  return [
    { key: 'offered', label: 'messages offered', value: counts.offered, unit: '' },
    { key: 'sent', label: 'sent', value: counts.sent, unit: '' },
    { key: 'acked', label: 'acked', value: counts.acked, unit: '' },
    { key: 'stored', label: 'stored', value: stored, unit: '' },
    ...refusals,
    ...checkFigures(measured),
    {
      key: 'ackedPerSecond',
      label: 'saved and acked per second',
      value: measured.ackedPerSecond,
      unit: '/s',
    },
    {
      key: 'messagesPerStatement',
      label: 'messages in one statement',
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
