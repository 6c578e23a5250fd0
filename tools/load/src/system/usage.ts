import { monotonic } from '../runtime/clock.ts'
import { Processes, readMemory } from './process-stats.ts'

/** CPU seconds up to a point in time; undefined where the operating system does not report them. */
export interface Usage {
  at: number
  /** All nodes. */
  server: number | undefined
  database: number | undefined
  broker: number | undefined
  /** This process and everything it has started. */
  run: number | undefined
  machine: number | undefined
}
export type CpuSeconds = Record<keyof Omit<Usage, 'at'>, number | undefined>

/** The server processes; a baseline has some of them. */
export interface Measurable {
  nodes: readonly { pid: number }[]
  databasePid: number | undefined
}

export function readUsage({ nodes, databasePid }: Measurable): Usage {
  const processes = Processes.read()
  const broker = processes.findDescendant(process.pid, 'beam.smp')
  return {
    at: monotonic(),
    server: sum(nodes.map(({ pid }) => processes.cpuOfTree(pid))),
    database: databasePid === undefined ? undefined : processes.cpuOfTree(databasePid),
    broker: broker === undefined ? undefined : processes.cpuOf(broker),
    run: processes.cpuOfTree(process.pid),
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

/** Resident memory of all nodes and their workers in bytes; memory that workers share is counted for each. */
export function readServerMemory({ nodes }: Measurable): { rss: number; peak: number } | undefined {
  const processes = Processes.read()
  const all = nodes.flatMap(({ pid }) => processes.treeOf(pid)).map(readMemory)
  const [rss, peak] = [sum(all.map((each) => each?.rss)), sum(all.map((each) => each?.peak))]
  return rss === undefined || peak === undefined ? undefined : { rss, peak }
}

/** Undefined when a value is undefined, or there are none. */
function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length < values.length || known.length === 0
    ? undefined
    : known.reduce((total, value) => total + value, 0)
}
