import { markdown } from '../output/output.ts'
import { seedCrowds, seedHeld, type SeedArrival, seedTalks } from './seed.ts'
import type { Results } from './results.ts'
import { amounts, type Size } from './amounts.ts'
import { show, told, withUnit } from './words.ts'

/** The seed's phase 1: connections at once, before its limits were raised, and after each of them was. */
export function phase1(results: Results, size: Size): string {
  const { crowds, capped } = amounts[size]
  const columns = ['files', 'backlog', 'none'] as const
  const burst = markdown({
    title: 'Connections at once over STOMP: succeeded / average ws_connecting / average ws_connect_time',
    head: [
      'connections',
      'seed, ulimit 1,024',
      'ours, ulimit 1,024',
      'seed, ulimit 20,000',
      'ours, ulimit 20,000 (backlog 100)',
      'seed, and backlog',
      'ours, as shipped',
      'ours, all there after',
    ],
    rows: crowds.map((connections) => {
      const seed = seedCrowds.find((row) => row.connections === connections)
      const pairs = columns.flatMap((limit) => [
        arrival(seed?.[limit]),
        told(
          results,
          `connect-${connections}-${limit}`,
          ourArrival(results, `connect-${connections}-${limit}`),
        ),
      ])
      return [
        show(connections),
        ...pairs,
        withUnit(results.figure(`connect-${connections}-none`, 'seconds'), 's', 1),
      ]
    }),
  })
  const heldCounts = size === 'full' ? [...new Set([...capped, 18_000])] : capped
  const held = markdown({
    title: 'Connections that are held',
    head: [
      'connections',
      'seed, server limit 8,192',
      'ours, MAX_CONNECTIONS 8192',
      'seed, limit raised',
      'ours, as shipped',
    ],
    rows: heldCounts.map((connections) => {
      const seed = seedHeld.find((row) => row.connections === connections)
      const percent = (id: string) => withUnit(results.figure(id, 'held.percent'), '%', 2)
      const shipped = results.get(`connect-${connections}-none`) ? `connect-${connections}-none` : 'held'
      return [
        show(connections),
        withUnit(seed?.before, '%', 2),
        results.get(`connect-${connections}-connections`)
          ? percent(`connect-${connections}-connections`)
          : '–',
        withUnit(seed?.after, '%', 2),
        shipped === 'held'
          ? told(results, 'held', `${percent('held')} of ${show(results.figure('held', 'connections'))}`)
          : percent(shipped),
      ]
    }),
  })
  return `${burst}\n\n${held}`
}

/** The seed's phase 2: the same talk over STOMP and RSocket. Ours: pairs, every message to two, from the request on. */
export function phase2(results: Results, size: Size): string {
  return markdown({
    title: 'Users who open a room, connect, and send every 2 s; one server, RabbitMQ',
    head: [
      'users',
      'seed STOMP: success, latency',
      'ours STOMP: success, received, average, p99',
      'seed RSocket: received, latency',
      'ours RSocket: success, received, average, p99',
    ],
    rows: amounts[size].users.map((users) => {
      const seed = seedTalks.find((row) => row.users === users)
      const [stomp, rsocket] = [`talk-stomp-${users}`, `talk-rsocket-ws-${users}`]
      return [
        show(users),
        seed === undefined
          ? '–'
          : seed.stomp === undefined
            ? 'not measurable'
            : `${show(seed.stomp.succeeded, 2)} %, ${show(seed.stomp.latency)} ms`,
        told(results, stomp, talk(results, stomp)),
        seed === undefined ? '–' : `${show(seed.rsocket.received, 1)} %, ${show(seed.rsocket.latency)} ms`,
        told(results, rsocket, talk(results, rsocket)),
      ]
    }),
  })
}

/** The seed's phase 3: in memory on one server, and RabbitMQ with two; here one variable changes at a time. */
export function phase3(results: Results, size: Size): string {
  const most = amounts[size].users.at(-1)!
  const rows: [string, string, string][] = [
    ['one server, in memory', 'received 79 %, latency up to 39 s', 'talk-memory'],
    ['one server, RabbitMQ', '–', `talk-rsocket-ws-${most}`],
    ['two servers, RabbitMQ', 'received 99.9 %, latency about 50 ms', 'talk-two-rsocket-ws'],
  ]
  return markdown({
    title: `${show(most)} users over RSocket, each sends every 2 s`,
    head: [
      '',
      'seed',
      'success',
      'received',
      'first message, average',
      'latency average',
      'p50',
      'p99',
      'max',
    ],
    rows: rows.map(([what, seed, id]) => {
      const time = (key: string) => withUnit(results.figure(id, key), 'ms', 1)
      return [
        what,
        seed,
        told(results, id, withUnit(results.figure(id, 'succeeded.percent'), '%', 2)),
        withUnit(results.figure(id, 'received.percent'), '%', 2),
        time('firstMessage.mean'),
        time('delivery.mean'),
        time('delivery.p50'),
        time('delivery.p99'),
        time('delivery.max'),
      ]
    }),
  })
}

function arrival(seed: SeedArrival | undefined): string {
  if (!seed) return '–'
  const [succeeded, connecting, connect] = seed
  return `${show(succeeded, 2)} % / ${show(connecting, 2)} s / ${show(connect, 2)} s`
}

function ourArrival(results: Results, id: string): string {
  const seconds = (key: string) => {
    const value = results.figure(id, key)
    return withUnit(value === undefined ? undefined : value / 1_000, 's', 2)
  }
  const succeeded = withUnit(results.figure(id, 'succeeded.percent'), '%', 2)
  return `${succeeded} / ${seconds('connecting.mean')} / ${seconds('connect.mean')}`
}

function talk(results: Results, id: string): string {
  const percent = (key: string) => withUnit(results.figure(id, key), '%', 2)
  const time = (key: string) => withUnit(results.figure(id, key), 'ms', 1)
  return `${percent('succeeded.percent')}, ${percent('received.percent')}, ${time('delivery.mean')}, ${time('delivery.p99')}`
}
