import { catalogueRequests } from '../catalogue/catalogue-requests.ts'
import { generateLoad, type LoadSummary, type Requests } from '../catalogue/generate-load.ts'
import { costFigure } from '../measurement/chat-figures.ts'
import type { Figure, Scenario } from '../scenario/scenario.ts'
import { median } from '../statistics/median.ts'
import { pinServers } from '../system/pin-cores.ts'
import { openShop, type Shop } from '../system/shop.ts'
import { openFolder } from '../system/system.ts'
import { type CpuSeconds, cpuBetween, readServerMemory, readUsage } from '../system/usage.ts'

const options = {
  products: { what: 'products in the shop', fallback: 100_000, least: 400, most: 1_000_000 },
  connections: {
    what: 'concurrent connections, each waiting for its response',
    fallback: 32,
    least: 1,
    most: 5_000,
  },
  seconds: { what: 'measured seconds of each round', fallback: 4, least: 1, most: 3_600 },
  rounds: { what: 'rounds for each kind of request; the one with the median rate counts', fallback: 3, least: 1, most: 9 }, // prettier-ignore
  warmup: { what: 'seconds before the first round', fallback: 2, least: 0, most: 600 },
}

const MEBIBYTE = 1_048_576

/** The most frequent requests of a large shop, sent by wrk. */
export const http: Scenario<typeof options> = {
  name: 'http',
  summary:
    'commerce-api with 100,000 products: lists, filters and their counts, details, deep pages, searches; closed loop of wrk',
  options,
  async run({ cleanup, profile, log }, { products, connections, seconds, rounds, warmup }) {
    const shop = await openShop(cleanup, { profile, log, products })
    const isPinned = await pinServers(cleanup, shop.nodes)
    const load = { url: shop.url, folder: await openFolder(cleanup), connections, seconds }
    const from = readUsage(shop).at
    const figures: Figure[] = []
    const rates = new Map<string, number>()
    const problems: string[] = []
    for (const requests of await catalogueRequests(shop.sql, shop.url)) {
      log(requests.label)
      if (warmup > 0) await generateLoad(requests, { ...load, seconds: warmup })
      const measured: Round[] = []
      while (measured.length < rounds) measured.push(await measure(shop, requests, load))
      const failed = measured.reduce((sum, { summary }) => sum + summary.failed, 0)
      if (failed > 0) problems.push(`${requests.label}: ${failed} requests failed`)
      const round = middle(measured)
      rates.set(requests.key, rateOf(round))
      figures.push(...figuresOf(requests, round))
    }
    const memory = readServerMemory(shop)
    figures.push(
      { key: 'deep.ratio', label: 'first page / page at 96 %, by rate', value: rates.get('first')! / rates.get('deep')!, unit: '×', digits: 2 }, // prettier-ignore
      { key: 'ready', label: 'from start to ready', value: shop.readyMs, unit: 'ms' },
      {
        key: 'rss',
        label: 'server memory after the load',
        value: memory && memory.rss / MEBIBYTE,
        unit: 'MiB',
      },
    )
    return {
      figures,
      problems,
      notes: [
        'closed loop: a connection sends its next request after the response',
        isPinned
          ? 'commerce-api on core 0; PostgreSQL and wrk on core 1'
          : 'not pinned: all processes share all cores',
      ],
      durability: shop.durability,
      window: { from, to: readUsage(shop).at },
    }
  },
}

interface Round {
  summary: LoadSummary
  cpu: CpuSeconds
}

async function measure(
  shop: Shop,
  requests: Requests,
  load: Parameters<typeof generateLoad>[1],
): Promise<Round> {
  const before = readUsage(shop)
  const summary = await generateLoad(requests, load)
  return { summary, cpu: cpuBetween(before, readUsage(shop)) }
}

const rateOf = ({ summary }: Round) => summary.responses / summary.seconds

/** The round whose rate is nearest to the median. */
function middle(measured: readonly Round[]): Round {
  const wanted = median(measured.map(rateOf))!
  const distance = (round: Round) => Math.abs(rateOf(round) - wanted)
  return measured.toSorted((one, other) => distance(one) - distance(other))[0]!
}

function figuresOf({ key, label }: Requests, { summary, cpu }: Round): Figure[] {
  const { responses: count, p50, p95, p99 } = summary
  const time = (name: string, value: number): Figure => ({
    key: `${key}.${name}`,
    label: `${label} ${name}`,
    value,
    unit: 'ms',
    digits: 1,
  })
  return [
    {
      key: `${key}.perSecond`,
      label: `${label}: responses per second`,
      value: count / summary.seconds,
      unit: '/s',
    },
    time('p50', p50),
    time('p95', p95),
    time('p99', p99),
    costFigure(`${key}.server`, `${label}: server CPU for each`, { cpu: cpu.server, count }),
    costFigure(`${key}.database`, `${label}: PostgreSQL CPU for each`, { cpu: cpu.database, count }),
  ]
}
