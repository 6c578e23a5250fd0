import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SellerProduct, SellerProductPage } from '@munova/commerce-contract'
import { example, openShop, type Answer, type Person, type Shop } from '../support/open-shop.ts'

const paths = ({ body }: Answer<Record<string, unknown>>) =>
  (body['errors'] as { path: string }[]).map(({ path }) => path)
const edit = (shop: Shop, as: Person, id: number, body: object) =>
  shop.call<SellerProduct & { code?: string }>(`PATCH /v1/seller/products/${id}`, { as, body })
const images = (name: string, count: number) =>
  Array.from({ length: count }, (_, position) => `/images/${name}-${position}.jpg`)

test('a draft is created with its colours, sizes, stock and images', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const body = await example(shop)
  const created = await shop.call<SellerProduct>('POST /v1/seller/products', { as: seller, body })
  assert.equal(created.status, 201)
  assert.equal(created.headers.get('location'), `/v1/seller/products/${created.body.id}`)
  assert.deepEqual(
    [created.body.status, created.body.revision, created.body.publishedAt, created.body.images],
    ['DRAFT', 1, null, body.images],
  )
  const read = await shop.call(`GET /v1/seller/products/${created.body.id}`, { as: seller })
  assert.deepEqual(read.body, created.body)
})

test('the response names every invalid field of a product', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const good = await example(shop)
  const create = (change: object) =>
    shop.call('POST /v1/seller/products', { as: seller, body: { ...good, ...change } })

  const many = await create({
    name: ' ',
    description: 'too short',
    price: 1.5,
    status: 'PUBLISHED',
    images: ['javascript:alert(1)', '//elsewhere.example/x'],
    colors: [{ name: '블랙', skus: [{ sizeMm: 271, stock: -1 }] }],
  })
  assert.deepEqual(paths(many).toSorted(), [
    'body.colors.0.skus.0.sizeMm',
    'body.colors.0.skus.0.stock',
    'body.description',
    'body.images.0',
    'body.images.1',
    'body.name',
    'body.price',
    'body.status',
  ])
  const sku = { sizeMm: 270, stock: 1 }
  assert.deepEqual(paths(await create({ colors: [{ name: '블랙', skus: [sku, sku] }] })), [
    'body.colors.0.skus',
  ])
  const black = { name: '블랙', skus: [sku] }
  assert.deepEqual(paths(await create({ colors: [black, black] })), ['body.colors'])
  assert.deepEqual(paths(await create({ price: 100_000_001, name: 'a\u0000' })), ['body.name', 'body.price'])
})

test('the largest product that the contract allows is accepted', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const skus = Array.from({ length: 61 }, (_, i) => ({ sizeMm: 100 + i * 5, stock: 1_000_000 }))
  const largest = {
    ...(await example(shop)),
    name: '가'.repeat(100),
    description: '가'.repeat(65_535),
    price: 100_000_000,
    colors: Array.from({ length: 20 }, (_, i) => ({ name: `${i}${'색'.repeat(28)}`, skus })),
    images: Array.from({ length: 10 }, (_, i) => `/${i}`.padEnd(2_048, 'x')),
  }
  // As sent by a client that escapes everything but ASCII.
  const body = JSON.stringify(largest).replaceAll(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const created = await shop.call<SellerProduct>('POST /v1/seller/products', { as: seller, body })
  assert.equal(created.status, 201)
  assert.equal(created.body.description, largest.description)
  assert.equal(created.body.colors.flatMap((color) => color.skus).length, 1_220)
})

test('brand and category must exist, and a rejected product stores nothing', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const create = async (change: object) => {
    const body = { ...(await example(shop)), ...change }
    return (await shop.call('POST /v1/seller/products', { as: seller, body })).body['code']
  }
  assert.equal(await create({ brandId: 999_999 }), 'BRAND_NOT_FOUND')
  assert.equal(await create({ categoryId: 57 }), 'CATEGORY_NOT_FOUND')
  assert.equal(await create({ categoryId: 1 }), 'CATEGORY_NOT_LEAF')
  const [left] = await shop.sql<[{ rows: number }]>`
    select (select count(*) from products) + (select count(*) from product_colors) + (select count(*) from skus)
      + (select count(*) from product_images) as rows`
  assert.equal(left.rows, 0)
})

test('an edit changes the given fields and nothing else', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const draft = await shop.draft(seller)
  const edited = await edit(shop, seller, draft.id, { price: 99_000, categoryId: 22 })
  assert.deepEqual(edited.body, {
    ...draft,
    price: 99_000,
    listPrice: 99_000,
    category: { id: 22, parentId: 2, name: '러닝화' },
    revision: 2,
  })
  assert.deepEqual(
    (await edit(shop, seller, draft.id, { images: images('a', 3) })).body.images,
    images('a', 3),
  )
  assert.deepEqual((await edit(shop, seller, draft.id, { images: ['/images/c.jpg'] })).body.images, [
    '/images/c.jpg',
  ])
  assert.deepEqual((await edit(shop, seller, draft.id, { images: [] })).body.images, [])
  assert.deepEqual(
    paths(await shop.call(`PATCH /v1/seller/products/${draft.id}`, { as: seller, body: {} })),
    ['body'],
  )
})

test('concurrent edits leave the images of one of them', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  const lists = [images('a', 10), images('b', 1), images('c', 6), images('d', 2)]
  for (let round = 1; round <= 10; round++) {
    await edit(shop, seller, id, { images: images('start', 1) })
    const answers = await Promise.all(lists.map((list) => edit(shop, seller, id, { images: list })))
    assert.ok(answers.every(({ status }) => status === 200))
    const { body } = await shop.call<SellerProduct>(`GET /v1/seller/products/${id}`, { as: seller })
    assert.ok(
      lists.some((list) => list.join() === body.images.join()),
      body.images.join(),
    )
    assert.equal(body.revision, 2 + round * (1 + lists.length), 'none was lost')
  }
})

test('an edit of another revision than the expected one is rejected', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const { id, revision } = await shop.draft(seller)
  const answers = await Promise.all(
    [1, 2, 3].map((price) => edit(shop, seller, id, { price, expectedRevision: revision })),
  )
  const codes = answers.map(({ body }) => body.code)
  assert.equal(codes.filter((code) => code === undefined).length, 1)
  assert.equal(codes.filter((code) => code === 'PRODUCT_CHANGED').length, 2)
})

test('publishing and removing are idempotent, and a removal is final', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const { id } = await shop.draft(seller)
  const publish = () => shop.call(`POST /v1/seller/products/${id}/publish`, { as: seller })
  const remove = () => shop.call(`DELETE /v1/seller/products/${id}`, { as: seller })
  const published = await Promise.all([publish(), publish(), publish()])
  assert.deepEqual(
    published.map(({ status, body }) => [status, body['status'], body['revision']]),
    Array.from({ length: 3 }, () => [200, 'PUBLISHED', 2]),
  )
  assert.deepEqual(
    (await Promise.all([remove(), remove()])).map(({ status }) => status),
    [204, 204],
  )
  assert.equal((await publish()).body['code'], 'PRODUCT_REMOVED')
  assert.equal((await edit(shop, seller, id, { price: 1 })).body.code, 'PRODUCT_REMOVED')
})

test('a former seller cannot create or publish with a valid token', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const { id } = await shop.draft(seller)
  await shop.sql`update members set role = 'BUYER' where id = ${seller.member.id}`
  const body = await example(shop)
  assert.equal((await shop.call('POST /v1/seller/products', { as: seller, body })).status, 403)
  assert.equal((await shop.call(`POST /v1/seller/products/${id}/publish`, { as: seller })).status, 403)
})

test('every request about another seller’s product is answered with PRODUCT_NOT_FOUND', async (t) => {
  const shop = await openShop(t)
  const [owner, other] = [await shop.person('SELLER'), await shop.person('SELLER')]
  const product = await shop.published(owner)
  const sku = product.colors[0]!.skus[0]!
  const at = `/v1/seller/products/${product.id}` as const
  const stock = { stock: 9, expectedStock: sku.stock }
  const answers = [
    await shop.call(`GET ${at}`, { as: other }),
    await shop.call(`PATCH ${at}`, { as: other, body: { price: 1 } }),
    await shop.call(`POST ${at}/publish`, { as: other }),
    await shop.call(`DELETE ${at}`, { as: other }),
    await shop.call(`PUT ${at}/skus/${sku.id}/stock`, { as: other, body: stock }),
  ]
  for (const { status, body } of answers) assert.deepEqual([status, body['code']], [404, 'PRODUCT_NOT_FOUND'])
  assert.deepEqual((await shop.call(`GET ${at}`, { as: owner })).body, product)

  // Nor can a SKU be reached through the seller's own product.
  const mine = await shop.draft(other)
  const path = `/v1/seller/products/${mine.id}/skus/${sku.id}/stock`
  assert.equal((await shop.call(`PUT ${path}`, { as: other, body: stock })).body['code'], 'SKU_NOT_FOUND')
})

test('of twenty concurrent requests that expect the same stock, one sets it', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const product = await shop.published(seller)
  const { id } = product.colors[1]!.skus[0]!
  const set = (stock: number, expectedStock: number) =>
    shop.call(`PUT /v1/seller/products/${product.id}/skus/${id}/stock`, {
      as: seller,
      body: { stock, expectedStock },
    })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => set(100 + i, 1)))
  const won = answers.filter(({ status }) => status === 200)
  assert.equal(won.length, 1)
  assert.ok(answers.every(({ status, body }) => status === 200 || body['code'] === 'STOCK_CHANGED'))
  const now = Number(won[0]?.body['stock'])
  const rejected = await set(5, 1)
  assert.equal(rejected.body['detail'], `The stock is ${now} now`)
  assert.deepEqual((await set(0, now)).body, { id, stock: 0, available: 0 })
})

test('a seller lists only own products, newest first, by status and page', async (t) => {
  const shop = await openShop(t)
  const [seller, other] = [await shop.person('SELLER'), await shop.person('SELLER')]
  const [first, second, third] = [
    await shop.draft(seller),
    await shop.published(seller),
    await shop.draft(seller),
  ]
  await shop.draft(other)
  const list = async (query: string) =>
    (await shop.call<SellerProductPage>(`GET /v1/seller/products?${query}`, { as: seller })).body
  const page = await list('limit=2')
  const rest = await list(`limit=2&cursor=${page.nextCursor}`)
  assert.deepEqual(
    [...page.items, ...rest.items].map(({ id }) => id),
    [third.id, second.id, first.id],
  )
  assert.equal(rest.nextCursor, null)
  const [published] = (await list('status=PUBLISHED')).items
  assert.deepEqual([published?.id, published?.stock, published?.imageUrl], [second.id, 4, second.images[0]])
})

test('a seller finds own products by what their names contain, as it is written', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const found: Record<string, number> = {}
  for (const name of ['Aero 100% Wool', '에어로 러너', '100_ 슬리퍼']) {
    const draft = await shop.draft(seller)
    await edit(shop, seller, draft.id, { name })
    found[name] = draft.id
  }
  const list = async (name: string) => {
    const query = new URLSearchParams({ name, limit: '10' }).toString()
    const { body } = await shop.call<SellerProductPage>(`GET /v1/seller/products?${query}`, { as: seller })
    return body.items.map(({ id }) => id)
  }
  assert.deepEqual(await list('로 러'), [found['에어로 러너']])
  assert.deepEqual(await list('aero'), [found['Aero 100% Wool']])
  assert.deepEqual(await list('0%'), [found['Aero 100% Wool']])
  assert.deepEqual(await list('0_'), [found['100_ 슬리퍼']])
  assert.deepEqual(await list('없는 이름'), [])
})

test('an edit of what is on sale leaves an entry with the fields that differ, one of a draft none', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const [shown, draft] = [await shop.published(seller), await shop.draft(seller)]
  const change = async (id: number, body: object) =>
    assert.equal((await edit(shop, seller, id, body)).status, 200)
  const fields = {
    name: '에어로 러너 4',
    description: '더 가볍고 더 오래 신는 러닝화입니다.',
    images: ['/a.jpg'],
  }
  await change(draft.id, fields)
  await change(shown.id, fields)
  await change(shown.id, { ...fields, price: 99_000 })
  await change(shown.id, { images: ['/b.jpg', '/a.jpg'], brandId: await shop.brand() })
  const entries = await shop.sql`
    select action, thing_id as id, details from audit_log where action in ('product.edit', 'product.price') order by id`
  assert.deepEqual(entries.map(({ action, id, details }) => [action, id, details]), [
    ['product.edit', shown.id, { fields: ['name', 'description', 'images'] }],
    ['product.price', shown.id, { from: 129_000, to: 99_000 }],
    ['product.edit', shown.id, { fields: ['brandId', 'images'] }],
  ]) // prettier-ignore
})
