import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from '@munova/service'
import { until } from '@munova/testing'
import { ViewerCounts } from '../../../src/catalogue/popularity/viewer-counts.ts'
import { openShop, type Shop } from '../../support/open-shop.ts'
import { openTrade } from '../../support/trade.ts'
import { found, listPage } from './support.ts'

const quick = { VIEW_STORE_MS: '10', SCORE_COUNT_MS: '10' }

/** The score of a product as if everything had happened at the fixed moment that weights are measured from. */
async function weightOf({ sql }: Pick<Shop, 'sql'>, id: number): Promise<number> {
  const [row] = await sql<{ weight: number }[]>`
    select score / popularity_weight(1, now()) as weight from product_scores where product_id = ${id}`
  return row?.weight ?? 0
}
const reaches = (shop: Pick<Shop, 'sql'>, id: number, weight: number) =>
  until(async () => Math.round(await weightOf(shop, id)) === weight, { what: `product ${id} has ${weight}` })

test('views, likes, sales and reviews make a product popular, each with its weight', async (t) => {
  const trade = await openTrade(t, { env: quick })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const [viewed, liked, sold, newest] = [
    await trade.shoe(seller, [5]),
    await trade.shoe(seller, [5]),
    await trade.shoe(seller, [5]),
    await trade.shoe(seller, [5]),
  ]
  await trade.call(`GET /v1/products/${viewed.id}`)
  // Once for an address, however often.
  await trade.call(`GET /v1/products/${viewed.id}`)
  await reaches(trade, viewed.id, 1)
  await trade.call(`PUT /v1/products/${liked.id}/like`, { as: buyer })
  await reaches(trade, liked.id, 5)
  await trade.paid(buyer, [[sold.skuIds[0]!, 3]])
  await reaches(trade, sold.id, 20)
  await until(async () => (await found(trade, { sort: 'popular' }))[2] === viewed.id, {
    what: 'places are given',
  })
  const order = [sold.id, liked.id, viewed.id, newest.id]
  assert.deepEqual(await found(trade, { sort: 'popular' }), order)
  assert.deepEqual(await found(trade, { sort: 'popular', limit: 1 }), order)
  const { nextCursor } = await listPage(trade, { sort: 'popular', limit: 1 })
  const wrong = await trade.call(`GET /v1/products?sort=new&cursor=${nextCursor!}`)
  assert.equal(wrong.body['code'], 'CURSOR_INVALID')

  // A like takes back what is left of it.
  await trade.call(`DELETE /v1/products/${liked.id}/like`, { as: buyer })
  await reaches(trade, liked.id, 0)
  await until(async () => (await found(trade, { sort: 'popular' })).indexOf(liked.id) > 1, {
    what: 'the place is taken back',
  })
})

test('a change is worth half as much after seven days, and the order of scores needs no sweep', async (t) => {
  const shop = await openShop(t)
  const [row] = await shop.sql`
    select popularity_weight(1, now()) / popularity_weight(1, now() - interval '7 days') as week,
      popularity_step(popularity_weight(1, now())) - popularity_step(popularity_weight(1, now() - interval '7 days')) as steps,
      popularity_step(-1) as nothing, popularity_step(1) as least`
  assert.deepEqual({ ...row, week: Math.round(row!['week']) }, { week: 2, steps: 8, nothing: 0, least: 1 })
})

test('several processes count each change once, in batches, and each place is given', async (t) => {
  const env = { ...quick, SCORE_BATCH: '3' }
  const shop = await openShop(t, { env })
  await shop.another()
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  await Promise.all(
    Array.from(
      { length: 20 },
      () => shop.sql`insert into score_changes (product_id, weight) values (${id}, 5)`,
    ),
  )
  await reaches(shop, id, 100)
  await until(
    async () => {
      const [row] = await shop.sql<[{ popularity: number; step: number; waits: boolean }]>`
        select popularity, popularity_step(score) as step, is_moved as waits
        from products join product_scores on product_id = id`
      return row.popularity === row.step && !row.waits
    },
    { what: 'the product has its place' },
  )
})

test('views are bounded: by products that wait, and by viewers that are remembered', async () => {
  const metrics = createMetrics('test')
  const views = new ViewerCounts<number>({
    name: 'views',
    metrics,
    limits: { things: 2, viewers: 4, repeatMs: 60_000 },
  })
  for (const id of [1, 1, 2, 3]) views.add(id, 'one')
  assert.deepEqual([...views.take()], [[1, 1], [2, 1]]) // prettier-ignore
  assert.match(await metrics.registry.metrics(), /views_dropped_total 1/)
  assert.deepEqual([...views.take()], [])
  views.add(1, 'one')
  assert.deepEqual([...views.take()], [], 'a repeated view is remembered')
  for (const viewer of ['a', 'b', 'c', 'd']) views.add(9, viewer)
  views.take()
  views.add(1, 'one')
  assert.deepEqual([...views.take()], [[1, 1]], 'the oldest view is forgotten')
  metrics.close()
})

test('a process that stops stores the views that it has counted', async (t) => {
  const shop = await openShop(t, { env: { VIEW_STORE_MS: '100000000' } })
  const { id } = await shop.published(await shop.person('SELLER'))
  await shop.call(`GET /v1/products/${id}`)
  await shop.close()
  assert.equal(Math.round(await weightOf(shop, id)), 1)
})
