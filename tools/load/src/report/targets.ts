import { markdown } from '../output/output.ts'
import { amounts, type Size } from './parameters.ts'
import type { Results } from './results.ts'
import { idleTransports } from './report-items.ts'
import { tradeTargets } from './trade-targets.ts'
import { atLeast, atMost, both } from './verdict.ts'
import { show, withProblem, withUnit } from './format.ts'

/** A target, published figures of others, and the results that decide it. */
export interface Target {
  what: string
  others: string
  target: string
  ids: readonly string[]
  figure: (results: Results) => string
  /** Undefined when it was not measured. */
  isReached: (results: Results) => boolean | undefined
}

/** Every target with our figure. Only the full set can reach them; the loads of the quick set are too small. */
export function targetTable(results: Results, size: Size): string {
  return markdown({
    title: 'Targets, on two cores shared with PostgreSQL, RabbitMQ and the clients; medians over the runs',
    head: ['', 'original, others', 'target', 'ours', 'reached'],
    rows: [...targets(size), ...tradeTargets(size)].map(
      ({ what, others, target, ids, figure, isReached }) => {
        const wrong = ids.filter((id) => results.problem(id) !== undefined)
        const text = wrong.reduce((before, id) => withProblem(results, id, before), figure(results))
        return [what, others, target, text, verdict(size, wrong.length > 0 ? false : isReached(results))]
      },
    ),
  })
}

function verdict(size: Size, isReached: boolean | undefined): string {
  if (isReached === undefined) return '–'
  if (size === 'quick') return 'quick set'
  return isReached ? 'yes' : '**no**'
}

/** Maximum KB per idle connection. */
const maxPerConnection = { ws: 14, 'rsocket-tcp': 16, stomp: 16 } as const

function targets(size: Size): Target[] {
  const of = amounts[size]
  const burst = `connect-${of.bursts.at(-1)}-none`
  const storm = of.storm.connections
  return [
    {
      what: `burst of ${show(of.bursts.at(-1))} authenticated connections, one process`,
      others: '96.27 %, 7.4 s average connecting',
      target: '100 %, all within 8 s',
      ids: [burst],
      figure: (results) =>
        `${percent(results, burst, 'succeeded.percent')}, all within ${withUnit(results.figure(burst, 'seconds'), 's', 1)}`,
      isReached: (results) =>
        both(isAll(results, burst, 'succeeded.percent'), atMost(results.figure(burst, 'seconds'), 8)),
    },
    {
      what: `${show(of.held.connections)} connections held on one process of 20,000 files, ${of.held.hold} s`,
      others: '90.81 % at 18,000',
      target: '100 %, pings answered',
      ids: ['held'],
      figure: (results) => percent(results, 'held', 'held.percent'),
      isReached: (results) => isAll(results, 'held', 'held.percent'),
    },
    {
      what: `connections on the machine with \`CHAT_WORKERS\` ${of.workers.workers}`,
      others: '–',
      target: `${show(of.workers.connections)} held, 100 %`,
      ids: ['workers'],
      figure: (results) =>
        `${show(results.figure('workers', 'held'))} held, ${percent(results, 'workers', 'held.percent')}`,
      isReached: (results) => isAll(results, 'workers', 'held.percent'),
    },
    {
      what: 'RSS per idle connection, authenticated, subscribed to one room',
      others: '`ws` alone 9 KB, Centrifugo 27 KB (11 tuned)',
      target: 'WebSocket ≤ 14 KB, RSocket ≤ 16 KB, STOMP ≤ 16 KB',
      ids: idleTransports.map((transport) => `idle-${transport}`),
      figure: (results) =>
        idleTransports
          .map((transport) => `${transport} ${withUnit(perConnection(results, transport), 'KB', 1)}`)
          .join(', '),
      isReached: (results) =>
        both(
          ...idleTransports.map((transport) =>
            atMost(perConnection(results, transport), maxPerConnection[transport]),
          ),
        ),
    },
    {
      what: `${show(of.users.at(-1))} users, e2e, a message each every 2 s, two nodes, RabbitMQ, RSocket`,
      others: '99.9 %, ~50 ms average',
      target: '100 %, p50 ≤ 15 ms, p99 ≤ 60 ms',
      ids: ['talk-two-rsocket-ws'],
      figure: (results) =>
        `${percent(results, 'talk-two-rsocket-ws', 'received.percent')}, ${times(results, 'talk-two-rsocket-ws')}`,
      isReached: (results) =>
        both(
          isAll(results, 'talk-two-rsocket-ws', 'received.percent'),
          isAll(results, 'talk-two-rsocket-ws', 'succeeded.percent'),
          atMost(results.figure('talk-two-rsocket-ws', 'delivery.p50'), 15),
          atMost(results.figure('talk-two-rsocket-ws', 'delivery.p99'), 60),
        ),
    },
    {
      what: 'the same over STOMP',
      others: 'Tomcat: 21 % at 2,000, none at 3,000',
      target: 'as RSocket within 1.5×',
      ids: ['talk-two-stomp'],
      figure: (results) =>
        `${percent(results, 'talk-two-stomp', 'received.percent')}, ${times(results, 'talk-two-stomp')}`,
      isReached(results) {
        const rsocket = results.figure('talk-two-rsocket-ws', 'delivery.p99')
        return both(
          isAll(results, 'talk-two-stomp', 'received.percent'),
          rsocket === undefined
            ? undefined
            : atMost(results.figure('talk-two-stomp', 'delivery.p99'), 1.5 * rsocket),
        )
      },
    },
    {
      what: `one room of ${show(of.room.members)} members over two nodes, ${of.room.rate} messages/s`,
      others: 'in memory: 79 %, up to 39 s',
      target: '100 %, p99 ≤ 150 ms',
      ids: ['room-two'],
      figure: (results) => `${complete(results, 'room-two')}, ${times(results, 'room-two')}`,
      isReached: (results) => atMost(results.figure('room-two', 'delivery.p99'), 150),
    },
    {
      what: `one room of ${show(of.busyRoom.members)}, one node, ${of.busyRoom.rate} messages/s`,
      others:
        'Socket.IO and `ws` stop at ~98,000 deliveries/s; NATS 2.9 494,000/s at p99 474 ms; mosquitto 89,000/s; ' +
        'ejabberd MUC < 30,000/s; RabbitMQ Web STOMP 21,000/s',
      target: '100 % in order, p99 ≤ 60 ms, ≤ 2.5 µs server CPU per delivery',
      ids: ['room-busy'],
      figure: (results) =>
        `${show(results.figure('room-busy', 'deliveries.perSecond'))} deliveries/s, ${complete(results, 'room-busy')}, ` +
        `${times(results, 'room-busy')}, ${withUnit(results.figure('room-busy', 'server.perDelivery'), 'µs', 2)}`,
      isReached: (results) =>
        both(
          atMost(results.figure('room-busy', 'delivery.p99'), 60),
          atMost(results.figure('room-busy', 'server.perDelivery'), 2.5),
        ),
    },
    {
      what: 'a room at 20 messages/s',
      others: '`ws`: p50 5.4, p99 13 ms',
      target: 'not worse than plain `ws` in the same run',
      ids: ['compare-idle'],
      figure: (results) =>
        ['munova-ws', 'naive-ws']
          .map(
            (key) =>
              `${key === 'naive-ws' ? '`ws`' : 'ours'} p50 ${ms(results, key, 'p50')}, p99 ${ms(results, key, 'p99')}`,
          )
          .join('; '),
      isReached: (results) =>
        both(
          ...['p50', 'p99'].map((key) =>
            atMost(
              results.figure('compare-idle', `munova-ws.${key}`),
              results.figure('compare-idle', `naive-ws.${key}`) ?? NaN,
            ),
          ),
        ),
    },
    {
      what: 'stored and acked messages/s, all rooms, PostgreSQL on the same machine',
      others: "Centrifugo's PostgreSQL broker 17,000/s on a laptop M4",
      target: `≥ 12,000/s; ack p99 ≤ 25 ms at ${show(of.appendRate)}/s`,
      ids: ['append-most', 'append-rate'],
      figure: (results) =>
        `${show(results.figure('append-most', 'ackedPerSecond'))}/s; ` +
        `ack p99 ${withUnit(results.figure('append-rate', 'ack.p99'), 'ms', 1)} at ${show(of.appendRate)}/s`,
      isReached: (results) =>
        both(
          atLeast(results.figure('append-most', 'ackedPerSecond'), 12_000),
          atMost(results.figure('append-rate', 'ack.p99'), 25),
        ),
    },
    {
      what: `node with ${show(storm)} connections killed`,
      others: '–',
      target: 'all resumed ≤ 15 s, ≤ 200 SQL statements for it',
      ids: ['storm'],
      figure: (results) =>
        `${show(results.figure('storm', 'resumed'))} of ${show(results.figure('storm', 'connections'))} in ` +
        `${withUnit(results.figure('storm', 'seconds'), 's', 1)}, ${show(results.figure('storm', 'statements'))} statements`,
      isReached: (results) =>
        both(
          atMost(results.figure('storm', 'seconds'), 15),
          atMost(results.figure('storm', 'statements'), 200),
        ),
    },
    {
      what: 'rolling restart of two nodes under load',
      others: '–',
      target: '0 failed sends visible to users, 0 lost',
      ids: ['drain'],
      figure: (results) =>
        `${show(results.figure('drain', 'failed'))} failed, ${show(results.figure('drain', 'lost'))} lost; ` +
        `${show(results.figure('drain', 'reconnects'))} reconnects`,
      isReached: (results) =>
        both(atMost(results.figure('drain', 'failed'), 0), atMost(results.figure('drain', 'lost'), 0)),
    },
    {
      what: `AMQP messages per chat message at ${show(of.appendTwo)}/s, two nodes`,
      others: '1',
      target: '≤ 0.2',
      ids: ['append-two'],
      figure: (results) => show(results.figure('append-two', 'amqp.perMessage'), 3),
      isReached: (results) => atMost(results.figure('append-two', 'amqp.perMessage'), 0.2),
    },
  ]
}

function percent(results: Results, id: string, key: string): string {
  return withUnit(results.figure(id, key), '%', 2)
}

function times(results: Results, id: string): string {
  const time = (key: string) => withUnit(results.figure(id, key), 'ms', 1)
  return `p50 ${time('delivery.p50')}, p99 ${time('delivery.p99')}`
}

function ms(results: Results, contestant: string, key: string): string {
  return withUnit(results.figure('compare-idle', `${contestant}.${key}`), 'ms', 1)
}

/** The page uses KB of 1,000 bytes, like the sources that it quotes. */
function perConnection(results: Results, transport: string): number | undefined {
  const kibibytes = results.figure(`idle-${transport}`, 'rss.perConnection')
  return kibibytes === undefined ? undefined : kibibytes * 1.024
}

function complete(results: Results, id: string): string {
  const [received, lost] = [results.figure(id, 'deliveries.received'), results.figure(id, 'lost')]
  if (received === undefined || lost === undefined) return '–'
  return withUnit((100 * received) / (received + lost), '%', 2)
}

function isAll(results: Results, id: string, key: string): boolean | undefined {
  return atLeast(results.figure(id, key), 100)
}
