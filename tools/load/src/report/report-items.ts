import { amounts, type Size } from './parameters.ts'

/** One call of the load tool whose figures the page needs. */
export interface Item {
  /** Key of its figures on the page; the name of its result file. */
  id: string
  args: string[]
  repeat: number
}

const limits = ['files', 'backlog', 'none'] as const
/** The original system used RSocket over WebSocket. */
const talkTransports = ['stomp', 'rsocket-ws'] as const
export const idleTransports = ['ws', 'rsocket-tcp', 'stomp'] as const

/** All items of the page, in the order of measurement. */
export function itemsOf(size: Size): Item[] {
  return [...connects(size), ...talks(size), ...rooms(size), ...faults(size), ...others(size)]
}

function connects(size: Size): Item[] {
  const { bursts, limited, held, idle, workers } = amounts[size]
  const burst = { hold: 5, timeout: 15, transport: 'stomp' }
  return [
    ...bursts.flatMap((connections) =>
      limits.map((before) =>
        item(`connect-${connections}-${before}`, 'connect', { connections, before, ...burst }),
      ),
    ),
    ...limited.map((connections) =>
      item(`connect-${connections}-connections`, 'connect', { connections, before: 'connections', ...burst }),
    ),
    item('held', 'connect', held),
    ...idleTransports.map((transport) => item(`idle-${transport}`, 'connect', { ...idle, transport })),
    item('workers', 'connect', workers),
  ]
}

function talks(size: Size): Item[] {
  const { users: all, talk, repeat } = amounts[size]
  const most = { users: all.at(-1)!, ...talk }
  return [
    ...talkTransports.flatMap((transport) =>
      all.map((users) => item(`talk-${transport}-${users}`, 'e2e', { users, ...talk, transport })),
    ),
    item('talk-memory', 'e2e', { ...most, transport: 'rsocket-ws', broker: 'memory' }),
    ...talkTransports.map((transport) =>
      item(`talk-two-${transport}`, 'e2e', { ...most, transport, nodes: 2 }, repeat),
    ),
  ]
}

function rooms(size: Size): Item[] {
  const { room, busyRoom, seconds, appendRate, appendTwo, repeat } = amounts[size]
  return [
    item('room-memory', 'fanout', { ...room, seconds, broker: 'memory' }),
    item('room-two', 'fanout', { ...room, seconds, nodes: 2 }, repeat),
    item('room-busy', 'fanout', { ...busyRoom, seconds }, repeat),
    item('append-most', 'append', { seconds }, repeat),
    item('append-rate', 'append', { seconds, rate: appendRate }, repeat),
    item('append-two', 'append', { seconds, rate: appendTwo, nodes: 2 }, repeat),
  ]
}

function faults(size: Size): Item[] {
  const { slow, storm, drain, soak } = amounts[size]
  return [
    item('slow', 'slow', slow),
    item('storm', 'storm', storm),
    item('drain', 'drain', drain),
    item('soak', 'soak', soak),
  ]
}

function others(size: Size): Item[] {
  const { http, trade, compare, compareBusy, repeat } = amounts[size]
  return [
    item('http', 'http', http),
    item('trade', 'trade', trade, repeat),
    item('compare-idle', 'compare', { ...compare, rate: 20 }),
    item('compare-busy', 'compare', { ...compare, ...compareBusy }),
  ]
}

function item(id: string, scenario: string, options: Record<string, number | string>, repeat = 1): Item {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return { id, args: [scenario, ...args], repeat }
}
