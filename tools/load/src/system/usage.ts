import { monotonic } from '../runtime/clock.ts'
import { Processes, readMemory } from './process-stats.ts'

/** CPU seconds by a moment; undefined where the operating system does not tell. */
export interface Usage {
  at: number
  /** All nodes. */
  server: number | undefined
  database: number | undefined
  broker: number | undefined
  /** Everything this run has started, and itself. */
  run: number | undefined
  machine: number | undefined
}
export type CpuSeconds = Record<keyof Omit<Usage, 'at'>, number | undefined>

/** The processes that serve; a baseline has some of them. */
export interface Measurable {
  nodes: readonly { pid: number }[]
  databasePid: number | undefined
}

export function readUsage({ nodes, databasePid }: Measurable): Usage {
  const processes = Processes.read()
  const broker = processes.findBelow(process.pid, 'beam.smp')
  return {
    at: monotonic(),
    server: sum(nodes.map(({ pid }) => processes.cpuOfFamily(pid))),
    database: databasePid === undefined ? undefined : processes.cpuOfFamily(databasePid),
    broker: broker === undefined ? undefined : processes.cpuOf(broker),
    run: processes.cpuOfFamily(process.pid),
    machine: processes.busySeconds,
  }
}

export function cpuBetween(before: Usage, after: Usage): CpuSeconds {
  const of = (key: keyof CpuSeconds) => {
    const [from, to] = [before[key], after[key]]
    return from === undefined || to === undefined ? undefined : to - from
  }
  return {
    server: of('server'),
    database: of('database'),
    broker: of('broker'),
    run: of('run'),
    machine: of('machine'),
  }
}

/** Resident memory of all nodes and their workers in bytes; what workers share counts for each. */
export function readServerMemory({ nodes }: Measurable): { rss: number; peak: number } | undefined {
  const processes = Processes.read()
  const all = nodes.flatMap(({ pid }) => processes.familyOf(pid)).map(readMemory)
  const [rss, peak] = [sum(all.map((each) => each?.rss)), sum(all.map((each) => each?.peak))]
  return rss === undefined || peak === undefined ? undefined : { rss, peak }
}

/** Undefined when one of them is, or there are none. */
function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length < values.length || known.length === 0
    ? undefined
    : known.reduce((total, value) => total + value, 0)
}
