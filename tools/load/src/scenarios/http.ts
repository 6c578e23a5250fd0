import autocannon from 'autocannon'
import { costFigure } from '../measurement/chat-figures.ts'
import type { Figure, Scenario } from '../scenario/scenario.ts'
import { openShop, type Shop } from '../system/shop.ts'
import { type CpuSeconds, cpuBetween, readUsage } from '../system/usage.ts'

const options = {
  connections: {
    what: 'concurrent connections, each waiting for its response',
    fallback: 50,
    least: 1,
    most: 5_000,
  },
  seconds: { what: 'measured seconds for each kind of request', fallback: 10, least: 1, most: 3_600 },
  warmup: { what: 'seconds before that', fallback: 3, least: 0, most: 600 },
}

/** One of the most frequent requests. */
interface Page {
  key: string
  label: string
  paths: string[]
}

/** The most frequent requests of the shop, sent by autocannon from this process. */
export const http: Scenario<typeof options> = {
  name: 'http',
  summary: 'commerce-api with the seeded shop: product lists, filters, details; closed loop of autocannon',
  options,
  async run({ cleanup, profile, log }, values) {
    const shop = await openShop(cleanup, { profile, log })
    const from = readUsage(shop).at
    const figures: Figure[] = []
    const problems: string[] = []
    for (const page of await pagesOf(shop)) {
      log(page.label)
      const { result, cpu } = await measurePage(shop, page, values)
      figures.push(...figuresOf(page, result, cpu))
      const wrong = result.non2xx + result.errors + result.timeouts
      if (wrong > 0) problems.push(`${page.label}: ${wrong} of ${result.requests.total} requests failed`)
    }
    return {
      figures,
      problems,
      notes: ['closed loop: a connection sends its next request after the response'],
      durability: shop.durability,
      window: { from, to: readUsage(shop).at },
    }
  },
}

async function pagesOf({ url }: Shop): Promise<Page[]> {
  const response = await fetch(`${url}/v1/products?limit=100`)
  const { items } = (await response.json()) as { items: { id: number }[] }
  return [
    { key: 'list', label: 'product list', paths: ['/v1/products?limit=20'] },
    {
      key: 'filtered',
      label: 'filtered list',
      paths: [1, 2, 3, 4].map(
        (root) => `/v1/products?limit=20&category=${root}&minPrice=50000&maxPrice=150000`,
      ),
    },
    { key: 'detail', label: 'product detail', paths: items.map(({ id }) => `/v1/products/${id}`) },
  ]
}

async function measurePage(
  shop: Shop,
  { paths }: Page,
  { connections, seconds, warmup }: { connections: number; seconds: number; warmup: number },
): Promise<{ result: autocannon.Result; cpu: CpuSeconds }> {
  const request = { url: shop.url, connections, requests: paths.map((path) => ({ path })) }
  if (warmup > 0) await autocannon({ ...request, duration: warmup })
  const before = readUsage(shop)
  const result = await autocannon({ ...request, duration: seconds })
  return { result, cpu: cpuBetween(before, readUsage(shop)) }
}

function figuresOf(
  { key, label }: Page,
  { requests, latency }: autocannon.Result,
  cpu: CpuSeconds,
): Figure[] {
  const time = (name: string, value: number): Figure => ({
    key: `${key}.${name}`,
    label: `${label} ${name}`,
    value,
    unit: 'ms',
    digits: 1,
  })
  return [
    { key: `${key}.perSecond`, label: `${label}: responses per second`, value: requests.average, unit: '/s' },
    time('p50', latency.p50),
    time('p99', latency.p99),
    time('max', latency.max),
    costFigure(`${key}.server`, `${label}: server CPU for each`, { cpu: cpu.server, count: requests.total }),
    costFigure(`${key}.database`, `${label}: PostgreSQL CPU for each`, {
      cpu: cpu.database,
      count: requests.total,
    }),
  ]
}
