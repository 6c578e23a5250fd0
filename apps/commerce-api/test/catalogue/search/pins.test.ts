import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { PinList, ProductPage } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { inHours } from '../../support/open-campaign.ts'
import { openTrade, type Trade } from '../../support/trade.ts'
import type { Person } from '../../support/open-shop.ts'
import { pin, setPins } from '../../support/pins.ts'
import { found, listPage, paramsOf, type Query } from './support.ts'

interface Scene {
  trade: Trade
  admin: Person
  seller: Person
  /** In the order of popularity. */
  ids: number[]
}

const leaf = 8
const root = 1
const popular = { sort: 'popular' }

async function openScene(t: TestContext, count: number, env: Record<string, string> = {}): Promise<Scene> {
  const trade = await openTrade(t, { env })
  const [admin, seller] = [await trade.person('ADMIN'), await trade.person('SELLER')]
  const ids: number[] = []
  for (let index = 0; index < count; index++)
    ids.push((await trade.published(seller, { name: `신발 ${index}`, categoryId: leaf })).id)
  await trade.sql`
    update products set popularity = 1000 - place
    from unnest(${ids}::bigint[]) with ordinality as ranked (product_id, place) where id = product_id`
  return { trade, admin, seller, ids }
}

async function pinned(trade: Trade, query: Query = {}): Promise<number[]> {
  const { items, pinned: first } = await listPage(trade, { ...popular, ...query })
  return items.slice(0, first).map(({ id }) => id)
}

/** The error with which pins are rejected. */
const code = async (...of: Parameters<typeof setPins>) => (await setPins(...of)).body.code

const sellOut = (trade: Trade, id: number) => trade.sql`update skus set stock = 0 where product_id = ${id}`

test('pinned products come first in their order, each once, and the others as ever', async (t) => {
  const { trade, admin, ids } = await openScene(t, 6)
  const [a, b, c, d, e, f] = ids as [number, number, number, number, number, number]
  assert.deepEqual(await found(trade, popular), [a, b, c, d, e, f])
  const set = await setPins(trade, admin, [pin(e), pin(c)])
  assert.equal(set.status, 200)
  assert.deepEqual(set.body.items.map(({ productId, state }) => [productId, state]), [[e, 'SHOWN'], [c, 'SHOWN']]) // prettier-ignore
  const page = await listPage(trade, { ...popular, total: true })
  assert.deepEqual(page.items.map(({ id }) => id), [e, c, a, b, d, f]) // prettier-ignore
  assert.deepEqual([page.pinned, page.total, page.nextCursor], [2, 6, null])

  await setPins(trade, admin, [pin(c), pin(f), pin(e)])
  assert.deepEqual(await found(trade, popular), [c, f, e, a, b, d])
  await setPins(trade, admin, [])
  assert.deepEqual(await found(trade, popular), ids)
  assert.deepEqual(await pinned(trade), [])
})

test('pins are of one list and of the order by popularity: others, and searches, do not have them', async (t) => {
  const { trade, admin, ids } = await openScene(t, 4)
  const [a, b, c, d] = ids as [number, number, number, number]
  await setPins(trade, admin, [pin(d)])
  await setPins(trade, admin, [pin(c)], root)
  await setPins(trade, admin, [pin(b)], leaf)
  assert.deepEqual(await found(trade, popular), [d, a, b, c])
  assert.deepEqual(await found(trade, { ...popular, category: root }), [c, a, b, d])
  assert.deepEqual(await found(trade, { ...popular, category: leaf }), [b, a, c, d])
  assert.deepEqual(await found(trade, { ...popular, q: '신발' }), ids)
  for (const [sort, order] of [
    ['new', [d, c, b, a]],
    ['priceAsc', ids],
    ['priceDesc', [d, c, b, a]],
    ['discount', [d, c, b, a]],
  ] as const) {
    assert.equal((await listPage(trade, { sort })).pinned, 0)
    assert.deepEqual(await found(trade, { sort }), order)
  }
  assert.equal((await listPage(trade, { id: [d, a] })).pinned, 0)
})

test('what is sold out, not on sale or not asked for does not come first, nor before or after its period', async (t) => {
  const { trade, admin, seller, ids } = await openScene(t, 6)
  const [a, b, c, d, e, f] = ids as [number, number, number, number, number, number]
  await setPins(trade, admin, [
    pin(f),
    pin(e),
    pin(d, { startsAt: inHours(1) }),
    pin(c, { endsAt: inHours(-0.5) }),
    pin(b),
  ])
  await sellOut(trade, e)
  await trade.call(`POST /v1/seller/products/${f}/unpublish`, { as: seller })
  assert.deepEqual(await found(trade, popular), [b, a, c, d, e])
  const { body } = await trade.call<PinList>('GET /v1/admin/pins', { as: admin })
  assert.deepEqual(body.items.map(({ productId, state }) => [productId, state]), [
    [f, 'NOT_LISTED'],
    [e, 'SOLD_OUT'],
    [d, 'PLANNED'],
    [c, 'ENDED'],
    [b, 'SHOWN'],
  ]) // prettier-ignore
  await trade.sql`update skus set stock = 3 where product_id = ${e}`
  assert.deepEqual(await pinned(trade), [e, b])

  await trade.sql`update products set price = 5_000 where id = ${b}`
  assert.deepEqual(await pinned(trade, { maxPrice: 5_000 }), [b])
  assert.deepEqual(await found(trade, { ...popular, maxPrice: 5_000 }), [b])
  const other = await trade.published(seller, { categoryId: leaf })
  for (const brand of [[other.brand.id], [other.brand.id, 999_999]]) {
    assert.deepEqual(await found(trade, { ...popular, brand }), [other.id])
    assert.deepEqual(await pinned(trade, { brand }), [])
  }
  const brands = await trade.sql<
    { id: number }[]
  >`select brand_id as id from products where id in (${a}, ${e})`
  assert.deepEqual(await found(trade, { ...popular, brand: brands.map(({ id }) => id) }), [e, a])
})

test('a walk sees each product once with pages of any size, whatever is pinned, sold out or unpinned meanwhile', async (t) => {
  const { trade, admin, ids } = await openScene(t, 12)
  const all = new Set(ids)
  const [first, last] = [ids.slice(8), ids.slice(0, 4)]
  const changes = [
    () => Promise.resolve(),
    () => setPins(trade, admin, last.map((id) => pin(id))), // prettier-ignore
    () => setPins(trade, admin, []),
    () => setPins(trade, admin, ids.slice(4, 12).toReversed().map((id) => pin(id))), // prettier-ignore
    () => trade.sql`update skus set stock = 1 - stock`,
  ]
  for (const limit of [1, 2, 3, 5, 12, 20]) {
    for (const [index, change] of changes.entries()) {
      await trade.sql`update skus set stock = 1`
      await setPins(trade, admin, first.map((id) => pin(id))) // prettier-ignore
      const seen: number[] = []
      const firsts: number[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: ProductPage = await listPage(trade, { ...popular, limit, ...(cursor && { cursor }) })
        seen.push(...page.items.map(({ id }) => id))
        firsts.push(...page.items.slice(0, page.pinned).map(({ id }) => id))
        cursor = page.nextCursor
        await change()
      }
      const what = `limit ${limit}, change ${index}`
      assert.equal(seen.length, all.size, what)
      assert.deepEqual(new Set(seen), all, what)
      assert.deepEqual(firsts, first, what)
      assert.deepEqual(seen.slice(4), ids.slice(0, 8), what)
    }
  }
})

test('a walk that began without pins goes on without them', async (t) => {
  const { trade, admin, ids } = await openScene(t, 5)
  const { items, nextCursor } = await listPage(trade, { ...popular, limit: 2 })
  await setPins(trade, admin, [pin(ids[0]!), pin(ids[4]!)])
  const rest = await found(trade, { ...popular, cursor: nextCursor! })
  assert.deepEqual([...items.map(({ id }) => id), ...rest], ids)
})

test('pins in a cursor are those of the order by popularity, eight at most', async (t) => {
  const { trade, ids } = await openScene(t, 2)
  const cursors: [string, unknown[]][] = [
    ['new', ['new', 0, ids[0], [ids[1]]]],
    ['popular', ['popular', 0, ids[0], Array.from({ length: 9 }, (_, index) => index + 1)]],
    ['popular', ['popular', 0, ids[0], ['x']]],
    ['popular', ['popular', 0, ids[0], ids[1]]],
  ]
  for (const [sort, place] of cursors) {
    const cursor = Buffer.from(JSON.stringify(place)).toString('base64url')
    const { status, body } = await trade.call(`GET /v1/products?${paramsOf({ sort, cursor })}`)
    assert.deepEqual([status, body['code']], [400, 'CURSOR_INVALID'], JSON.stringify(place))
  }
})

test('a list has an ETag that follows its pins', async (t) => {
  const { trade, admin, ids } = await openScene(t, 2)
  const read = (headers = {}) => fetch(`${trade.url}/v1/products?sort=popular`, { headers })
  const headers = { 'if-none-match': (await read()).headers.get('etag')! }
  assert.equal((await read(headers)).status, 304)
  await setPins(trade, admin, [pin(ids[0]!)])
  assert.equal((await read(headers)).status, 200)
})

test('only what is in the list is pinned; what has left it may stay', async (t) => {
  const { trade, admin, seller, ids } = await openScene(t, 3)
  const [a, b] = ids as [number, number]
  const elsewhere = await trade.published(seller, { categoryId: leaf + 1 })
  const draft = await trade.draft(seller)
  assert.equal(await code(trade, admin, [pin(elsewhere.id)], leaf), 'PRODUCT_NOT_LISTED')
  assert.equal(await code(trade, admin, [pin(draft.id)]), 'PRODUCT_NOT_LISTED')
  assert.equal(await code(trade, admin, [pin(999_999)]), 'PRODUCT_NOT_FOUND')
  assert.equal(await code(trade, admin, [pin(a), pin(b), pin(a)]), 'VALIDATION_FAILED')
  assert.equal(await code(trade, admin, Array.from({ length: 9 }, (_, index) => pin(index + 1))), 'VALIDATION_FAILED') // prettier-ignore
  assert.equal(await code(trade, admin, [pin(a, { endsAt: inHours(-2) })]), 'VALIDATION_FAILED')

  await setPins(trade, admin, [pin(a)], leaf)
  await trade.call(`POST /v1/seller/products/${a}/unpublish`, { as: seller })
  const both = await setPins(trade, admin, [pin(b), pin(a)], leaf)
  assert.deepEqual([both.status, both.body.items[1]?.state], [200, 'NOT_LISTED'])
})

test('of two administrators who set pins at once one is told to read them again; each change is in the audit log', async (t) => {
  const { trade, admin, ids } = await openScene(t, 3)
  const other = await trade.person('ADMIN')
  const send = (as: Person, expectedRevision: number, pins: object[]) =>
    trade.call('PUT /v1/admin/pins', { as, body: { categoryId: leaf, expectedRevision, pins } })
  for (const revision of [0, 1]) {
    const answers = await Promise.all([
      send(admin, revision, [pin(ids[revision]!)]),
      send(other, revision, [pin(ids[2]!)]),
    ])
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 409]))
    assert.deepEqual(answers.flatMap(({ body }) => body['code'] ?? []), ['PINS_CHANGED']) // prettier-ignore
  }
  const pins = [pin(ids[0]!)]
  for (let repetition = 0; repetition < 2; repetition++) await setPins(trade, admin, pins, leaf)
  const entries = await trade.sql<{ details: { to: { productId: number }[] } }[]>`
    select details from audit_log where action = 'pins.set' and thing = 'pin-list' order by id`
  assert.equal(entries.length, 3)
  assert.deepEqual(entries.at(-1)?.details.to, pins)
  assert.deepEqual((await trade.sql`select from pin_lists`).length, 1)
})

test('another process shows pins after its next refresh; a removed category takes its pins along', async (t) => {
  const { trade, admin, ids } = await openScene(t, 3, { PINS_REFRESH_MS: '20', CATEGORIES_REFRESH_MS: '20' })
  const url = await trade.another()
  await setPins(trade, admin, [pin(ids[2]!)])
  const first = async () => {
    const page = (await (await fetch(`${url}/v1/products?sort=popular`)).json()) as ProductPage
    return page.pinned === 1 && page.items[0]!.id === ids[2]
  }
  await until(first, { what: 'the other process to show the pin' })

  const { body } = await trade.call<{ id: number }>('POST /v1/admin/categories', {
    as: admin,
    body: { parentId: root, name: '등산화' },
  })
  await trade.sql`insert into pin_lists (category_id, pins, revision) values (${body.id}, '[]', 1)`
  assert.equal((await trade.call(`DELETE /v1/admin/categories/${body.id}`, { as: admin })).status, 204)
  assert.equal((await trade.call(`GET /v1/admin/pins?category=${body.id}`, { as: admin })).status, 404)
})
