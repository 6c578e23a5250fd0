import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdminBrand, AdminBrandPage, BrandPage, ProductPage } from '@munova/commerce-contract'
import { example, openShop } from '../support/open-shop.ts'

test('an administrator creates a brand, and a seller sells a shoe of it', async (t) => {
  const shop = await openShop(t)
  const [admin, seller] = [await shop.person('ADMIN'), await shop.person('SELLER')]
  const body = { name: '  서울   슈즈 ' }
  const created = await shop.call<AdminBrand>('POST /v1/admin/brands', { as: admin, body })
  assert.equal(created.status, 201)
  assert.deepEqual(created.body, { id: created.body.id, name: '서울 슈즈', isHidden: false, aliases: [] })
  const product = { ...(await example(shop)), brandId: created.body.id }
  assert.equal((await shop.call('POST /v1/seller/products', { as: seller, body: product })).status, 201)
  for (const name of ['', ' ', 'x'.repeat(51), '두\n줄', 7]) {
    const { status } = await shop.call('POST /v1/admin/brands', { as: admin, body: { name } })
    assert.equal(status, 400, JSON.stringify(name))
  }
})

test('of two who create or rename to the same name at once, one succeeds', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const other = await shop.brand()
  const results = await Promise.all([
    shop.call('POST /v1/admin/brands', { as: admin, body: { name: '무노바' } }),
    shop.call('POST /v1/admin/brands', { as: admin, body: { name: '무노바' } }),
    shop.call(`PATCH /v1/admin/brands/${other}`, { as: admin, body: { name: '무노바' } }),
  ])
  assert.equal(results.filter(({ status }) => status < 300).length, 1)
  assert.deepEqual(
    results.flatMap(({ body }) => body['code'] ?? []),
    ['BRAND_NAME_TAKEN', 'BRAND_NAME_TAKEN'],
  )
})

test('a hidden brand is not listed, its products stay on sale, and it can be shown again', async (t) => {
  const shop = await openShop(t)
  const [admin, seller] = [await shop.person('ADMIN'), await shop.person('SELLER')]
  const brandId = await shop.brand('가')
  await shop.brand('나')
  const { id } = await shop.published(seller, { brandId })
  const change = async (body: object) => {
    const answer = await shop.call<AdminBrand>(`PATCH /v1/admin/brands/${brandId}`, { as: admin, body })
    assert.equal(answer.status, 200)
    return answer.body
  }
  const listed = async () =>
    (await shop.call<BrandPage>('GET /v1/brands')).body.items
      .map(({ name }) => name)
      .filter((name) => name.length < 5)

  assert.deepEqual(await change({ isHidden: true }), { id: brandId, name: '가', isHidden: true, aliases: [] })
  assert.deepEqual(await listed(), ['나'])
  const all = await shop.call<AdminBrandPage>('GET /v1/admin/brands?limit=1', { as: admin })
  assert.deepEqual(all.body.items.map(({ isHidden }) => isHidden), [true]) // prettier-ignore
  const next = await shop.call<AdminBrandPage>(`GET /v1/admin/brands?cursor=${all.body.nextCursor}`, {
    as: admin,
  })
  assert.equal(next.body.items[0]?.name, '나')
  const products = await shop.call<ProductPage>(`GET /v1/products?brand=${brandId}`)
  assert.deepEqual(products.body.items.map((product) => product.id), [id]) // prettier-ignore

  assert.deepEqual(await change({ name: '다', isHidden: false }), {
    id: brandId,
    name: '다',
    isHidden: false,
    aliases: [],
  })
  assert.deepEqual(await listed(), ['나', '다'])
  // Without a difference: no further entry.
  await change({ name: '다' })
  const entries = await shop.sql<{ details: unknown }[]>`
    select details from audit_log where action = 'brand.change' order by id`
  assert.deepEqual(entries.map(({ details }) => details), [
    { from: { name: '가', isHidden: false, aliases: [] }, to: { name: '가', isHidden: true, aliases: [] } },
    { from: { name: '가', isHidden: true, aliases: [] }, to: { name: '다', isHidden: false, aliases: [] } },
  ]) // prettier-ignore
  const empty = await shop.call(`PATCH /v1/admin/brands/${brandId}`, { as: admin, body: {} })
  assert.equal(empty.status, 400)
})
