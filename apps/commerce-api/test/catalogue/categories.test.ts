import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Category, CategoryList, ProductPage, SellerProduct } from '@munova/commerce-contract'
import { connect } from '@munova/database'
import { until } from '@munova/testing'
import { example, openShop, type Person, type Shop } from '../support/open-shop.ts'
import { listen } from '../support/listen.ts'

/** The tree that the process at `url` shows. */
async function tree(url: string): Promise<Category[]> {
  return ((await (await fetch(`${url}/v1/categories`)).json()) as CategoryList).items
}
const namesUnder = async (shop: Shop, parentId: number | null) =>
  (await tree(shop.url)).filter((category) => category.parentId === parentId).map(({ name }) => name)

const create = (shop: Shop, admin: Person, body: object) =>
  shop.call<Category & { code?: string }>('POST /v1/admin/categories', { as: admin, body })
const change = (shop: Shop, admin: Person, id: number, body: object) =>
  shop.call<Category & { code?: string }>(`PATCH /v1/admin/categories/${id}`, { as: admin, body })
const remove = (shop: Shop, admin: Person, id: number) =>
  shop.call<{ code?: string } | undefined>(`DELETE /v1/admin/categories/${id}`, { as: admin })

test('categories are created, renamed, reordered, moved and removed, each in the audit log', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const root = await create(shop, admin, { parentId: null, name: '  한정판 ' })
  assert.deepEqual([root.status, root.body], [201, { id: 57, parentId: null, name: '한정판' }])
  const leaf = (name: string, position?: number) =>
    create(shop, admin, { parentId: 57, name, position }).then(({ body }) => body.id)
  const [a, b, c] = [await leaf('가'), await leaf('나'), await leaf('다', 1)]
  assert.deepEqual([a, b, c], [58, 59, 60])
  assert.deepEqual(await namesUnder(shop, 57), ['다', '가', '나'])

  await change(shop, admin, b, { position: 1 })
  assert.deepEqual(await namesUnder(shop, 57), ['나', '다', '가'])
  await change(shop, admin, c, { name: '라', position: 500 })
  assert.deepEqual(await namesUnder(shop, 57), ['나', '가', '라'])
  // Without a difference: no further entry.
  const same = await change(shop, admin, c, { name: '라', position: 3 })
  assert.deepEqual([same.status, same.body], [200, { id: c, parentId: 57, name: '라' }])
  const moved = await change(shop, admin, b, { parentId: 1, position: 2 })
  assert.deepEqual(moved.body, { id: b, parentId: 1, name: '나' })
  assert.deepEqual((await namesUnder(shop, 1)).slice(0, 3), ['슬리퍼', '나', '샌들'])

  assert.equal((await remove(shop, admin, 57)).body?.code, 'CATEGORY_IN_USE')
  assert.equal((await remove(shop, admin, a)).status, 204)
  assert.equal((await remove(shop, admin, c)).status, 204)
  assert.equal((await remove(shop, admin, 57)).status, 204)
  assert.equal((await remove(shop, admin, 57)).status, 404)
  // An id is never used again.
  assert.equal((await create(shop, admin, { parentId: 2, name: '마' })).body.id, 61)

  const entries = await shop.sql<{ action: string; thing: string; id: number; details: unknown }[]>`
    select action, thing, thing_id as id, details from audit_log where thing = 'category' order by audit_log.id`
  assert.deepEqual(
    entries.map(({ action, id }) => [action.slice('category.'.length), id]),
    [['create', 57], ['create', 58], ['create', 59], ['create', 60], ['change', 59], ['change', 60], ['change', 59],
      ['remove', 58], ['remove', 60], ['remove', 57], ['create', 61]], // prettier-ignore
  )
  assert.deepEqual(entries[6]?.details, {
    from: { parentId: 57, name: '나', position: 1 },
    to: { parentId: 1, name: '나', position: 2 },
  })
})

test('a tree has two levels, and no siblings of one name', async (t) => {
  const shop = await openShop(t, { env: { CATEGORIES: '57' } })
  const admin = await shop.person('ADMIN')
  const codes = [
    await create(shop, admin, { parentId: 8, name: '트레일' }),
    await create(shop, admin, { parentId: 99, name: '트레일' }),
    await create(shop, admin, { parentId: 1, name: '러닝화' }),
    await create(shop, admin, { parentId: null, name: '남성' }),
    await change(shop, admin, 1, { parentId: 2 }),
    await change(shop, admin, 8, { parentId: 9 }),
    await change(shop, admin, 8, { parentId: 2 }),
    await change(shop, admin, 99, { name: '트레일' }),
    await change(shop, admin, 8, {}),
  ].map(({ body }) => body.code)
  assert.deepEqual(codes, [
    'CATEGORY_DEPTH',
    'CATEGORY_NOT_FOUND',
    'CATEGORY_NAME_TAKEN',
    'CATEGORY_NAME_TAKEN',
    'CATEGORY_DEPTH',
    'CATEGORY_DEPTH',
    'CATEGORY_NAME_TAKEN',
    'CATEGORY_NOT_FOUND',
    'VALIDATION_FAILED',
  ])
  // Of one name twice, and of more than there may be.
  const crowd = await Promise.all(['트레일', '트레일', '등산화'].map((name) => create(shop, admin, { parentId: 1, name }))) // prettier-ignore
  assert.deepEqual(
    crowd.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409],
  )
  assert.equal((await tree(shop.url)).length, 57)
})

test('of two who create one name at once, one succeeds, also in two processes', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const other = await shop.another()
  const there = (name: string) =>
    fetch(`${other}/v1/admin/categories`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ parentId: 1, name }),
    })
  const names = Array.from({ length: 5 }, (_, n) => `새 ${n}`)
  const pairs = await Promise.all(
    names.map((name) => Promise.all([create(shop, admin, { parentId: 1, name }), there(name)])),
  )
  for (const pair of pairs) assert.deepEqual(pair.map(({ status }) => status).toSorted((a, b) => a - b), [201, 409]) // prettier-ignore
  const [row] = await shop.sql`select revision, last_id from category_tree`
  assert.deepEqual({ ...row }, { revision: 6, last_id: 61 })
})

test('a leaf takes its products along to another root', async (t) => {
  const shop = await openShop(t)
  const [admin, seller] = [await shop.person('ADMIN'), await shop.person('SELLER')]
  const { id: leaf } = (await create(shop, admin, { parentId: 1, name: '트레일' })).body
  const { id, revision } = await shop.published(seller, { categoryId: leaf })
  const listed = async (category: number) =>
    (await shop.call<ProductPage>(`GET /v1/products?category=${category}`)).body.items.map((card) => card.id)
  assert.deepEqual([await listed(1), await listed(2)], [[id], []])
  await change(shop, admin, leaf, { parentId: 2 })
  assert.deepEqual([await listed(1), await listed(2), await listed(leaf)], [[], [id], [id]])
  const product = await shop.call<SellerProduct>(`GET /v1/seller/products/${id}`, { as: seller })
  assert.deepEqual(product.body.category, { id: leaf, parentId: 2, name: '트레일' })
  assert.equal(product.body.revision, revision)

  assert.equal((await remove(shop, admin, leaf)).body?.code, 'CATEGORY_IN_USE')
  await shop.call(`PATCH /v1/seller/products/${id}`, { as: seller, body: { categoryId: 8 } })
  assert.equal((await remove(shop, admin, leaf)).status, 204)
})

test('a product that is created while its leaf moves has the new root', async (t) => {
  const shop = await openShop(t)
  const [admin, seller] = [await shop.person('ADMIN'), await shop.person('SELLER')]
  const { id: leaf } = (await create(shop, admin, { parentId: 1, name: '트레일' })).body
  const old = await shop.draft(seller)
  const body = { ...(await example(shop)), categoryId: leaf }
  // A move that has locked the leaf and is not committed.
  const mover = connect(shop.databaseUrl, { max: 1 })
  t.after(() => mover.end({ timeout: 1 }))
  await mover.unsafe(
    `begin; update category_tree set revision = revision + 1; update categories set parent_id = 2 where id = ${leaf}`,
  )
  const created = shop.call<SellerProduct>('POST /v1/seller/products', { as: seller, body })
  const edited = shop.call<SellerProduct>(`PATCH /v1/seller/products/${old.id}`, {
    as: seller,
    body: { categoryId: leaf },
  })
  const waiting = () =>
    shop.sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await until(async () => (await waiting()).length === 2, { what: 'both statements to wait' })
  await mover.unsafe('commit')
  const expected = { id: leaf, parentId: 2, name: '트레일' }
  assert.deepEqual([(await created).status, (await created).body.category], [201, expected])
  assert.deepEqual([(await edited).status, (await edited).body.category], [200, expected])
  const roots = await shop.sql`select root_category_id as root from products where category_id = ${leaf}`
  assert.deepEqual(roots.map(({ root }) => root), [2, 2]) // prettier-ignore
})

test('a product whose leaf is removed while it is created is rejected', async (t) => {
  const shop = await openShop(t)
  const [admin, seller] = [await shop.person('ADMIN'), await shop.person('SELLER')]
  const { id: leaf } = (await create(shop, admin, { parentId: 1, name: '트레일' })).body
  const body = { ...(await example(shop)), categoryId: leaf }
  // As another process does, whose change this one has not read.
  await shop.sql`
    with removed as (delete from categories where id = ${leaf}) update category_tree set revision = revision + 1`
  const rejected = await shop.call('POST /v1/seller/products', { as: seller, body })
  assert.equal(rejected.body['code'], 'CATEGORY_NOT_FOUND')
})

test('another process shows a change, and takes products of a new leaf before that', async (t) => {
  const shop = await openShop(t, { env: { CATEGORIES_REFRESH_MS: '20' } })
  const slow = await openShop(t, { env: { CATEGORIES_REFRESH_MS: '3600000' } })
  for (const [one, isQuick] of [
    [shop, true],
    [slow, false],
  ] as const) {
    // prettier-ignore
    const [admin, seller] = [await one.person('ADMIN'), await one.person('SELLER')]
    const other = await one.another()
    const { body: leaf } = await create(one, admin, { parentId: 1, name: '트레일' })
    const shown = async () => (await tree(other)).some(({ id }) => id === leaf.id)
    if (isQuick) await until(shown, { what: 'the tree of the other process' })
    else {
      assert.equal(await shown(), false)
      const response = await fetch(`${other}/v1/seller/products`, {
        method: 'POST',
        headers: { authorization: `Bearer ${seller.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...(await example(one)), categoryId: leaf.id }),
      })
      assert.equal(response.status, 201)
      assert.deepEqual(((await response.json()) as SellerProduct).category, leaf)
    }
  }
})

test('each change sends the whole tree with its revision', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const events = await listen(t, shop.broker)
  const { body: leaf } = await create(shop, admin, { parentId: 1, name: '트레일' })
  await change(shop, admin, leaf.id, { name: '등산화' })
  await remove(shop, admin, leaf.id)
  const trees = () => events.flatMap((event) => (event.type === 'projection.snapshot' ? [event] : []))
  await until(() => trees().length === 3, { what: 'three trees' })
  assert.deepEqual(
    trees().map(({ key, data }) => [key, data.categoriesRevision, data.categories.length]),
    [['snapshot:categories', 2, 57], ['snapshot:categories', 3, 57], ['snapshot:categories', 4, 56]], // prettier-ignore
  )
  assert.equal(trees()[1]?.data.categories.find(({ id }) => id === leaf.id)?.name, '등산화')
})
