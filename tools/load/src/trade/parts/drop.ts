import { randomUUID } from 'node:crypto'
import { Latency, summarize } from '../../clients/statistics/latency.ts'
import { count, type Tally } from '../../clients/statistics/tally.ts'
import { Asker, codeOf } from '../requester.ts'
import { home } from './checkout.ts'
import { coreFigures, coreNotes, watchCores } from '../cpu-usage.ts'
import { rush } from '../burst.ts'
import { countFigure, timeFigures } from '../figures.ts'
import { judgeStock } from '../check-books.ts'
import { makeMembers } from '../members.ts'
import type { Part, Stage } from '../environment.ts'

/** Many want the few pairs of one size at one moment; somebody looks at the product list meanwhile. */
export const drop: Part = async (stage) => {
  const { shop, values } = stage
  const { buyers, pairs, crowd } = values
  const skuId = stage.anySku()
  await shop.sql`update skus set stock = reserved + allocated + ${pairs} where id = ${skuId}`
  const members = await makeMembers(shop, buyers)
  const asker = new Asker(shop.url, crowd)
  const body = { lines: [{ skuId, quantity: 1 }], address: home }
  const [won, lost, others] = [new Latency(), new Latency(), {} as Tally]
  let sold = 0

  const list = watchList(stage)
  const stop = watchCores(shop)
  const opened = performance.now()
  await rush(members, crowd, async ({ token }) => {
    const answer = await asker.ask({ method: 'POST', path: '/v1/orders', token, body, key: randomUUID() })
    const code = answer.status === 201 ? 'sold' : codeOf(answer.text)
    if (code === 'sold') sold++
    if (code === 'sold') won.record(answer.waited)
    else if (code === 'OUT_OF_STOCK') lost.record(answer.waited)
    else count(others, `${answer.status} ${code}`)
  })
  const seconds = (performance.now() - opened) / 1_000
  const busy = stop()
  const seen = await list.stop()
  await asker.close()

  const [left] = await shop.sql<[{ pairs: number }]>`
    select stock - reserved - allocated as pairs from skus where id = ${skuId}`
  const wanted = Math.min(pairs, buyers)
  const problems = [
    ...(sold === wanted ? [] : [`${sold} pairs sold of ${wanted}`]),
    ...(left.pairs === pairs - wanted ? [] : [`${left.pairs} pairs are left of ${pairs}`]),
    ...Object.entries(others).map(([what, times]) => `${times} buyers were told ${what}`),
    ...(seen.failed > 0 ? [`the product list failed ${seen.failed} times`] : []),
    ...(await judgeStock(shop)),
  ]
  return {
    figures: [
      countFigure('drop.sold', 'drop: pairs sold', sold),
      { key: 'drop.seconds', label: 'drop: until all knew', value: seconds, unit: 's', digits: 2 },
      ...timeFigures('drop.won', 'drop, who got a pair', summarize([won.encode()])),
      ...timeFigures('drop.lost', 'drop, who got none', summarize([lost.encode()])),
      ...timeFigures('drop.list', 'drop, product list meanwhile', seen.latency),
      ...coreFigures('drop', 'drop', { busy, count: buyers }),
    ],
    problems: problems.map((problem) => `drop: ${problem}`),
    notes: [
      `drop: ${buyers} buyers, ${crowd} of them at once; a wait begins when the request is sent`,
      ...coreNotes('drop', busy),
    ],
  }
}

/** Asks for the product list again and again, one request at a time, until it is stopped. */
function watchList({ shop }: Stage) {
  const asker = new Asker(shop.url, 1)
  const latency = new Latency()
  const over = new AbortController()
  let failed = 0
  const watching = (async () => {
    do {
      const { status, waited } = await asker.ask({ method: 'GET', path: '/v1/products?limit=20' })
      if (status === 200) latency.record(waited)
      else failed++
    } while (!over.signal.aborted)
  })()
  // Whoever stops it hears of it.
  watching.catch(() => undefined)
  return {
    async stop() {
      over.abort()
      await watching
      await asker.close()
      return { latency: summarize([latency.encode()]), failed }
    },
  }
}
