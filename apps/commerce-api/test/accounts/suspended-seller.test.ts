import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Cart, ProductPage } from '@munova/commerce-contract'
import { connect } from '@munova/database'
import { until } from '@munova/testing'
import { alignProducts } from '../../src/accounts/members/suspended-products.ts'
import { CommerceConfig } from '../../src/config.ts'
import type { Person } from '../support/open-shop.ts'
import { openTrade, type Trade } from '../support/trade.ts'

const act = (trade: Trade, admin: Person, what: 'suspend' | 'reinstate', { member }: Person) =>
  trade.call(`POST /v1/admin/members/${member.id}/${what}`, {
    as: admin,
    ...(what === 'suspend' && { body: { reason: '위조 상품' } }),
  })

async function shopWith(t: TestContext) {
  const trade = await openTrade(t)
  const [seller, other, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  return {
    trade,
    seller,
    other,
    buyer,
    admin,
    shoe: await trade.shoe(seller, [9]),
    theirs: await trade.shoe(other, [9]),
  }
}

test('what a suspended seller sells is in no list, cart or order until the reinstatement', async (t) => {
  const { trade, seller, buyer, admin, shoe, theirs } = await shopWith(t)
  const draft = await trade.draft(seller)
  const gone = await trade.shoe(seller, [1])
  await trade.call(`DELETE /v1/seller/products/${gone.id}`, { as: seller })
  const skuId = shoe.skuIds[0]!
  await trade.call(`PUT /v1/cart/items/${skuId}`, { as: buyer, body: { quantity: 1 } })
  const listed = async () => {
    const { body } = await trade.call<ProductPage>('GET /v1/products')
    return body.items.map(({ id }) => id).toSorted((a, b) => a - b)
  }
  const state = async () => (await trade.call<Cart>('GET /v1/cart', { as: buyer })).body.items[0]?.state
  const statuses = async () => {
    const rows =
      await trade.sql`select id, status from products where seller_id = ${seller.member.id} order by id`
    return rows.map(({ status }) => status as string)
  }
  assert.deepEqual(await listed(), [shoe.id, theirs.id])
  const open = await trade.paid(buyer, [[skuId, 1]])

  for (const _ of ['first', 'repeated'])
    assert.equal((await act(trade, admin, 'suspend', seller)).status, 200)
  assert.deepEqual(await listed(), [theirs.id])
  assert.equal((await trade.call(`GET /v1/products/${shoe.id}`)).status, 404)
  assert.equal(await state(), 'REMOVED')
  assert.equal((await trade.order(buyer, [[skuId, 1]])).body.code, 'NOT_ON_SALE')
  assert.equal((await trade.call<{ code?: string }>(`PUT /v1/cart/items/${skuId}`, { as: buyer, body: { quantity: 2 } })).body.code, 'SKU_NOT_FOUND') // prettier-ignore
  assert.deepEqual(await statuses(), ['SUSPENDED', 'DRAFT', 'REMOVED'])
  const items = [{ itemId: open.items[0]!.id }]
  const helped = await trade.post(`/v1/admin/orders/${open.id}/items/cancel`, {
    as: admin,
    body: { items, reason: '판매 중지' },
  })
  assert.equal(helped.status, 204)

  for (const _ of ['first', 'repeated'])
    assert.equal((await act(trade, admin, 'reinstate', seller)).status, 200)
  assert.deepEqual(await statuses(), ['PUBLISHED', 'DRAFT', 'REMOVED'])
  assert.deepEqual(await listed(), [shoe.id, theirs.id])
  assert.equal(await state(), 'ORDERABLE')
  assert.equal((await trade.order(buyer, [[skuId, 1]])).status, 201)
  assert.equal((await trade.sql`select from products where id = ${draft.id} and revision = 1`).length, 1)
})

test('products of a suspended seller are hidden by a bounded statement each, and cannot be ordered from the first moment', async (t) => {
  // The job does not run: only the requests change products.
  const trade = await openTrade(t, { env: { PRODUCT_ALIGN_BATCH: '2', PRODUCT_ALIGN_MS: '86400000' } })
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  for (let n = 0; n < 4; n++) await trade.shoe(seller, [9])
  const last = await trade.shoe(seller, [9])
  const count = async (status: string) =>
    (await trade.sql`select from products where seller_id = ${seller.member.id} and status = ${status}`)
      .length
  const order = () => trade.order(buyer, [[last.skuIds[0]!, 1]])
  assert.equal((await act(trade, admin, 'suspend', seller)).status, 200)
  assert.deepEqual([await count('SUSPENDED'), await count('PUBLISHED')], [2, 3])
  assert.equal((await order()).body.code, 'NOT_ON_SALE', 'though its status is still PUBLISHED')

  const config = CommerceConfig.parse({ DATABASE_URL: trade.databaseUrl, PRODUCT_ALIGN_BATCH: '2' })
  const align = () => alignProducts({ sql: trade.sql, config })
  assert.deepEqual(await Promise.all([align(), align()]).then((done) => done.includes('more')), true)
  while ((await align()) === 'more');
  assert.deepEqual([await count('SUSPENDED'), await count('PUBLISHED')], [5, 0])
  assert.equal((await trade.sql`select from product_alignments`).length, 0)

  assert.equal((await act(trade, admin, 'reinstate', seller)).status, 200)
  // It is suspended again in the middle.
  assert.equal((await act(trade, admin, 'suspend', seller)).status, 200)
  while ((await align()) === 'more');
  assert.equal(await count('SUSPENDED'), 5)
  assert.equal((await act(trade, admin, 'reinstate', seller)).status, 200)
  while ((await align()) === 'more');
  assert.equal(await count('PUBLISHED'), 5)
  assert.equal((await order()).status, 201)
})

test('the job finishes what a suspension has left', async (t) => {
  const trade = await openTrade(t, { env: { PRODUCT_ALIGN_BATCH: '1', PRODUCT_ALIGN_MS: '20' } })
  const [seller, admin] = [await trade.person('SELLER'), await trade.person('ADMIN')]
  for (let n = 0; n < 4; n++) await trade.shoe(seller, [9])
  assert.equal((await act(trade, admin, 'suspend', seller)).status, 200)
  const left = () => trade.sql`select from products where status = 'PUBLISHED'`
  await until(async () => (await left()).length === 0, { what: 'all products to be hidden' })
})

test('a product that is published while its seller is suspended is suspended with the others', async (t) => {
  const { trade, seller, admin } = await shopWith(t)
  const draft = await trade.draft(seller)
  // The statement that publishes has locked the product and the seller, and is not committed.
  const publishing = connect(trade.databaseUrl, { max: 1 })
  t.after(() => publishing.end({ timeout: 1 }))
  await publishing.unsafe('begin')
  await publishing`update products set status = 'PUBLISHED', published_at = now() where id = ${draft.id}`
  const suspension = act(trade, admin, 'suspend', seller)
  const waiting = () =>
    trade.sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%suspended_reason%'`
  await until(async () => (await waiting()).length > 0 || undefined, { what: 'the suspension to wait' })
  await publishing.unsafe('commit')
  assert.equal((await suspension).status, 200)
  const status = async () =>
    (await trade.sql`select status from products where id = ${draft.id}`)[0]?.['status']
  assert.equal(await status(), 'SUSPENDED')
  // And one whose statement comes after it.
  await trade.sql`update products set status = 'DRAFT', published_at = null where id = ${draft.id}`
  await trade.sql`update products set status = 'PUBLISHED', published_at = now() where id = ${draft.id}`
  assert.equal(await status(), 'SUSPENDED')
})
