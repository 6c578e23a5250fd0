import { costFigure } from '../measurement/chat-figures.ts'
import type { Figure } from '../scenario/scenario.ts'
import type { Shop } from '../system/shop.ts'
import { cpuBetween, readUsage } from '../system/usage.ts'

/** CPU seconds within a period. */
export interface CpuUsage {
  seconds: number
  server: number | undefined
  database: number | undefined
  /** This process, which runs the buyers. */
  client: number
}

/** Above this the buyers are the bottleneck. */
const BUSY_CORES = 0.85

/** Measures CPU usage from now until the returned function is called. */
export function measureCpu(shop: Shop): () => CpuUsage {
  const [before, own] = [readUsage(shop), process.cpuUsage()]
  return () => {
    const after = readUsage(shop)
    const { user, system } = process.cpuUsage(own)
    const { server, database } = cpuBetween(before, after)
    return { seconds: (after.at - before.at) / 1_000, server, database, client: (user + system) / 1e6 }
  }
}

/** CPU per item of `count` items, and the cores that were busy in total. */
export function cpuFigures(
  key: string,
  label: string,
  { cpu, count }: { cpu: CpuUsage; count: number },
): Figure[] {
  const { seconds, server, database, client } = cpu
  const cores = (name: string, who: string, used: number | undefined): Figure => ({
    key: `${key}.cores.${name}`,
    label: `${label}: ${who}, cores`,
    value: used === undefined ? undefined : used / seconds,
    unit: '',
    digits: 2,
  })
  return [
    costFigure(`${key}.server`, `${label}: server CPU for each`, { cpu: server, count }),
    costFigure(`${key}.database`, `${label}: PostgreSQL CPU for each`, { cpu: database, count }),
    cores('server', 'commerce-api', server),
    cores('database', 'PostgreSQL', database),
    cores('client', 'the buyers', client),
  ]
}

export function cpuNotes(label: string, { client, seconds }: CpuUsage): string[] {
  const cores = client / seconds
  return cores > BUSY_CORES
    ? [`${label}: the buyers used ${cores.toFixed(2)} cores: they are the bottleneck`]
    : []
}
