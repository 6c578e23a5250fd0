import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProductPage } from '@munova/commerce-contract'
import { connect } from '@munova/database'
import { endConnections } from '../../support/end-connections.ts'
import { openShop, type Shop } from '../../support/open-shop.ts'
import { found, listPage } from './support.ts'

async function withShoes(shop: Shop) {
  const seller = await shop.person('SELLER')
  const brandId = await shop.brand('나이키')
  const runner = await shop.published(seller, { brandId, name: '에어 줌 Pegasus 40' })
  const loafer = await shop.published(seller, {
    name: '한강 클래식 로퍼 100%',
    categoryId: 9,
    colors: [{ name: '네이비', skus: [{ sizeMm: 270, stock: 1 }] }],
  })
  return { seller, brandId, runner, loafer }
}

test('words find brand and name, category and colour, without regard to spaces, case and normal form', async (t) => {
  const shop = await openShop(t)
  const { runner, loafer } = await withShoes(shop)
  for (const [q, ids] of [
    ['나이키', [runner.id]],
    ['나이키에어줌', [runner.id]],
    ['pegasus 에어', [runner.id]],
    ['PEGA SUS', [runner.id]],
    ['나이키'.normalize('NFD'), [runner.id]],
    ['러닝화 화이트', [runner.id]],
    ['네이비 로퍼', [loafer.id]],
    ['남성 로퍼', [loafer.id]],
    ['남성', [loafer.id, runner.id]],
    ['나이키 로퍼', []],
    ['ㄴㅇㅋ', [runner.id]],
    ['ㅎㄱ ㄹㅍ', [loafer.id]],
    ['나', [runner.id]],
    ['한', [loafer.id]],
    ['강', []],
    ['ㅎ', [loafer.id, runner.id]],
    ['에 어 줌', [runner.id]],
  ] as const)
    assert.deepEqual(await found(shop, { q }), ids, q)
})

test('characters that LIKE and regular expressions know are looked for as they are', async (t) => {
  const shop = await openShop(t)
  const { loafer } = await withShoes(shop)
  for (const [q, ids] of [
    ['100%', [loafer.id]],
    ['0%', [loafer.id]],
    ['%%', []],
    ['__', []],
    ['로_', []],
    ['(.*)', []],
    ["'; --", []],
    [String.raw`\%`, []],
  ] as const)
    assert.deepEqual(await found(shop, { q }), ids, q)
})

test('what was typed on the other keyboard is looked for when it matches nothing as it is', async (t) => {
  const shop = await openShop(t)
  const { seller, runner } = await withShoes(shop)
  const page = await listPage(shop, { q: 'skdlzl', total: true })
  assert.deepEqual([page.items.map(({ id }) => id), page.q, page.total], [[runner.id], '나이키', 1])
  const named = await shop.published(seller, { name: 'skdlzl' })
  const itself = await listPage(shop, { q: 'skdlzl' })
  assert.deepEqual([itself.items.map(({ id }) => id), itself.q], [[named.id], 'skdlzl'])
  const nothing = await listPage(shop, { q: 'fnvj', category: 5, total: true })
  assert.deepEqual([nothing.items, nothing.q, nothing.total], [[], 'fnvj', 0])
})

test('what is renamed is found by its new name at once', async (t) => {
  const shop = await openShop(t)
  const { seller, brandId, runner } = await withShoes(shop)
  const admin = await shop.person('ADMIN')
  const change = async (request: `${string} ${string}`, as = admin, body: object = { name: '해오름' }) => {
    const { status } = await shop.call(request, { as, body })
    assert.equal(status, 200, request)
  }
  await change(`PATCH /v1/admin/brands/${brandId}`)
  assert.deepEqual(await found(shop, { q: '나이키' }), [])
  assert.deepEqual(await found(shop, { q: '해오름' }), [runner.id])
  await change(`PATCH /v1/seller/products/${runner.id}`, seller, {
    name: '달빛',
    expectedRevision: runner.revision,
  })
  assert.deepEqual(await found(shop, { q: 'pegasus' }), [])
  assert.deepEqual(await found(shop, { q: '해오름 달빛' }), [runner.id])
  await change(`PATCH /v1/seller/products/${runner.id}/colors/${runner.colors[0]!.id}`, seller, {
    name: '먹색',
  })
  assert.deepEqual(await found(shop, { q: '먹색 달빛' }), [runner.id])
  await change('PATCH /v1/admin/categories/8', admin, { name: '달리기' })
  assert.deepEqual(await found(shop, { q: '러닝화' }), [])
  assert.deepEqual(await found(shop, { q: '달리기 ㅎㅇㄹ' }), [runner.id])
})

test('a product and its brand that are renamed at the same moment are found by both new names', async (t) => {
  const shop = await openShop(t)
  const { sql } = shop
  const { brandId, runner } = await withShoes(shop)
  for (let round = 0; round < 20; round++) {
    const [brand, name] = [`상표${round}호`, `신발${round}번`]
    await Promise.all([
      sql`update brands set name = ${brand} where id = ${brandId}`,
      sql`update products set name = ${name} where id = ${runner.id}`,
    ])
    assert.deepEqual(await found(shop, { q: `${brand} ${name}` }), [runner.id])
  }
})

test('drafts and removed products are not found', async (t) => {
  const shop = await openShop(t)
  const { seller, runner } = await withShoes(shop)
  await shop.draft(seller, { name: '숨은 신발' })
  assert.deepEqual(await found(shop, { q: '숨은' }), [])
  await shop.call(`DELETE /v1/seller/products/${runner.id}`, { as: seller })
  assert.deepEqual(await found(shop, { q: '나이키' }), [])
})

test('the words are bounded, and a cursor belongs to its sort', async (t) => {
  const shop = await openShop(t)
  await withShoes(shop)
  const paths = async (query: string) => {
    const { status, body } = await shop.call(`GET /v1/products?${query}`)
    assert.equal(status, 400)
    return (body['errors'] as { path: string }[]).map(({ path }) => path)
  }
  assert.deepEqual(await paths(`q=${'가'.repeat(51)}`), ['query.q'])
  assert.deepEqual(await paths('q=+&size=273'), ['query.q', 'query.size'])
  assert.deepEqual(await paths(`q=a%00b`), ['query.q'])
  const { nextCursor } = (await shop.call<ProductPage>('GET /v1/products?q=남성&limit=1&sort=discount')).body
  assert.ok(nextCursor)
  assert.equal((await shop.call(`GET /v1/products?q=남성&cursor=${nextCursor}&sort=discount`)).status, 200)
  assert.equal(
    (await shop.call(`GET /v1/products?q=남성&cursor=${nextCursor}`)).body['code'],
    'CURSOR_INVALID',
  )
})

test('a search reads neither all texts nor all grams', async (t) => {
  const shop = await openShop(t)
  const { sql } = shop
  const { runner } = await withShoes(shop)
  // A connection that ends reports its statistics.
  const filling = connect(shop.databaseUrl, { max: 1 })
  await filling`
    insert into products (seller_id, brand_id, category_id, root_category_id, name, description, price, status, published_at)
    select seller_id, brand_id, category_id, root_category_id, chr(44032 + n) || chr(44032 + 5 * n), description, price, status, published_at
    from products, generate_series(1, 2000) n where id = ${runner.id}`
  await filling`analyze`
  await filling.end({ timeout: 5 })
  const scans = async () => {
    const [row] = await sql<{ whole: number; byIndex: number }[]>`
      select sum(seq_scan)::int as whole, sum(idx_scan)::int as "byIndex" from pg_stat_user_tables
      where relname in ('product_words', 'product_postings')`
    return row!
  }
  await endConnections(sql)
  const readsAll = async () => {
    const before = await scans()
    // A connection reports its statistics after a second.
    for (;;) {
      await shop.call('GET /v1/products?q=pegasus')
      const after = await scans()
      if (after.byIndex > before.byIndex || after.whole > before.whole) return after.whole > before.whole
    }
  }
  // A job may read all now and then; a search that does it does it each time.
  let rounds = 1
  while (await readsAll()) assert.ok(rounds++ < 10, 'each search reads all')
})

test('a category that is renamed or moved writes no product, and its products are found by the new name', async (t) => {
  const shop = await openShop(t)
  const { sql } = shop
  const { runner } = await withShoes(shop)
  const admin = await shop.person('ADMIN')
  const written = () => sql`select xmin::text, product_id from product_words`
  const before = await written()
  const renamed = await shop.call('PATCH /v1/admin/categories/1', { as: admin, body: { name: '신사화' } })
  assert.equal(renamed.status, 200, JSON.stringify(renamed.body))
  assert.deepEqual([...(await written())], [...before])
  assert.ok((await found(shop, { q: '신사화' })).includes(runner.id))
  assert.ok((await found(shop, { q: 'ㅅㅅㅎ', sort: 'popular' })).includes(runner.id))
  assert.deepEqual(await found(shop, { q: '남성' }), [])
})
