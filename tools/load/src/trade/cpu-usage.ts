import { costFigure } from '../measurement/figures.ts'
import type { Figure } from '../scenario/scenario.ts'
import type { Shop } from '../system/shop.ts'
import { cpuBetween, readUsage } from '../system/usage.ts'

/** CPU seconds within so many seconds. */
export interface Busy {
  seconds: number
  server: number | undefined
  database: number | undefined
  /** This process: the buyers. */
  client: number
}

/** Beyond this the buyers wait for themselves. */
const BUSY_CORES = 0.85

/** From now until the answer is called. */
export function watchCores(shop: Shop): () => Busy {
  const [before, own] = [readUsage(shop), process.cpuUsage()]
  return () => {
    const after = readUsage(shop)
    const { user, system } = process.cpuUsage(own)
    const { server, database } = cpuBetween(before, after)
    return { seconds: (after.at - before.at) / 1_000, server, database, client: (user + system) / 1e6 }
  }
}

/** What each of `count` things cost, and how many cores all of them kept busy. */
export function coreFigures(
  key: string,
  label: string,
  { busy, count }: { busy: Busy; count: number },
): Figure[] {
  const { seconds, server, database, client } = busy
  const cores = (name: string, who: string, cpu: number | undefined): Figure => ({
    key: `${key}.cores.${name}`,
    label: `${label}: ${who}, cores`,
    value: cpu === undefined ? undefined : cpu / seconds,
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

export function coreNotes(label: string, { client, seconds }: Busy): string[] {
  const cores = client / seconds
  return cores > BUSY_CORES
    ? [`${label}: the buyers used ${cores.toFixed(2)} cores: they are the bottleneck`]
    : []
}
