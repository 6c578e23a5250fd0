import { randomUUID } from 'node:crypto'
import { Latency, summarize } from '../../clients/statistics/latency.ts'
import { count, type Tally } from '../../clients/statistics/tally.ts'
import { Requester, codeOf } from '../requester.ts'
import { home } from './checkout.ts'
import { cpuFigures, cpuNotes, measureCpu } from '../cpu-usage.ts'
import { forEachConcurrently } from '../for-each-concurrently.ts'
import { countFigure, timeFigures } from '../trade-figures.ts'
import { checkStock } from '../check-books.ts'
import { createMembers } from '../members.ts'
import type { Part, TradeContext } from '../context.ts'

/** Many buyers order the few pairs of one SKU at once, while the product list is polled. */
export const drop: Part = async (context) => {
  const { shop, values } = context
  const { buyers, pairs, concurrency } = values
  const skuId = context.anySku()
  await shop.sql`update skus set stock = reserved + allocated + ${pairs} where id = ${skuId}`
  const members = await createMembers(shop, buyers)
  const requester = new Requester(shop.url, concurrency)
  const body = { lines: [{ skuId, quantity: 1 }], address: home }
  const [won, lost, others] = [new Latency(), new Latency(), {} as Tally]
  let sold = 0

  const list = pollList(context)
  const stop = measureCpu(shop)
  const opened = performance.now()
  await forEachConcurrently(members, concurrency, async ({ token }) => {
    const response = await requester.send({
      method: 'POST',
      path: '/v1/orders',
      token,
      body,
      key: randomUUID(),
    })
    const code = response.status === 201 ? 'sold' : codeOf(response.text)
    if (code === 'sold') sold++
    if (code === 'sold') won.record(response.ms)
    else if (code === 'OUT_OF_STOCK') lost.record(response.ms)
    else count(others, `${response.status} ${code}`)
  })
  const seconds = (performance.now() - opened) / 1_000
  const cpu = stop()
  const seen = await list.stop()
  await requester.close()

  const [left] = await shop.sql<[{ pairs: number }]>`
    select stock - reserved - allocated as pairs from skus where id = ${skuId}`
  const wanted = Math.min(pairs, buyers)
  const problems = [
    ...(sold === wanted ? [] : [`${sold} pairs sold of ${wanted}`]),
    ...(left.pairs === pairs - wanted ? [] : [`${left.pairs} pairs are left of ${pairs}`]),
    ...Object.entries(others).map(([what, times]) => `${times} buyers got ${what}`),
    ...(seen.failed > 0 ? [`the product list failed ${seen.failed} times`] : []),
    ...(await checkStock(shop)),
  ]
  return {
    figures: [
      countFigure('drop.sold', 'drop: pairs sold', sold),
      { key: 'drop.seconds', label: 'drop: until all were answered', value: seconds, unit: 's', digits: 2 },
      ...timeFigures('drop.won', 'drop, sold', summarize([won.encode()])),
      ...timeFigures('drop.lost', 'drop, out of stock', summarize([lost.encode()])),
      ...timeFigures('drop.list', 'drop, product list during it', seen.latency),
      ...cpuFigures('drop', 'drop', { cpu, count: buyers }),
    ],
    problems: problems.map((problem) => `drop: ${problem}`),
    notes: [
      `drop: ${buyers} buyers, ${concurrency} of them concurrently; latency counts from sending the request`,
      ...cpuNotes('drop', cpu),
    ],
  }
}

/** Polls the product list, one request at a time, until it is stopped. */
function pollList({ shop }: TradeContext) {
  const requester = new Requester(shop.url, 1)
  const latency = new Latency()
  const stopped = new AbortController()
  let failed = 0
  const polling = (async () => {
    do {
      const { status, ms } = await requester.send({ method: 'GET', path: '/v1/products?limit=20' })
      if (status === 200) latency.record(ms)
      else failed++
    } while (!stopped.signal.aborted)
  })()
  // A failure is reported by `stop`.
  polling.catch(() => undefined)
  return {
    async stop() {
      stopped.abort()
      await polling
      await requester.close()
      return { latency: summarize([latency.encode()]), failed }
    },
  }
}
