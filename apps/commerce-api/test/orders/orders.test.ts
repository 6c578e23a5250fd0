import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfirmedPayment, Order as OrderSchema, type Order, type OrderPage } from '@munova/commerce-contract'
import { OrderCancelled } from '@munova/event-contract'
import { until } from '@munova/testing'
import { collectTradeEvents } from '../support/trade-events.ts'
import { assertBalanced, assertStockAddsUp, home, openTrade } from '../support/trade.ts'

test('an order is priced by the server, reserves its stock, and becomes PAID by its payment', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds, ...shoe } = await trade.shoe(seller, [5, 1], { price: 129_000 })
  const answer = await trade.order(buyer, [[skuIds[0]!, 2], [skuIds[1]!, 1]], { expectedTotal: 387_000, note: '문 앞에' }) // prettier-ignore
  assert.equal(answer.status, 201)
  const placed = answer.body
  assert.equal(answer.headers.get('location'), `/v1/orders/${placed.id}`)
  assert.match(placed.number, /^\d{6}-[2-9A-Z]{10}$/)
  assert.deepEqual(
    [placed.status, placed.itemsTotal, placed.discount, placed.total, placed.paid],
    ['PENDING', 387_000, 0, 387_000, 0],
  )
  assert.deepEqual(placed.address, { ...home, phone: '010-1234-5678' })
  // These two answers are text that no serializer checks.
  assert.deepEqual(OrderSchema.parse(placed), placed)
  assert.deepEqual(await trade.read(buyer, placed.id), placed)
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 5, reserved: 2, allocated: 0 })

  const { body: detail } = await trade.call<{ colors: [{ skus: object[] }] }>(`GET /v1/products/${shoe.id}`)
  assert.deepEqual(detail.colors[0].skus, [
    { id: skuIds[0], sizeMm: 220, stock: 3, waiting: 0 },
    { id: skuIds[1], sizeMm: 225, stock: 0, waiting: 0 },
  ])

  const { status, body } = await trade.pay(buyer, placed)
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(
    [body.orderId, body.orderNumber, body.orderStatus, body.payment.status, body.payment.method],
    [placed.id, placed.number, 'PAID', 'DONE', '카드'],
  )
  assert.deepEqual(ConfirmedPayment.parse(body), body)
  const paid = await trade.read(buyer, placed.id)
  assert.deepEqual([paid.status, paid.paid, paid.refunded], ['PAID', 387_000, 0])
  assert.ok(paid.items.every((item) => item.status === 'PAID'))
  assert.deepEqual(paid.payment, body.payment)
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 5, reserved: 0, allocated: 2 })
  await assertBalanced(trade.sql, trade.toss)
})

test('an order that cannot be placed is rejected with its reason and reserves nothing', async (t) => {
  const trade = await openTrade(t, { env: { OPEN_ORDERS_PER_MEMBER: '2' } })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds, id } = await trade.shoe(seller, [3, 0], { price: 50_000 })
  const cheap = await trade.shoe(seller, [3], { price: 99 })
  const sku = skuIds[0]!
  const code = async (lines: [number, number][], more?: object) =>
    (await trade.order(buyer, lines, more)).body.code
  assert.equal(await code([[sku, 4]]), 'OUT_OF_STOCK')
  assert.equal(await code([[sku, 1], [skuIds[1]!, 1]]), 'OUT_OF_STOCK') // prettier-ignore
  assert.equal(await code([[999_999, 1]]), 'NOT_ON_SALE')
  assert.equal(await code([[sku, 1]], { expectedTotal: 49_999 }), 'PRICE_CHANGED')
  assert.equal(await code([[cheap.skuIds[0]!, 1]]), 'AMOUNT_TOO_SMALL')
  assert.equal(await code([[sku, 1]], { couponId: 1 }), 'COUPON_NOT_USABLE')
  assert.equal(
    (await trade.post<Order>('/v1/orders', { as: buyer, body: { address: home } })).body.code,
    'CART_EMPTY',
  )
  for (const wrong of [{ postcode: '1234' }, { phone: '02-123-456' }, { recipient: ' ' }, { line1: '' }]) {
    const { status, body } = await trade.order(buyer, [[sku, 1]], { address: { ...home, ...wrong } })
    assert.deepEqual([status, body.code], [400, 'VALIDATION_FAILED'])
  }
  assert.deepEqual(await trade.stockOf(sku), { stock: 3, reserved: 0, allocated: 0 })

  const { skuIds: others } = await trade.shoe(seller, [1, 1])
  await trade.placed(buyer, [[others[0]!, 1]])
  await trade.placed(buyer, [[others[1]!, 1]])
  assert.equal(await code([[sku, 1]]), 'TOO_MANY_OPEN_ORDERS')
  await trade.call(`DELETE /v1/seller/products/${id}`, { as: seller })
  const other = await trade.person()
  assert.equal((await trade.order(other, [[sku, 1]])).body.code, 'NOT_ON_SALE')
})

test('an order of the cart takes its lines as they are, and they leave the cart when it is paid', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [5, 5, 5])
  const put = (skuId: number, quantity: number) =>
    trade.call(`PUT /v1/cart/items/${skuId}`, { as: buyer, body: { quantity } })
  await put(skuIds[0]!, 2)
  await put(skuIds[1]!, 1)
  const { body: placed } = await trade.post<Order>('/v1/orders', { as: buyer, body: { address: home } })
  assert.deepEqual(placed.items.map(({ skuId, quantity }) => [skuId, quantity]), [[skuIds[0], 2], [skuIds[1], 1]]) // prettier-ignore
  await put(skuIds[2]!, 1)
  assert.equal((await trade.pay(buyer, placed)).status, 200)
  const { body: cart } = await trade.call<{ items: { skuId: number }[] }>('GET /v1/cart', { as: buyer })
  assert.deepEqual(cart.items.map(({ skuId }) => skuId), [skuIds[2]]) // prettier-ignore
})

test('an unpaid order expires: its stock is available again, and it cannot be paid', async (t) => {
  const trade = await openTrade(t, { env: { RESERVATION_TTL_MS: '1', OUTBOX_POLL_MS: '100000' } })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [1])
  const placed = await trade.placed(buyer, [[skuIds[0]!, 1]])
  const expired = await until(
    async () => {
      const order = await trade.read(buyer, placed.id)
      return order.status === 'EXPIRED' && order
    },
    { what: 'expiry' },
  )
  assert.deepEqual(expired.items.map(({ status }) => status), ['CANCELLED']) // prettier-ignore
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 1, reserved: 0, allocated: 0 })
  const { status, body } = await trade.pay(buyer, placed)
  assert.deepEqual([status, body.code], [409, 'ORDER_ENDED'])
  assert.deepEqual((await trade.toss.ledger()).charges, 0)
})

test('a buyer lists only their own orders, newest first, by page and status', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer, other] = [await trade.person('SELLER'), await trade.person(), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  const ids: number[] = []
  for (let n = 1; n <= 3; n++) ids.unshift((await trade.placed(buyer, [[skuIds[0]!, n]])).id)
  await trade.placed(other, [[skuIds[0]!, 1]])
  const list = async (query: string) =>
    (await trade.call<OrderPage>(`GET /v1/orders?${query}`, { as: buyer })).body
  const first = await list('limit=2')
  const rest = await list(`limit=2&cursor=${first.nextCursor}`)
  assert.deepEqual([...first.items, ...rest.items].map(({ id }) => id), ids) // prettier-ignore
  assert.equal(rest.nextCursor, null)
  assert.deepEqual([first.items[0]?.title, first.items[0]?.items], ['에어로 러너 3', 3])
  assert.deepEqual((await list('status=PAID')).items, [])
  assert.equal((await trade.call(`GET /v1/orders/${ids[0]}`, { as: other })).status, 404)
})

test('events of an order are published in order and match the contract', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const events = await collectTradeEvents(t, trade)
  const { skuIds } = await trade.shoe(seller, [1])
  const paid = await trade.paid(buyer, [[skuIds[0]!, 1]])
  await until(() => events.length >= 3, { what: 'events' })
  const ofOrder = events.filter(({ key }) => key === `order:${paid.id}`)
  assert.deepEqual(ofOrder.map(({ type }) => type), ['order.placed', 'order.paid']) // prettier-ignore
  const [stock] = events.filter((event) => event.type === 'stock.changed')
  assert.deepEqual(stock?.data, { skuId: skuIds[0], productId: paid.items[0]?.productId, available: 0 })
  await assertStockAddsUp(trade.sql)
})

test('events of partial cancels name the sellers who have nothing left in the order', async (t) => {
  const trade = await openTrade(t)
  const [one, other, buyer] = [
    await trade.person('SELLER'),
    await trade.person('SELLER'),
    await trade.person(),
  ]
  const gone: number[][] = []
  trade.broker.consume(
    {
      queue: 'test',
      types: ['order.cancelled'],
      prefetch: 1,
      maxAttempts: 1,
      retryDelayMs: 1,
      isTransient: () => false,
    },
    async ({ body }) =>
      void gone.push(OrderCancelled.parse(JSON.parse(Buffer.from(body).toString())).data.goneSellerIds),
  )
  const [mine, theirs] = [await trade.shoe(one, [5]), await trade.shoe(other, [5])]
  let order = await trade.paid(buyer, [[mine.skuIds[0]!, 2], [theirs.skuIds[0]!, 1]]) // prettier-ignore
  for (let pair = 0; pair < 2; pair++) {
    const { id } = order.items.find(
      ({ sellerId, status }) => sellerId === one.member.id && status === 'PAID',
    )!
    const body = { items: [{ itemId: id, quantity: 1 }], reason: '변심' }
    order = (await trade.post<Order>(`/v1/orders/${order.id}/items/cancel`, { as: buyer, body })).body
  }
  await until(() => gone.length === 2, { what: 'both cancellations' })
  assert.deepEqual(gone, [[], [one.member.id]])
  assert.equal(order.status, 'PAID')
})
