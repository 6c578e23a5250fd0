import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  Order,
  OrderPayment,
  SellerOrderPage,
  SellerReturnPage,
  Shipment,
  Return,
} from '@munova/commerce-contract'
import { CommerceConfig } from '../../src/index.ts'
import { returnDeadline } from '../../src/orders/returns/deadline.ts'
import { giveCoupon } from '../support/coupon.ts'
import type { Person } from '../support/open-shop.ts'
import { assertBalanced, assertStockAddsUp, openTrade, type Lines, type Trade } from '../support/trade.ts'
import { until } from '@munova/testing'

const parcel = { courier: 'CJ', trackingNumber: '6543-2109-8765' }

async function shopWith(t: Parameters<typeof openTrade>[0], stocks = [9, 9]) {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, stocks, { price: 50_000 })
  return { trade, seller, buyer, skuIds }
}

async function shipped(trade: Trade, seller: Person, order: Order) {
  const { status, body } = await trade.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: parcel,
  })
  assert.equal(status, 201, JSON.stringify(body))
  return body
}

async function delivered(
  trade: Trade,
  { seller, buyer }: { seller: Person; buyer: Person },
  lines: Lines,
  more = {},
) {
  const order = await trade.paid(buyer, lines, more)
  const { id } = await shipped(trade, seller, order)
  assert.equal((await trade.call(`POST /v1/seller/shipments/${id}/deliver`, { as: seller })).status, 204)
  return trade.read(buyer, order.id)
}

const ask = (trade: Trade, buyer: Person, order: Order, body: object) =>
  trade.post<Return>(`/v1/orders/${order.id}/returns`, { as: buyer, body })

test('each seller ships their own items once, and a shipped item cannot be cancelled', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t)
  const other = await trade.person('SELLER')
  const second = await trade.shoe(other, [5])
  const order = await trade.paid(buyer, [[skuIds[0]!, 2], [second.skuIds[0]!, 1]]) // prettier-ignore
  const toShip = async (as: Person) =>
    (await trade.call<SellerOrderPage>('GET /v1/seller/orders?itemStatus=PAID', { as })).body.items
  assert.deepEqual((await toShip(seller)).map(({ id, items, address }) => [id, items.map(({ skuId, quantity }) => [skuId, quantity]), address?.postcode]), [[order.id, [[skuIds[0], 2]], '04524']]) // prettier-ignore

  const foreign = order.items.find(({ sellerId }) => sellerId === other.member.id)!
  const path = `/v1/seller/orders/${order.id}/ship`
  const stolen = await trade.post(path, { as: seller, body: { ...parcel, itemIds: [foreign.id] } })
  assert.equal(stolen.body.code, 'ITEM_NOT_FOUND')
  const stranger = await trade.person('SELLER')
  assert.equal((await trade.post(path, { as: stranger, body: parcel })).body.code, 'ORDER_NOT_FOUND')

  const answers = await Promise.all(
    [1, 2, 3].map(() => trade.post<Shipment>(path, { as: seller, body: parcel })),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 7, reserved: 0, allocated: 0 })
  assert.deepEqual(await toShip(seller), [])
  const now = await trade.read(buyer, order.id)
  assert.deepEqual(now.items.map(({ status }) => status), ['SHIPPED', 'PAID']) // prettier-ignore
  assert.equal(now.shipments[0]?.trackingNumber, '654321098765')

  const cancelled = await trade.post<Order>(`/v1/orders/${order.id}/cancel`, {
    as: buyer,
    body: { reason: '변심' },
  })
  assert.deepEqual([cancelled.body.status, cancelled.body.items.map(({ status }) => status)], ['PAID', ['SHIPPED', 'CANCELLED']]) // prettier-ignore
  const again = await trade.post(`/v1/orders/${order.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  assert.equal(again.body.code, 'NOT_CANCELLABLE')
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('its seller or an administrator marks a parcel as delivered, once', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t)
  const order = await trade.paid(buyer, [[skuIds[0]!, 1]])
  const { id } = await shipped(trade, seller, order)
  const [other, admin] = [await trade.person('SELLER'), await trade.person('ADMIN')]
  const arrive = (as: Person, who: string) => trade.call(`POST /v1/${who}/shipments/${id}/deliver`, { as })
  assert.equal((await arrive(other, 'seller')).status, 409)
  assert.equal((await arrive(admin, 'admin')).status, 204)
  const [item] = (await trade.read(buyer, order.id)).items
  assert.equal(item?.status, 'DELIVERED')
  assert.equal((await arrive(seller, 'seller')).status, 204)
  assert.deepEqual((await trade.read(buyer, order.id)).items, [item])
  assert.equal(
    (await trade.call<Order>(`GET /v1/admin/orders/${order.id}`, { as: admin })).body.number,
    order.number,
  )
})

test('returning a part of a delivery refunds its share and makes its pairs available', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t)
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_000 })
  const order = await delivered(trade, { seller, buyer }, [[skuIds[0]!, 3]], { couponId })
  const itemId = order.items[0]!.id
  const asked = await ask(trade, buyer, order, { itemId, quantity: 2, reason: 'WRONG_SIZE', note: '커요' })
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  const location = asked.headers.get('location')
  assert.equal(location, `/v1/orders/${order.id}/returns/${asked.body.id}`)
  assert.deepEqual((await trade.call<Return>(`GET ${location}`, { as: buyer })).body, asked.body)
  const split = await trade.read(buyer, order.id)
  assert.deepEqual(split.items.map(({ quantity, status }) => [quantity, status]), [[2, 'RETURN_REQUESTED'], [1, 'DELIVERED']]) // prettier-ignore
  assert.equal((await ask(trade, buyer, order, { itemId, reason: 'WRONG_SIZE' })).body.code, 'RETURN_OPEN')

  const list = (await trade.call<SellerReturnPage>('GET /v1/seller/returns', { as: seller })).body.items
  assert.deepEqual(list.map(({ orderId, quantity, kind, note }) => [orderId, quantity, kind, note]), [[order.id, 2, 'RETURN', '커요']]) // prettier-ignore
  const path = `/v1/seller/returns/${list[0]!.id}/accept`
  const other = await trade.person('SELLER')
  assert.equal((await trade.post(path, { as: other })).body.code, 'RETURN_NOT_FOUND')
  const answers = await Promise.all(
    [1, 2, 3].map(() => trade.post(path, { as: seller, body: { answer: '확인' } })),
  )
  assert.equal(answers.filter(({ status }) => status === 204).length, 1)
  assert.ok(answers.every(({ status, body }) => status === 204 || body.code === 'RETURN_RESOLVED'))
  const now = await trade.read(buyer, order.id)
  assert.deepEqual(
    [now.items[0]?.status, now.refunded, now.refunds[0]?.cause, now.refunds[0]?.status],
    ['RETURNED', now.items[0]?.amount, 'RETURN', 'DONE'],
  )
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 8, reserved: 0, allocated: 0 })
  await assertBalanced(trade.sql, trade.toss)
})

test('an exchange allocates the other size, ships it, and it can be returned for what was paid', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t, [5, 1])
  const order = await delivered(trade, { seller, buyer }, [[skuIds[0]!, 1]])
  const itemId = order.items[0]!.id
  const foreign = await trade.shoe(seller, [5])
  const exchange = (exchangeSkuId: number) =>
    ask(trade, buyer, order, { itemId, reason: 'WRONG_SIZE', exchangeSkuId })
  assert.equal((await exchange(foreign.skuIds[0]!)).body.code, 'SKU_NOT_FOUND')
  await trade.sql`update skus set stock = 0 where id = ${skuIds[1]!}`
  const { body: none } = await exchange(skuIds[1]!)
  assert.deepEqual([none.code, none.detail], ['OUT_OF_STOCK', `SKU ${skuIds[1]} has 0 pairs left`])
  await trade.sql`update skus set stock = 1 where id = ${skuIds[1]!}`
  assert.equal((await exchange(skuIds[1]!)).status, 201)
  assert.deepEqual(await trade.stockOf(skuIds[1]!), { stock: 1, reserved: 0, allocated: 1 })
  assert.equal((await trade.order(await trade.person(), [[skuIds[1]!, 1]])).body.code, 'OUT_OF_STOCK')
  const exchangedFrom = await trade.read(buyer, order.id)
  const { items: toAnswer } = (await trade.call<SellerReturnPage>('GET /v1/seller/returns', { as: seller }))
    .body
  const variants = new Map(
    (
      await trade.sql`
      select skus.id, size_mm, name from skus join product_colors on product_colors.id = color_id`
    ).map((sku) => [Number(sku['id']), { colorName: String(sku['name']), sizeMm: Number(sku['size_mm']) }]),
  )
  assert.deepEqual(
    toAnswer.map(({ exchange: instead, imageUrl }) => [instead, imageUrl]),
    [[variants.get(skuIds[1]!), exchangedFrom.items[0]!.imageUrl]],
  )
  const [open] = exchangedFrom.returns
  assert.equal((await trade.post(`/v1/seller/returns/${open!.id}/accept`, { as: seller })).status, 204)
  const exchanged = await trade.read(buyer, order.id)
  assert.deepEqual(exchanged.items.map(({ skuId, amount, status }) => [skuId, amount, status]), [[skuIds[0], 50_000, 'EXCHANGED'], [skuIds[1], 50_000, 'PAID']]) // prettier-ignore
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 5, reserved: 0, allocated: 0 })
  const { id } = await shipped(trade, seller, exchanged)
  await trade.call(`POST /v1/seller/shipments/${id}/deliver`, { as: seller })
  assert.deepEqual(await trade.stockOf(skuIds[1]!), { stock: 0, reserved: 0, allocated: 0 })

  const second = await ask(trade, buyer, order, { itemId: exchanged.items[1]!.id, reason: 'DEFECTIVE' })
  await trade.post(`/v1/seller/returns/${second.body.id}/accept`, { as: seller, body: { restock: false } })
  assert.equal((await trade.read(buyer, order.id)).refunded, 50_000)
  assert.deepEqual(await trade.stockOf(skuIds[1]!), { stock: 0, reserved: 0, allocated: 0 })
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('a rejected return leaves the item delivered and releases the pairs of an exchange', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t)
  const order = await delivered(trade, { seller, buyer }, [[skuIds[0]!, 1]])
  const wanted = { itemId: order.items[0]!.id, reason: 'WRONG_SIZE', exchangeSkuId: skuIds[1] }
  const { body: open } = await ask(trade, buyer, order, wanted)
  const path = `/v1/seller/returns/${open.id}/reject`
  assert.equal((await trade.post(path, { as: seller, body: { answer: '' } })).status, 400)
  assert.equal((await trade.post(path, { as: seller, body: { answer: '사용 흔적' } })).status, 204)
  const now = await trade.read(buyer, order.id)
  assert.deepEqual([now.items[0]?.status, now.returns[0]?.status, now.returns[0]?.answer], ['DELIVERED', 'REJECTED', '사용 흔적']) // prettier-ignore
  assert.deepEqual(await trade.stockOf(skuIds[1]!), { stock: 9, reserved: 0, allocated: 0 })
  assert.equal((await ask(trade, buyer, order, wanted)).status, 201)
})

test('a return is possible until the end of the seventh day after the delivery, longer when the seller is at fault', () => {
  const config = CommerceConfig.parse({ DATABASE_URL: 'postgres://localhost/x' })
  const deadline = (arrival: string, reason: 'WRONG_SIZE' | 'DEFECTIVE') =>
    new Date(returnDeadline(new Date(arrival), { reason }, config).getTime() + 9 * 60 * 60_000).toISOString()
  for (const [arrival, mind, fault] of [
    // 23:30 in Seoul on Monday the 2nd, and an hour later.
    ['2026-11-02T14:30:00Z', '2026-11-09', '2027-02-02'],
    ['2026-11-02T15:30:00Z', '2026-11-10', '2027-02-03'],
    // The seventh day is a Saturday, and a Sunday.
    ['2026-11-07T03:00:00Z', '2026-11-16', '2027-02-10'],
    ['2026-11-01T03:00:00Z', '2026-11-09', '2027-02-01'],
    // Before a weekend, the substitute of National Foundation Day, and Chuseok; 2 April is a Friday.
    ['2026-09-17T03:00:00Z', '2026-09-28', '2026-12-17'],
    ['2026-09-26T03:00:00Z', '2026-10-06', '2026-12-28'],
    ['2027-01-02T03:00:00Z', '2027-01-11', '2027-04-02'],
    // The first day of the three months is the 1st of March, and the last one the 31st of May.
    ['2028-02-29T03:00:00Z', '2028-03-07', '2028-05-31'],
    // November has no 31st: the first day is 31 August.
    ['2027-08-30T03:00:00Z', '2027-09-06', '2027-11-30'],
  ] as const) {
    assert.equal(deadline(arrival, 'WRONG_SIZE'), `${mind}T23:59:59.999Z`, arrival)
    assert.equal(deadline(arrival, 'DEFECTIVE'), `${fault}T23:59:59.999Z`, arrival)
  }
})

test('a fault that the buyer has known of can be returned for thirty days, within the three months', () => {
  const config = CommerceConfig.parse({ DATABASE_URL: 'postgres://localhost/x' })
  const arrival = new Date('2026-11-02T03:00:00Z')
  for (const [knownSince, last] of [
    ['2026-11-02', '2026-12-02'],
    // The thirtieth day is a Saturday, Christmas on a Friday, and 1 January.
    ['2026-11-05', '2026-12-07'],
    ['2026-11-25', '2026-12-28'],
    ['2026-12-02', '2027-01-04'],
    // The three months end before, and a day before the delivery does not count.
    ['2027-01-20', '2027-02-02'],
    ['2026-10-01', '2026-12-02'],
  ] as const) {
    const deadline = returnDeadline(arrival, { reason: 'DEFECTIVE', knownSince }, config)
    assert.equal(deadline.toISOString(), `${last}T14:59:59.999Z`, knownSince)
  }
})

const dayAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

test('a return may say since when the fault is known, which counts, and which the seller is shown', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t)
  const order = await delivered(trade, { seller, buyer }, [[skuIds[0]!, 1]])
  await trade.sql`update order_items set delivered_at = now() - interval '60 days'`
  const wanted = { itemId: order.items[0]!.id, reason: 'DEFECTIVE' }
  const askSince = (knownSince: string, more = {}) =>
    ask(trade, buyer, order, { ...wanted, knownSince, ...more })
  assert.equal((await askSince(dayAgo(50))).body.code, 'RETURN_TOO_LATE')
  for (const wrong of [dayAgo(-3), '2026-02-30', 'yesterday'])
    assert.equal((await askSince(wrong)).body.code, 'VALIDATION_FAILED', wrong)
  assert.equal((await askSince(dayAgo(5), { reason: 'WRONG_SIZE' })).body.code, 'VALIDATION_FAILED')
  const asked = await askSince(dayAgo(5))
  assert.deepEqual([asked.status, asked.body.knownSince], [201, dayAgo(5)])
  const list = await trade.call<SellerReturnPage>('GET /v1/seller/returns', { as: seller })
  assert.deepEqual(list.body.items.map(({ knownSince }) => knownSince), [dayAgo(5)]) // prettier-ignore
})

const isAccepted = (setting: object) =>
  CommerceConfig.safeParse({ DATABASE_URL: 'postgres://localhost/x', ...setting }).success

test('the shop can give more time than the law, and not less', () => {
  assert.ok(isAccepted({ RETURN_DAYS: '30' }) && isAccepted({ RETURN_FAULT_MONTHS: '6' }))
  assert.ok(!isAccepted({ RETURN_DAYS: '6' }) && !isAccepted({ RETURN_FAULT_MONTHS: '2' }))
  assert.ok(!isAccepted({ RETURN_KNOWN_FAULT_DAYS: '29' }))
})

test('a purchase that is confirmed, by the buyer or by itself, can be returned until the deadline', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t)
  const order = await delivered(trade, { seller, buyer }, [[skuIds[0]!, 3]])
  const itemId = order.items[0]!.id
  const ago = (days: number) =>
    trade.sql`update order_items set delivered_at = now() - ${days} * interval '1 day'`
  await trade.call(`POST /v1/orders/${order.id}/confirm`, { as: buyer, body: {} })
  const returned = await ask(trade, buyer, order, { itemId, quantity: 1, reason: 'CHANGE_OF_MIND' })
  await trade.post(`/v1/seller/returns/${returned.body.id}/accept`, { as: seller })
  const now = await trade.read(buyer, order.id)
  assert.deepEqual(now.items.map(({ status }) => status).toSorted(), ['CONFIRMED', 'RETURNED'])
  assert.equal(now.refunds[0]?.amount, now.items.find(({ status }) => status === 'RETURNED')?.amount)

  // Longer than seven days and any row of holidays, and within three months.
  await ago(40)
  const kept = now.items.find(({ status }) => status === 'CONFIRMED')!.id
  const late = { itemId: kept, quantity: 1, reason: 'CHANGE_OF_MIND' }
  assert.equal((await ask(trade, buyer, order, late)).body.code, 'RETURN_TOO_LATE')
  assert.equal((await ask(trade, buyer, order, { ...late, reason: 'DEFECTIVE' })).status, 201)
  const left = (await trade.read(buyer, order.id)).items.find(({ status }) => status === 'CONFIRMED')!.id
  await ago(120)
  const tooLate = { itemId: left, reason: 'DEFECTIVE' }
  assert.equal((await ask(trade, buyer, order, tooLate)).body.code, 'RETURN_TOO_LATE')
  await assertBalanced(trade.sql, trade.toss)
})

test('what is delivered becomes confirmed by itself', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t)
  const order = await delivered(trade, { seller, buyer }, [[skuIds[0]!, 1]])
  await trade.sql`update order_items set delivered_at = now() - interval '9 days'`
  await until(async () => (await trade.read(buyer, order.id)).items[0]?.status === 'CONFIRMED', { what: 'confirmation' }) // prettier-ignore
})

test('the buyer confirms the purchase once, and only of delivered items', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t)
  const order = await trade.paid(buyer, [[skuIds[0]!, 1]])
  const confirm = () =>
    trade.call<Order & { code?: string }>(`POST /v1/orders/${order.id}/confirm`, { as: buyer, body: {} })
  assert.equal((await confirm()).body.code, 'NOT_DELIVERED')
  const { id } = await shipped(trade, seller, order)
  await trade.call(`POST /v1/seller/shipments/${id}/deliver`, { as: seller })
  assert.deepEqual((await confirm()).body.items.map(({ status }) => status), ['CONFIRMED']) // prettier-ignore
  const payment: OrderPayment | null = (await trade.read(buyer, order.id)).payment
  assert.equal(payment?.status, 'DONE')
})

test('while the seller sets the stock and pairs are sold, none is lost and none is sold twice', async (t) => {
  const { trade, seller, buyer, skuIds } = await shopWith(t, [10])
  const [product] = (await trade.call<{ items: { id: number }[] }>('GET /v1/seller/products', { as: seller })).body.items // prettier-ignore
  const set = (stock: number, expectedStock: number) =>
    trade.call<{ code?: string; available?: number }>(`PUT /v1/seller/products/${product!.id}/skus/${skuIds[0]}/stock`, { as: seller, body: { stock, expectedStock } }) // prettier-ignore
  await trade.placed(buyer, [[skuIds[0]!, 4]])
  assert.equal((await set(3, 10)).body.code, 'STOCK_COMMITTED')
  assert.deepEqual((await set(12, 10)).body, { id: skuIds[0], stock: 12, available: 8 })
  const buyers = await Promise.all(Array.from({ length: 6 }, () => trade.person()))
  const [counted, ...orders] = await Promise.all([set(9, 12), ...buyers.map((each) => trade.order(each, [[skuIds[0]!, 1]]))]) // prettier-ignore
  const sold = orders.filter(({ status }) => status === 201).length
  const { stock, reserved } = await trade.stockOf(skuIds[0]!)
  assert.equal(reserved, 4 + sold)
  assert.ok(stock >= reserved && stock === (counted.status === 200 ? 9 : 12))
})
