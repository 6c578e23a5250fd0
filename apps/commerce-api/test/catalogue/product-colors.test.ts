import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type {
  AuditLogPage,
  Cart,
  ProductDetail,
  ProductPage,
  SellerColor,
  SellerProduct,
} from '@munova/commerce-contract'
import type { ProductUpdated as Schema } from '@munova/event-contract'
import { until } from '@munova/testing'
import type { z } from 'zod'
import type { Person } from '../support/open-shop.ts'
import { home, openTrade, type Trade } from '../support/trade.ts'

type ProductUpdated = z.infer<typeof Schema>
/** Of routes of the product, and of its colours. */
type Answer = SellerProduct & SellerColor & { code?: string }

async function shopWith(t: TestContext, stocks = [5, 5]) {
  const trade = await openTrade(t)
  const events = await productEvents(t, trade)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const product = await trade.shoe(seller, stocks)
  const path = `/v1/seller/products/${product.id}`
  const send = (request: `${string} ${string}`, body?: object, as: Person = seller) =>
    trade.call<Answer>(request, { as, ...(body && { body }) })
  return { trade, seller, buyer, product, path, send, events }
}

/** Collects what the shop publishes about products from now on. */
async function productEvents(t: TestContext, { broker }: Trade) {
  const events: ProductUpdated[] = []
  const consumer = broker.consume(
    {
      queue: 'test.products',
      types: ['product.published', 'product.updated'],
      prefetch: 10,
      maxAttempts: 1,
      retryDelayMs: 1,
      isTransient: () => false,
    },
    async ({ body }) => void events.push(JSON.parse(Buffer.from(body).toString()) as ProductUpdated),
  )
  t.after(() => consumer.close())
  await consumer.ready
  return events
}

const page = async (trade: Trade, id: number) =>
  (await trade.call<ProductDetail & { code?: string }>(`GET /v1/products/${id}`)).body
const sizes = ({ colors }: Pick<ProductDetail, 'colors'>) =>
  colors.map(({ name, skus }) => [name, skus.map(({ sizeMm }) => sizeMm)])
const cartOf = async (trade: Trade, as: Person) => (await trade.call<Cart>('GET /v1/cart', { as })).body

suite('colours and sizes', () => {
  test('a seller adds colours and sizes to a product on sale, and they can be ordered', async (t) => {
    const { trade, buyer, product, path, send, events } = await shopWith(t)
    const colorId = product.colors[0]!.id
    const added = await send(`POST ${path}/colors`, { name: '그레이', skus: [{ sizeMm: 250, stock: 2 }] })
    assert.equal(added.status, 201, JSON.stringify(added.body))
    const location = added.headers.get('location')
    assert.equal(location, `${path}/colors/${added.body.id}`)
    assert.deepEqual((await send(`GET ${location}`)).body, added.body)
    assert.deepEqual(
      added.body.skus.map(({ sizeMm, stock }) => [sizeMm, stock]),
      [[250, 2]],
    )
    await send(`POST ${path}/colors/${colorId}/skus`, { skus: [{ sizeMm: 300, stock: 1 }, { sizeMm: 215, stock: 1 }] }) // prettier-ignore
    const renamed = await send(`PATCH ${path}/colors/${colorId}`, { name: '제트 블랙' })
    const expected = [['제트 블랙', [215, 220, 225, 300]], ['그레이', [250]]] // prettier-ignore
    assert.deepEqual(sizes({ colors: [renamed.body] }), expected.slice(0, 1))
    const changed = await send(`GET ${path}`)
    assert.deepEqual(sizes(changed.body), expected)
    assert.equal(changed.body.revision, product.revision + 3)
    const shown = await page(trade, product.id)
    assert.deepEqual(sizes(shown), expected)
    const order = await trade.paid(buyer, [[shown.colors[1]!.skus[0]!.id, 2]])
    assert.deepEqual(order.items.map(({ colorName, sizeMm }) => [colorName, sizeMm]), [['그레이', 250]]) // prettier-ignore
    await until(() => events.length === 4, { what: 'the events' })
    assert.deepEqual(events.map(({ type, data }) => [type, data.revision - product.revision]), [
      ['product.published', 0],
      ['product.updated', 1],
      ['product.updated', 2],
      ['product.updated', 3],
    ]) // prettier-ignore
  })

  test('two who add the same colour or size at once add it once', async (t) => {
    const { product, path, send } = await shopWith(t)
    const colors = await Promise.all(
      [1, 2, 3].map(() => send(`POST ${path}/colors`, { name: '그레이', skus: [{ sizeMm: 250, stock: 2 }] })),
    )
    assert.deepEqual(colors.map(({ body }) => body.code ?? 'added').toSorted(), ['COLOR_NAME_TAKEN', 'COLOR_NAME_TAKEN', 'added']) // prettier-ignore
    const skus = await Promise.all(
      [1, 2, 3].map(() => send(`POST ${path}/colors/${product.colors[0]!.id}/skus`, { skus: [{ sizeMm: 300, stock: 2 }] })), // prettier-ignore
    )
    assert.deepEqual(skus.map(({ body }) => body.code ?? 'added').toSorted(), ['SIZE_TAKEN', 'SIZE_TAKEN', 'added']) // prettier-ignore
    const names = ['a', 'b', 'c'].map((name) => send(`POST ${path}/colors`, { name, skus: [{ sizeMm: 250, stock: 2 }] })) // prettier-ignore
    assert.deepEqual((await Promise.all(names)).map(({ status }) => status), [201, 201, 201]) // prettier-ignore
  })

  test('a removed size cannot be bought any more, not even after a return, and may come back', async (t) => {
    const { trade, seller, buyer, product, path, send } = await shopWith(t, [3, 1])
    const [skuId, other] = [product.skuIds[0]!, product.skuIds[1]!]
    const order = await trade.paid(buyer, [[skuId, 1]])
    await trade.call(`PUT /v1/cart/items/${skuId}`, { as: buyer, body: { quantity: 1 } })
    assert.equal((await send(`DELETE ${path}/skus/${skuId}`)).body.code, 'STOCK_COMMITTED')
    const { body: parcel } = await trade.post<{ id: number }>(`/v1/seller/orders/${order.id}/ship`, {
      as: seller,
      body: { courier: 'CJ', trackingNumber: '123456789012' },
    })
    assert.equal((await send(`DELETE ${path}/skus/${skuId}`)).status, 204)
    assert.equal((await send(`DELETE ${path}/skus/${skuId}`)).status, 204)

    await trade.call(`POST /v1/seller/shipments/${parcel.id}/deliver`, { as: seller })
    const itemId = order.items[0]!.id
    await trade.post(`/v1/orders/${order.id}/returns`, { as: buyer, body: { itemId, reason: 'DEFECTIVE' } })
    const asked = (await trade.read(buyer, order.id)).returns[0]!
    assert.equal((await trade.post(`/v1/seller/returns/${asked.id}/accept`, { as: seller, body: {} })).status, 204) // prettier-ignore
    assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 0, allocated: 0 })

    assert.deepEqual(sizes(await page(trade, product.id)), [['블랙', [225]]])
    assert.deepEqual((await cartOf(trade, buyer)).items.map(({ state }) => state), ['REMOVED']) // prettier-ignore
    assert.equal((await trade.order(buyer, [[skuId, 1]])).body.code, 'NOT_ON_SALE')
    assert.equal((await trade.call(`PUT /v1/cart/items/${skuId}`, { as: seller, body: { quantity: 1 } })).status, 409) // prettier-ignore
    const stock = { stock: 3, expectedStock: 1 }
    assert.equal((await send(`PUT ${path}/skus/${skuId}/stock`, stock)).body.code, 'SKU_NOT_FOUND')
    await trade.placed(buyer, [[other, 1]])

    const back = await send(`POST ${path}/colors/${product.colors[0]!.id}/skus`, { skus: [{ sizeMm: 220, stock: 7 }] }) // prettier-ignore
    assert.deepEqual(back.body.skus[0], { id: skuId, sizeMm: 220, stock: 7, available: 7, waiting: 0 })
    assert.deepEqual((await cartOf(trade, buyer)).items.map(({ state }) => state), ['ORDERABLE']) // prettier-ignore
  })

  test('a product is taken off sale and published again, and its orders stay as they are', async (t) => {
    const { trade, seller, buyer, product, path, send, events } = await shopWith(t)
    const skuId = product.skuIds[0]!
    const order = await trade.paid(buyer, [[skuId, 1]])
    await trade.call(`PUT /v1/cart/items/${skuId}`, { as: buyer, body: { quantity: 1 } })
    for (const _ of [1, 2]) assert.equal((await send(`POST ${path}/unpublish`)).body.status, 'DRAFT')
    assert.equal((await page(trade, product.id)).code, 'PRODUCT_NOT_FOUND')
    assert.deepEqual((await cartOf(trade, buyer)).items.map(({ state }) => state), ['REMOVED']) // prettier-ignore
    assert.equal(
      (await trade.post('/v1/orders', { as: buyer, body: { address: home } })).body.code,
      'NOT_ON_SALE',
    )
    assert.deepEqual(await trade.read(buyer, order.id), order)
    const { body: parcel } = await trade.post<{ id: number }>(`/v1/seller/orders/${order.id}/ship`, {
      as: seller,
      body: { courier: 'CJ', trackingNumber: '123456789012' },
    })
    assert.ok(parcel.id)

    const newer = await trade.shoe(seller, [1])
    const again = await send(`POST ${path}/publish`)
    assert.deepEqual([again.body.status, again.body.publishedAt], ['PUBLISHED', product.publishedAt])
    const { body: list } = await trade.call<ProductPage>('GET /v1/products')
    assert.deepEqual(list.items.map(({ id }) => id), [newer.id, product.id]) // prettier-ignore
    const ofProduct = () => events.filter(({ data }) => data.id === product.id)
    await until(() => ofProduct().length === 3, { what: 'the events' })
    assert.deepEqual(ofProduct().map(({ type, data }) => [type, data.status]), [
      ['product.published', 'PUBLISHED'],
      ['product.updated', 'DRAFT'],
      ['product.published', 'PUBLISHED'],
    ]) // prettier-ignore
  })

  test('what a seller changes of the range on sale is in the audit log', async (t) => {
    const { trade, product, path, send } = await shopWith(t)
    const admin = await trade.person('ADMIN')
    await send(`PATCH ${path}/colors/${product.colors[0]!.id}`, { name: '그레이' })
    await send(`DELETE ${path}/skus/${product.skuIds[0]}`)
    await send(`POST ${path}/unpublish`)
    const { body } = await trade.call<AuditLogPage>(`GET /v1/admin/audit-log?thing=product&thingId=${product.id}`, { as: admin }) // prettier-ignore
    assert.deepEqual(body.items.map(({ action, details }) => [action, details]), [
      ['product.unpublish', {}],
      ['product.size', { removed: product.skuIds[0] }],
      ['product.color', { colorId: product.colors[0]!.id, from: '블랙', to: '그레이' }],
      ['product.publish', {}],
    ]) // prettier-ignore
  })
})
