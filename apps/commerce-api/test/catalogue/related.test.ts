import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProductCardList } from '@munova/commerce-contract'
import { openShop, type Shop } from '../support/open-shop.ts'
import { listPage } from './search/support.ts'

const ids = (cards: readonly { id: number }[]) => cards.map(({ id }) => id)

async function similar(shop: Shop, id: number): Promise<number[]> {
  const { status, body } = await shop.call<ProductCardList>(`GET /v1/products/${id}/similar`)
  assert.equal(status, 200, JSON.stringify(body))
  return ids(body.items)
}

const soldOut = { colors: [{ name: '블랙', skus: [{ sizeMm: 270, stock: 0 }] }] }

test('products that are named come as one page in the order of their names, those on sale once each', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const [one, two, three] = [
    await shop.published(seller),
    await shop.published(seller, soldOut),
    await shop.published(seller),
  ]
  const draft = await shop.draft(seller)
  assert.equal(
    (await shop.call(`POST /v1/seller/products/${three.id}/unpublish`, { as: seller })).status,
    200,
  )
  const page = await listPage(shop, { id: [two.id, draft.id, 999_999, one.id, three.id, two.id] })
  assert.deepEqual(ids(page.items), [two.id, one.id])
  assert.deepEqual({ ...page, items: [] }, { items: [], nextCursor: null, q: null, total: null, pinned: 0 })
  // They are the cards of lists, whole.
  const listed = await listPage(shop, { sort: 'new' })
  assert.deepEqual(
    page.items,
    [two.id, one.id].map((id) => listed.items.find((card) => card.id === id)),
  )
  assert.deepEqual((await listPage(shop, { id: draft.id })).items, [])
})

test('products are named alone, and at most twenty', async (t) => {
  const shop = await openShop(t)
  const many = Array.from({ length: 21 }, (_, index) => `id=${index + 1}`).join('&')
  for (const query of ['id=1&sale=true', 'id=1&q=러닝화', 'id=1&cursor=abc', 'id=0', 'id=1,2', many]) {
    assert.equal((await shop.call(`GET /v1/products?${query}`)).status, 400, query)
  }
  assert.equal((await shop.call(`GET /v1/products?${many.replace(/&id=21$/, '')}`)).status, 200)
})

test('similar products are in stock, of the same category and nearly the same price, the popular ones first', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const add = async (price: number, change: object = {}) =>
    (await shop.published(seller, { price, ...change })).id
  const own = await add(100_000)
  const [dear, near, wanted, same] = [
    await add(180_000),
    await add(95_000),
    await add(104_000),
    await add(100_000),
  ]
  await add(100_000, soldOut)
  await add(100_000, { categoryId: 9 })
  await shop.draft(seller, { price: 100_000 })
  await shop.sql`update products set popularity = 40 where id = ${wanted}`
  await shop.sql`update products set popularity = 90 where id = ${dear}`
  assert.deepEqual(await similar(shop, own), [wanted, near, same, dear])
  // One that stands alone has none.
  assert.deepEqual(await similar(shop, await add(10_000, { categoryId: 30 })), [])
})

test('a brand has three places among similar products, and more only where others have nothing', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const brandId = await shop.brand()
  const { id: own } = await shop.published(seller, { brandId })
  const ofBrand: number[] = []
  for (let index = 0; index < 5; index++) ofBrand.push((await shop.published(seller, { brandId })).id)
  const { id: other } = await shop.published(seller, { price: 400_000 })
  assert.deepEqual(await similar(shop, own), [...ofBrand.slice(0, 3), other, ...ofBrand.slice(3)])
})

test('similar products are found among neighbours in an index, however large the category is', async (t) => {
  const shop = await openShop(t)
  const { id } = await shop.published(await shop.person('SELLER'))
  await shop.sql`
    with copies as (
      insert into products (seller_id, brand_id, category_id, root_category_id, name, description, price, status, published_at)
      select seller_id, brand_id, category_id, root_category_id, name, description, price + n, status, published_at
      from products, generate_series(-1000, 1000) n where id = ${id} returning id
    ), colors as (
      insert into product_colors (product_id, position, name) select id, 1, '검정' from copies returning id, product_id
    )
    insert into skus (product_id, color_id, size_mm, stock) select product_id, id, 270, 3 from colors`
  await shop.sql`analyze`
  assert.equal((await similar(shop, id)).length, 12)
  const read = await readRows(shop)
  await similar(shop, id)
  const rows = (await readRows(shop)) - read
  assert.ok(rows > 0 && rows < 200, `${rows} products read`)
})

/** Rows of products that statements have read so far. */
async function readRows({ sql }: Shop): Promise<number> {
  // Connections report their statistics when they end.
  await sql`
    select pg_stat_force_next_flush(), count(pg_terminate_backend(pid, 10_000)) from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`
  const [row] = await sql<[{ read: number }]>`
    select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables where relname = 'products'`
  return row.read
}
