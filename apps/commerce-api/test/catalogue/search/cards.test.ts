import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProductPage, type ProductDetail } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { inHours } from '../../support/open-campaign.ts'
import type { Shop } from '../../support/open-shop.ts'
import { openTrade } from '../../support/trade.ts'
import { found, listPage } from './support.ts'

/** What the list shows of a product is what its page shows. */
async function assertSame(shop: Shop, id: number): Promise<void> {
  const { items } = await listPage(shop, { limit: 100 })
  const { categoryId, imageUrl, soldOut, rating, ...card } = items.find((item) => item.id === id)!
  const { body: page } = await shop.call<ProductDetail>(`GET /v1/products/${id}`)
  const { name, price, listPrice, sale, brand, publishedAt, likes } = page
  assert.deepEqual(card, { id, name, price, listPrice, sale, brand, publishedAt, likes })
  assert.equal(categoryId, page.category.id)
  assert.equal(imageUrl, page.images[0] ?? null)
  assert.equal(
    soldOut,
    page.colors.every(({ skus }) => skus.every(({ stock }) => stock === 0)),
  )
  const { reviews, average } = page.reviews
  assert.deepEqual(rating, reviews === 0 ? null : { average, reviews })
}

/** Cards that would differ if they were made anew. */
async function staleCards({ sql }: Shop): Promise<unknown[]> {
  const [, rows] = await sql
    .begin((transaction) => [
      transaction`create temporary table kept on commit drop as table product_cards`,
      transaction`
      with made as materialized (select write_product_cards(array(select id from products)))
      select count(*) from made`,
      transaction`select * from kept except table product_cards`,
    ])
    .then((results) => [results[1], results[2]])
  return [...(rows as unknown[])]
}

test('a card follows each change of its product', async (t) => {
  const trade = await openTrade(t, { env: { LIKE_COUNT_MS: '20' } })
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { id, brand } = await trade.published(seller, { name: '"따옴표"와 \\ 사선' })
  await assertSame(trade, id)
  const edit = async (body: object) => {
    const edited = await trade.call(`PATCH /v1/seller/products/${id}`, { as: seller, body })
    assert.equal(edited.status, 200, JSON.stringify(edited.body))
    await assertSame(trade, id)
  }
  await edit({ name: '새 이름', price: 12_345 })
  await edit({ images: ['https://pictures.example/2.webp', 'https://pictures.example/1.webp'] })
  await edit({ images: [] })
  const sale = { price: 10_000, from: inHours(-1), until: inHours(1) }
  assert.equal(
    (await trade.call(`PUT /v1/seller/products/${id}/sale`, { as: seller, body: sale })).status,
    200,
  )
  await assertSame(trade, id)
  assert.equal((await trade.call(`DELETE /v1/seller/products/${id}/sale`, { as: seller })).status, 200)
  await assertSame(trade, id)
  const renamed = await trade.call(`PATCH /v1/admin/brands/${brand.id}`, {
    as: admin,
    body: { name: '새 상표' },
  })
  assert.equal(renamed.status, 200, JSON.stringify(renamed.body))
  await assertSame(trade, id)
  await trade.sql`update skus set stock = 0 where product_id = ${id}`
  await assertSame(trade, id)
  await trade.sql`update skus set stock = 1 where id = (select max(id) from skus where product_id = ${id})`
  await assertSame(trade, id)
  assert.equal((await trade.call(`PUT /v1/products/${id}/like`, { as: buyer })).status, 200)
  await until(async () => (await trade.sql`select from like_changes`).length === 0, {
    what: 'the like is counted',
  })
  await assertSame(trade, id)
})

test('a sale begins and ends in the list at its moment, before the job has changed the price', async (t) => {
  const trade = await openTrade(t, { env: { SALE_MS: '100000000' } })
  const seller = await trade.person('SELLER')
  const { id } = await trade.published(seller)
  const body = { price: 10_000, from: inHours(1), until: inHours(2) }
  assert.equal((await trade.call(`PUT /v1/seller/products/${id}/sale`, { as: seller, body })).status, 200)
  await assertSame(trade, id)
  const shift = (hours: number) => trade.sql`
    update products set sale_from = sale_from + ${hours} * interval '1 hour', sale_until = sale_until + ${hours} * interval '1 hour'
    where id = ${id}`
  await shift(-1.5)
  const [begun] = (await listPage(trade, {})).items
  assert.equal(begun!.price, 10_000)
  await assertSame(trade, id)
  await shift(-2)
  const [ended] = (await listPage(trade, {})).items
  assert.equal(ended!.sale, null)
  await assertSame(trade, id)
})

test('cards are right after changes at the same moment', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  for (let count = 0; count < 3; count++) await trade.published(seller)
  const skus = await trade.sql<{ id: number }[]>`select id from skus order by id`
  await Promise.all(
    Array.from({ length: 120 }, async (_, index) => {
      const own = skus.filter(({ id }) => (id + index) % 2 === 0).map(({ id }) => id)
      await trade.sql`
        with locked as (select id from skus where id = any(${own}::bigint[]) order by id for no key update)
        update skus set stock = ${index % 2} from locked where skus.id = locked.id`
    }),
  )
  assert.deepEqual(await staleCards(trade), [])
})

test('a list answers 304 while it is the same, and fits its schema', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  await trade.published(seller)
  const { id } = await trade.published(seller)
  const first = await trade.call('GET /v1/products?total=true&limit=1')
  assert.deepEqual(ProductPage.parse(first.body), first.body)
  const headers = { 'if-none-match': first.headers.get('etag')! }
  assert.equal((await trade.call('GET /v1/products?total=true&limit=1', { headers })).status, 304)
  await trade.sql`update skus set stock = 0 where product_id = ${id}`
  assert.equal((await trade.call('GET /v1/products?total=true&limit=1', { headers })).status, 200)
})

test('a list of several brands has the products of all of them in one order, in pages', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  const brands = [await trade.brand(), await trade.brand(), await trade.brand()]
  const ids: number[] = []
  for (const price of [3_000, 1_000, 2_000, 2_000, 5_000, 4_000]) {
    ids.push((await trade.published(seller, { price, brandId: brands[ids.length % 3]! })).id)
  }
  const [a, b, c, d, e, f] = ids
  const all = { sort: 'priceAsc', limit: 2 }
  assert.deepEqual(await found(trade, { ...all, brand: brands }), [b, c, d, a, f, e])
  assert.deepEqual(await found(trade, { ...all, brand: [brands[0]!, brands[2]!] }), [c, d, a, f])
  assert.deepEqual(await found(trade, { ...all, brand: brands, minPrice: 2_000, maxPrice: 4_000 }), [
    c,
    d,
    a,
    f,
  ])
  const { total } = await listPage(trade, { brand: [brands[0]!, brands[0]!, brands[1]!], total: true })
  assert.equal(total, 4)
})

test('a walk through all pages sees each product once while likes, stock and products change', async (t) => {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  const brandId = await trade.brand()
  const ids = new Set<number>()
  for (let count = 0; count < 12; count++) ids.add((await trade.published(seller, { brandId })).id)
  const seen: number[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor && `&cursor=${cursor}`
    const { body } = await trade.call<ProductPage>(`GET /v1/products?limit=2${query}`)
    seen.push(...body.items.map(({ id }) => id))
    cursor = body.nextCursor
    await trade.published(seller, { brandId })
    await trade.sql`update skus set stock = (stock + 1) % 2`
    await trade.sql`
      insert into like_counts (product_id, likes) select id, 1 from products
      on conflict (product_id) do update set likes = like_counts.likes + 1`
  }
  assert.equal(new Set(seen).size, seen.length)
  assert.deepEqual(new Set(seen), ids)
})
