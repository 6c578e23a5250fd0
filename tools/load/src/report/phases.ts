import { markdown } from '../output/output.ts'
import { originalBursts, originalHeld, type OriginalArrival, originalTalks } from './original-system.ts'
import type { Results } from './results.ts'
import { amounts, type Size } from './parameters.ts'
import { show, withProblem, withUnit } from './format.ts'

/** Phase 1 of the original system: bursts of connections, before and after each of its limits was raised. */
export function phase1(results: Results, size: Size): string {
  const { bursts, limited } = amounts[size]
  const columns = ['files', 'backlog', 'none'] as const
  const burst = markdown({
    title: 'Bursts of STOMP connections: succeeded / average ws_connecting / average ws_connect_time',
    head: [
      'connections',
      'original, ulimit 1,024',
      'ours, ulimit 1,024',
      'original, ulimit 20,000',
      'ours, ulimit 20,000 (backlog 100)',
      'original, backlog raised',
      'ours, default settings',
      'ours, all connected after',
    ],
    rows: bursts.map((connections) => {
      const original = originalBursts.find((row) => row.connections === connections)
      const pairs = columns.flatMap((limit) => [
        arrival(original?.[limit]),
        withProblem(
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
  const heldCounts = size === 'full' ? [...new Set([...limited, 18_000])] : limited
  const held = markdown({
    title: 'Held connections',
    head: [
      'connections',
      'original, server limit 8,192',
      'ours, MAX_CONNECTIONS 8192',
      'original, limit raised',
      'ours, default settings',
    ],
    rows: heldCounts.map((connections) => {
      const original = originalHeld.find((row) => row.connections === connections)
      const percent = (id: string) => withUnit(results.figure(id, 'held.percent'), '%', 2)
      const shipped = results.get(`connect-${connections}-none`) ? `connect-${connections}-none` : 'held'
      return [
        show(connections),
        withUnit(original?.before, '%', 2),
        results.get(`connect-${connections}-connections`)
          ? percent(`connect-${connections}-connections`)
          : '–',
        withUnit(original?.after, '%', 2),
        shipped === 'held'
          ? withProblem(
              results,
              'held',
              `${percent('held')} of ${show(results.figure('held', 'connections'))}`,
            )
          : percent(shipped),
      ]
    }),
  })
  return `${burst}\n\n${held}`
}

/** Phase 2 of the original system: the same load over STOMP and RSocket. Ours has pairs, so each message is delivered to two. */
export function phase2(results: Results, size: Size): string {
  return markdown({
    title: 'Users who open a room, connect, and send every 2 s; one server, RabbitMQ',
    head: [
      'users',
      'original STOMP: success, latency',
      'ours STOMP: success, received, average, p99',
      'original RSocket: received, latency',
      'ours RSocket: success, received, average, p99',
    ],
    rows: amounts[size].users.map((users) => {
      const original = originalTalks.find((row) => row.users === users)
      const [stomp, rsocket] = [`talk-stomp-${users}`, `talk-rsocket-ws-${users}`]
      return [
        show(users),
        original === undefined
          ? '–'
          : original.stomp === undefined
            ? 'not measurable'
            : `${show(original.stomp.succeeded, 2)} %, ${show(original.stomp.latency)} ms`,
        withProblem(results, stomp, talk(results, stomp)),
        original === undefined
          ? '–'
          : `${show(original.rsocket.received, 1)} %, ${show(original.rsocket.latency)} ms`,
        withProblem(results, rsocket, talk(results, rsocket)),
      ]
    }),
  })
}

/** Phase 3 of the original system: in memory on one server, and RabbitMQ with two; ours changes one variable at a time. */
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
      'original',
      'success',
      'received',
      'first message, average',
      'latency average',
      'p50',
      'p99',
      'max',
    ],
    rows: rows.map(([what, original, id]) => {
      const time = (key: string) => withUnit(results.figure(id, key), 'ms', 1)
      return [
        what,
        original,
        withProblem(results, id, withUnit(results.figure(id, 'succeeded.percent'), '%', 2)),
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

function arrival(original: OriginalArrival | undefined): string {
  if (!original) return '–'
  const [succeeded, connecting, connect] = original
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
