import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openShop, type Shop } from '../../support/open-shop.ts'
import { openTrade } from '../../support/trade.ts'
import { facetsOf, quick } from './support.ts'

const reads = async ({ url }: Pick<Shop, 'url'>, reason: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`facet_products_read_total{reason="${reason}"} (\\d+)`).exec(text)?.[1] ?? 0)
}

test('what is read of a change is that product; of more changes than the bound, all products', async (t) => {
  const trade = await openTrade(t, { env: { ...quick, FACETS_FOLLOWED: '2' } })
  const seller = await trade.person('SELLER')
  const ids = [
    await trade.shoe(seller, [5]),
    await trade.shoe(seller, [5]),
    await trade.shoe(seller, [5]),
  ].map(({ id }) => id)
  const counted = (price: number, products: number) =>
    until(async () => (await facetsOf(trade, { minPrice: price, maxPrice: price })).total === products, {
      what: `${products} products of ${price}`,
    })
  await trade.sql`update products set price = 1000 where id = ${ids[0]!}`
  await counted(1_000, 1)
  const loaded = await reads(trade, 'loaded')
  await trade.sql`update products set price = 2000 where id = any(${ids})`
  await counted(2_000, 3)
  assert.equal(await reads(trade, 'loaded'), loaded + 3)
})

test('many changes of one product do not hide a change of another', async (t) => {
  const trade = await openTrade(t, { env: { ...quick, FACETS_FOLLOWED: '2' } })
  const seller = await trade.person('SELLER')
  const [often, once] = [await trade.shoe(seller, [5]), await trade.shoe(seller, [5])]
  const priced = (id: number, price: number) =>
    trade.sql`update products set price = ${price} where id = ${id}`
  const counted = (price: number) =>
    until(async () => (await facetsOf(trade, { minPrice: price, maxPrice: price })).total === 1, {
      what: `a product of ${price}`,
    })
  await priced(once.id, 1_000)
  await counted(1_000)
  // Nobody reads changes meanwhile.
  await trade.sql.begin(async (locked) => {
    await locked`lock table facet_horizon`
    for (const price of [2_000, 2_001, 2_002, 2_003]) await priced(often.id, price)
    await priced(once.id, 3_000)
  })
  await counted(2_003)
  await counted(3_000)
})

test('changes are forgotten after their time, and a process that has missed some reads all products', async (t) => {
  const env = { ...quick, FACET_CHANGES_SWEEP_MS: '5', FACET_CHANGES_KEPT_MS: '1' }
  const shop = await openShop(t, { env: { ...env, FACETS_POLL_MS: '100' } })
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  await until(async () => (await facetsOf(shop)).total === 1, { what: 'the product is read' })
  const loaded = await reads(shop, 'loaded')
  // Each is deleted before it is read.
  await until(
    async () => {
      await shop.sql`update products set price = price + 1 where id = ${id}`
      return (await reads(shop, 'loaded')) > loaded
    },
    { what: 'all products are read' },
  )
  await until(async () => (await shop.sql`select from facet_changes`).length === 0, {
    what: 'nothing is left',
  })
  const [{ price }] = await shop.sql<[{ price: number }]>`select price from products where id = ${id}`
  await until(async () => (await facetsOf(shop, { minPrice: price, maxPrice: price })).total === 1, {
    what: 'the last price is read',
  })
})
