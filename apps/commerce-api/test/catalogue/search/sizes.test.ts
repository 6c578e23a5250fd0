import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inHours } from '../../support/open-campaign.ts'
import { openTrade } from '../../support/trade.ts'
import { found, listPage } from './support.ts'

test('a list of a size has the products of which it is in stock, in any colour', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  const [one, other] = [await trade.published(seller), await trade.published(seller)]
  const black = one.colors[0]!.skus.find(({ sizeMm }) => sizeMm === 270)!
  const set = async (skuId: number, stock: number, expectedStock: number) => {
    const path = `PUT /v1/seller/products/${one.id}/skus/${skuId}/stock` as const
    const { status, body } = await trade.call(path, { as: seller, body: { stock, expectedStock } })
    assert.equal(status, 200, JSON.stringify(body))
  }
  assert.deepEqual(await found(trade, { size: 270 }), [other.id, one.id])
  assert.deepEqual(await found(trade, { size: 260 }), [])
  await set(black.id, 0, 3)
  assert.deepEqual(await found(trade, { size: 270 }), [other.id])
  assert.deepEqual(await found(trade, { size: [270, 265] }), [other.id, one.id])
  assert.deepEqual(await found(trade, { size: [260, 275] }), [])
  await set(black.id, 5, 0)
  assert.deepEqual(await found(trade, { size: 270, q: '러닝화', sort: 'priceAsc' }), [one.id, other.id])
  const removed = await trade.call(`DELETE /v1/seller/products/${one.id}/skus/${black.id}`, { as: seller })
  assert.equal(removed.status < 300, true, JSON.stringify(removed.body))
  assert.deepEqual(await found(trade, { size: 270 }), [other.id])
})

test('a size leaves its list with the order of the last pair, and returns when that ends', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { id, skuIds } = await trade.shoe(seller, [1])
  const [{ sizeMm }] = await trade.sql<[{ sizeMm: number }]>`
    select size_mm as "sizeMm" from skus where id = ${skuIds[0]!}`
  assert.deepEqual(await found(trade, { size: sizeMm }), [id])
  const order = await trade.placed(buyer, [[skuIds[0]!, 1]])
  assert.deepEqual(await found(trade, { size: sizeMm }), [])
  const cancelled = await trade.post(`/v1/orders/${order.id}/cancel`, {
    as: buyer,
    body: { reason: '마음이 바뀜' },
  })
  assert.equal(cancelled.status, 200, JSON.stringify(cancelled.body))
  assert.deepEqual(await found(trade, { size: sizeMm }), [id])
})

test('what is in stock stays right while pairs of all sizes come and go at once', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  await trade.published(seller)
  await trade.published(seller)
  const skus = await trade.sql<{ id: number }[]>`select id from skus`
  await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const { id } = skus[index % skus.length]!
      await trade.sql`update skus set stock = ${index % 3} where id = ${id}`
    }),
  )
  const differing = await trade.sql`
    select * from (select id as sku_id from skus where stock > reserved + allocated and removed_at is null) as available
      full join skus_in_stock using (sku_id)
    where skus_in_stock.product_id is null
      or not exists (select from skus where id = sku_id and stock > reserved + allocated and removed_at is null)`
  assert.deepEqual([...differing], [])
})

test('lists of what is on sale are sorted by discount, in pages, and are counted', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  const brand = await trade.brand()
  const reduced = async (price: number) => {
    const { id } = await trade.shoe(seller, [5], { price: 100_000, brandId: brand })
    const body = { price, from: inHours(-1), until: inHours(1) }
    assert.equal((await trade.call(`PUT /v1/seller/products/${id}/sale`, { as: seller, body })).status, 200)
    return id
  }
  const { id: plain } = await trade.shoe(seller, [5], { price: 100_000, brandId: brand })
  const [half, tenth, alsoHalf] = [await reduced(50_000), await reduced(90_000), await reduced(50_900)]
  assert.deepEqual(await found(trade, { brand, sort: 'discount', limit: 1 }), [half, alsoHalf, tenth, plain])
  assert.deepEqual(await found(trade, { brand, sort: 'discount', sale: true, limit: 2 }), [
    half,
    alsoHalf,
    tenth,
  ])
  assert.deepEqual(await found(trade, { brand, sale: false }), [plain])
  const counted = await listPage(trade, { brand, sale: true, total: true, limit: 1 })
  assert.deepEqual([counted.total, counted.items.length], [3, 1])
  assert.equal((await listPage(trade, { brand })).total, null)
})
