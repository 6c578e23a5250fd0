import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  Cart,
  Order,
  ProductDetail,
  ProductPage,
  SellerProduct,
  Return,
} from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { giveCoupon } from '../support/coupon.ts'
import { inHours } from '../support/open-campaign.ts'
import { collectTradeEvents } from '../support/trade-events.ts'
import type { Person } from '../support/open-shop.ts'
import { home, openTrade, type Rejected, type Trade } from '../support/trade.ts'

const setSale = (
  trade: Trade,
  as: Person,
  id: number,
  sale: { price: number; from: string; until: string },
) => trade.call<SellerProduct & Rejected>(`PUT /v1/seller/products/${id}/sale`, { as, body: sale })
const detail = async (trade: Trade, id: number) =>
  (await trade.call<ProductDetail>(`GET /v1/products/${id}`)).body
/** As if the clock had reached the beginning, or the end, of the sale. */
const pass = (trade: Trade, what: 'sale_from' | 'sale_until') =>
  what === 'sale_from'
    ? trade.sql`update products set sale_from = now() - interval '1 second', price_changes_at = now() where list_price is not null`
    : trade.sql`
        update products set sale_from = now() - interval '2 hours', sale_until = now(), price_changes_at = now()
        where list_price is not null`

test('a sale is planned, begins and ends by the clock, and shows the lowest price of the 30 days before', async (t) => {
  const trade = await openTrade(t, { env: { SALE_CHECK_MS: '20' } })
  const [seller, other] = [await trade.person('SELLER'), await trade.person('SELLER')]
  const { id } = await trade.shoe(seller, [5], { price: 100_000 })
  for (const price of [80_000, 120_000]) {
    await trade.call(`PATCH /v1/seller/products/${id}`, { as: seller, body: { price } })
  }
  const sale = { price: 90_000, from: inHours(1), until: inHours(2) }
  assert.equal((await setSale(trade, other, id, sale)).body.code, 'PRODUCT_NOT_FOUND')
  assert.equal((await setSale(trade, seller, id, { ...sale, price: 120_000 })).body.code, 'SALE_NOT_LOWER')
  assert.equal((await setSale(trade, seller, id, { ...sale, until: sale.from })).status, 400)
  assert.equal(
    (await setSale(trade, seller, id, { ...sale, from: inHours(-2), until: inHours(-1) })).status,
    400,
  )
  const planned = await setSale(trade, seller, id, sale)
  assert.deepEqual([planned.status, planned.body.plannedSale, planned.body.price], [200, sale, 120_000])
  const before = await detail(trade, id)
  assert.deepEqual([before.price, before.listPrice, before.sale], [120_000, 120_000, null])
  assert.ok(!('plannedSale' in before))

  await pass(trade, 'sale_from')
  await until(async () => (await trade.sql`select from products where price = 90000`).length === 1, {
    what: 'the sale',
  })
  const during = await detail(trade, id)
  assert.deepEqual([during.price, during.listPrice, during.sale?.lowestPrice], [90_000, 120_000, 80_000])
  const acts =
    await trade.sql`select action, details from audit_log where thing_id = ${id} and action <> 'product.publish' order by id`
  assert.deepEqual(
    acts.map(({ action, details }) => [action, details]),
    [
      ['product.price', { from: 100_000, to: 80_000 }],
      ['product.price', { from: 80_000, to: 120_000 }],
      ['product.sale', sale],
    ],
  )
  // The list price changes, the sale stays, and neither crosses the other.
  assert.equal((await trade.call<Rejected>(`PATCH /v1/seller/products/${id}`, { as: seller, body: { price: 90_000 } })).body.code, 'SALE_NOT_LOWER') // prettier-ignore
  await trade.call(`PATCH /v1/seller/products/${id}`, { as: seller, body: { price: 110_000 } })
  const raised = await detail(trade, id)
  assert.deepEqual([raised.price, raised.listPrice], [90_000, 110_000])

  await pass(trade, 'sale_until')
  // Exact at once, whenever the job runs.
  const after = await detail(trade, id)
  assert.deepEqual([after.price, after.listPrice, after.sale], [110_000, 110_000, null])
  await until(async () => (await trade.sql`select from products where list_price is null`).length === 1, {
    what: 'the end',
  })
  const lows = await trade.sql`select price from product_price_lows where product_id = ${id}`
  assert.deepEqual(lows.map(({ price }) => price), [80_000], 'one row for a day') // prettier-ignore
})

test('lists are sorted and filtered by the price of the sale; carts and orders show both prices', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const brandId = await trade.brand()
  const cheap = await trade.shoe(seller, [5], { price: 70_000, brandId })
  const reduced = await trade.shoe(seller, [5], { price: 100_000, brandId })
  const sale = { price: 60_000, from: inHours(-1), until: inHours(1) }
  assert.equal((await setSale(trade, seller, reduced.id, sale)).status, 200)
  const list = async (query: string) =>
    (await trade.call<ProductPage>(`GET /v1/products?brand=${brandId}&${query}`)).body.items.map(
      ({ id }) => id,
    )
  assert.deepEqual(await list('sort=priceAsc'), [reduced.id, cheap.id])
  assert.deepEqual(await list('maxPrice=65000'), [reduced.id])
  const skuId = reduced.skuIds[0]!
  const { body: cart } = await trade.call<Cart>(`PUT /v1/cart/items/${skuId}`, {
    as: buyer,
    body: { quantity: 2 },
  })
  assert.deepEqual([cart.items[0]?.price, cart.items[0]?.listPrice, cart.amount], [60_000, 100_000, 120_000])
  const order = await trade.placed(buyer, [[skuId, 2]])
  const [item] = order.items
  assert.deepEqual([order.total, item?.unitPrice, item?.listPrice], [120_000, 60_000, 100_000])
  assert.deepEqual((await trade.read(buyer, order.id)).items, order.items)
  assert.equal(
    (await trade.call(`DELETE /v1/seller/products/${reduced.id}/sale`, { as: seller })).status,
    200,
  )
  assert.deepEqual(await list('sort=priceAsc'), [cheap.id, reduced.id])
})

test('a sale that begins or ends between the quote and the order gives PRICE_CHANGED', async (t) => {
  const trade = await openTrade(t, { env: { SALE_CHECK_MS: '100000000' } })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { id, skuIds } = await trade.shoe(seller, [5], { price: 100_000 })
  await setSale(trade, seller, id, { price: 60_000, from: inHours(1), until: inHours(2) })
  const order = async (expectedTotal: number) => {
    const { status, body } = await trade.order(buyer, [[skuIds[0]!, 1]], { expectedTotal })
    return body.code ?? status
  }
  assert.equal(await order(100_000), 201)
  // The job has changed nothing: the period decides.
  await pass(trade, 'sale_from')
  assert.deepEqual([await order(100_000), await order(60_000)], ['PRICE_CHANGED', 201])
  await pass(trade, 'sale_until')
  assert.deepEqual([await order(60_000), await order(100_000)], ['PRICE_CHANGED', 201])
})

test('an order of 0 won is paid when it is placed, without the gateway, and can be cancelled and returned', async (t) => {
  const trade = await openTrade(t)
  const collected = await collectTradeEvents(t, trade)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [1], { price: 50_000 })
  const skuId = skuIds[0]!
  const couponId = await giveCoupon(trade.sql, buyer, { percent: 100 })
  // What the unpaid order holds becomes the free one's.
  const unpaid = await trade.placed(buyer, [[skuId, 1]])
  const free = await trade.placed(buyer, [[skuId, 1]], { couponId })
  assert.deepEqual([free.status, free.total, free.payment, free.items[0]?.status], ['PAID', 0, null, 'PAID'])
  assert.deepEqual(await trade.read(buyer, free.id), free)
  assert.equal((await trade.read(buyer, unpaid.id)).status, 'CANCELLED')
  assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 0, allocated: 1 })
  const coupon = async () =>
    (await trade.sql`select status from member_coupons where id = ${couponId}`)[0]?.['status']
  assert.equal(await coupon(), 'USED')
  assert.equal((await trade.toss.ledger()).charges, 0)
  await until(() => collected.some(({ type }) => type === 'order.paid'), { what: 'the event' })

  const cancelled = await trade.post<Order>(`/v1/orders/${free.id}/cancel`, {
    as: buyer,
    body: { reason: '변심' },
  })
  assert.deepEqual([cancelled.body.status, cancelled.body.refunds], ['CANCELLED', []])
  assert.equal(await coupon(), 'ISSUED')
  const kindsOf = async (as: Person) => {
    const { body } = await trade.call<{ items: { kind: string }[] }>('GET /v1/notifications', { as })
    return body.items.map(({ kind }) => kind).toReversed()
  }
  await until(async () => (await kindsOf(seller)).length === 2, { what: 'the notifications of the seller' })
  assert.deepEqual(await kindsOf(seller), ['ORDER_TO_SHIP', 'ORDER_CANCELLED'])
  assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 0, allocated: 0 })

  const again = await trade.placed(buyer, [[skuId, 1]], { couponId })
  const { body: shipment } = await trade.post<{ id: number }>(`/v1/seller/orders/${again.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  await trade.call(`POST /v1/seller/shipments/${shipment.id}/deliver`, { as: seller })
  const asked = await trade.post<Return>(`/v1/orders/${again.id}/returns`, {
    as: buyer,
    body: { itemId: again.items[0]!.id, reason: 'DEFECTIVE' },
  })
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  const accepted = await trade.post(`/v1/seller/returns/${asked.body.id}/accept`, { as: seller })
  assert.ok(accepted.status < 300, JSON.stringify(accepted.body))
  const returned = await trade.read(buyer, again.id)
  assert.deepEqual([returned.items[0]?.status, returned.refunds], ['RETURNED', []])
})

test('a coupon that leaves less than the gateway takes, and not 0, is said to be not usable, before the order', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [5], { price: 50_000 })
  const lines = [{ skuId: skuIds[0]!, quantity: 1 }]
  const preview = async (amount: number) => {
    const couponId = await giveCoupon(trade.sql, buyer, { amount })
    const { body } = await trade.call<{ total?: number } & Rejected>('POST /v1/orders/preview', {
      as: buyer,
      body: { lines, address: home, couponId },
    })
    return body.code === undefined ? body.total : [body.code, body.detail]
  }
  assert.equal(await preview(50_000), 0)
  assert.equal(await preview(49_900), 100)
  const refused = await preview(49_901)
  assert.ok(Array.isArray(refused) && refused[0] === 'COUPON_NOT_USABLE' && refused[1]?.includes('100 won'))
})
