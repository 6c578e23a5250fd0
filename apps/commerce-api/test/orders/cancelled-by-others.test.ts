import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import type { NotificationPage, Order, Shipment } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { giveCoupon } from '../support/coupon.ts'
import type { Person } from '../support/open-shop.ts'
import { assertBalanced, assertStockAddsUp, openTrade, type Trade } from '../support/trade.ts'
import { collectTradeEvents } from '../support/trade-events.ts'

const reason = '재고 없음'

async function shopOfTwo(t: TestContext, stock = 9) {
  const trade = await openTrade(t)
  const people = {
    seller: await trade.person('SELLER'),
    other: await trade.person('SELLER'),
    buyer: await trade.person(),
    admin: await trade.person('ADMIN'),
  }
  const mine = await trade.shoe(people.seller, [stock], { price: 33_333 })
  const theirs = await trade.shoe(people.other, [stock], { price: 50_000 })
  const place = (more = {}) =>
    trade.paid(people.buyer, [[mine.skuIds[0]!, 3], [theirs.skuIds[0]!, 1]], more) // prettier-ignore
  return { trade, ...people, mine: mine.skuIds[0]!, theirs: theirs.skuIds[0]!, place }
}

const itemOf = ({ items }: Order, { member }: Person) => items.find(({ sellerId }) => sellerId === member.id)!

const act = (trade: Trade, as: Person, path: string, body: object, key?: string) =>
  trade.post(`/v1/${as.member.role.toLowerCase()}/orders/${path}`, {
    as,
    body: { reason, ...body },
    ...(key && { key }),
  })

const ship = async (trade: Trade, as: Person, { id }: Order) => {
  const body = { courier: 'CJ', trackingNumber: '123456789012' }
  return (await trade.post<Shipment>(`/v1/seller/orders/${id}/ship`, { as, body })).body
}

test('a seller cancels sold-out pairs of an order, own ones only, and once', async (t) => {
  const { trade, seller, other, buyer, mine, place } = await shopOfTwo(t)
  const events = await collectTradeEvents(t, trade)
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_000 })
  const order = await place({ couponId })
  const [own, foreign] = [itemOf(order, seller), itemOf(order, other)]
  const cancel = (items: object[], more: object = {}, key?: string) =>
    act(trade, seller, `${order.id}/items/cancel`, { items, ...more }, key)
  assert.equal((await cancel([{ itemId: foreign.id }])).body.code, 'ITEM_NOT_FOUND')
  const key = randomUUID()
  for (const _ of ['first', 'repeated']) {
    const { status, body } = await cancel([{ itemId: own.id, quantity: 2 }], { restock: false }, key)
    assert.equal(status, 204, JSON.stringify(body))
  }
  const now = await trade.read(buyer, order.id)
  const [cancelled, kept] = now.items.filter(({ sellerId }) => sellerId === seller.member.id)
  assert.deepEqual([now.status, cancelled?.status, cancelled?.quantity], ['PAID', 'CANCELLED', 2])
  assert.deepEqual([kept?.status, kept?.quantity], ['PAID', 1])
  assert.equal(now.refunded, cancelled?.amount)
  // Not restocked: there were two pairs fewer than the shop believed.
  assert.deepEqual(await trade.stockOf(mine), { stock: 7, reserved: 0, allocated: 1 })

  assert.equal((await cancel([{ itemId: kept!.id }])).status, 204)
  assert.deepEqual(await trade.stockOf(mine), { stock: 7, reserved: 0, allocated: 0 })
  assert.equal((await cancel([{ itemId: kept!.id }])).body.code, 'NOT_CANCELLABLE')
  const told = () => events.filter(({ type }) => type === 'order.cancelled')
  await until(() => told().length === 2 || undefined, { what: 'the events' })
  assert.deepEqual(
    told().map(({ data }) => 'goneSellerIds' in data && [data.reason, data.goneSellerIds]),
    [['SELLER', []], ['SELLER', [seller.member.id]]], // prettier-ignore
  )
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('the buyer is notified of what others cancelled, and of the refund; of an administrator the sellers as well', async (t) => {
  const { trade, seller, other, buyer, admin, place } = await shopOfTwo(t)
  const kinds = async (as: Person) => {
    const { body } = await trade.call<NotificationPage>('GET /v1/notifications', { as })
    return body.items.map(({ kind }) => kind)
  }
  const order = await place()
  await act(trade, seller, `${order.id}/items/cancel`, { items: [{ itemId: itemOf(order, seller).id }] })
  await until(async () => (await kinds(buyer)).includes('PAYMENT_REFUNDED') || undefined, {
    what: 'the refund',
  })
  assert.ok((await kinds(buyer)).includes('ORDER_CANCELLED'))
  assert.ok(!(await kinds(seller)).includes('ORDER_CANCELLED'), 'the seller knows')
  await act(trade, admin, `${order.id}/cancel`, {})
  await until(async () => (await kinds(other)).includes('ORDER_CANCELLED') || undefined, {
    what: 'the seller',
  })
})

test('an administrator cancels a whole order, paid or not, and the coupon is back', async (t) => {
  const { trade, buyer, admin, mine, theirs, place } = await shopOfTwo(t)
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_000 })
  const order = await place({ couponId })
  assert.equal((await act(trade, admin, `${order.id}/cancel`, {})).status, 204)
  const now = await trade.read(buyer, order.id)
  assert.deepEqual([now.status, now.refunded], ['CANCELLED', order.total])
  for (const skuId of [mine, theirs])
    assert.deepEqual(await trade.stockOf(skuId), { stock: 9, reserved: 0, allocated: 0 })
  assert.equal((await act(trade, admin, `${order.id}/cancel`, {})).body.code, 'NOT_CANCELLABLE')

  const unpaid = await trade.placed(buyer, [[mine, 1]], { couponId })
  assert.equal((await act(trade, admin, `${unpaid.id}/cancel`, {})).status, 204)
  assert.equal((await trade.read(buyer, unpaid.id)).status, 'CANCELLED')
  const waiting = await trade.placed(buyer, [[mine, 1]], { couponId })
  await trade.pay(buyer, waiting, '가상계좌')
  assert.equal((await act(trade, admin, `${waiting.id}/cancel`, {})).status, 204)
  assert.equal((await trade.read(buyer, waiting.id)).status, 'CANCELLED')
  const entries =
    await trade.sql`select thing_id, details from audit_log where action = 'order.cancel' order by id`
  assert.deepEqual(entries.map((row) => [row['thing_id'], row['details']]), [
    [order.id, { pairs: 4, refund: order.total }],
    [unpaid.id, {}],
    [waiting.id, {}],
  ]) // prettier-ignore
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('pairs of an order that is not paid cannot be cancelled, by nobody', async (t) => {
  const { trade, seller, buyer, admin, mine } = await shopOfTwo(t)
  const order = await trade.placed(buyer, [[mine, 3]])
  const items = [{ itemId: order.items[0]!.id, quantity: 1 }]
  const own = await trade.post(`/v1/orders/${order.id}/items/cancel`, { as: buyer, body: { items, reason } })
  assert.equal(own.body.code, 'NOT_CANCELLABLE')
  for (const as of [seller, admin])
    assert.equal((await act(trade, as, `${order.id}/items/cancel`, { items })).body.code, 'NOT_CANCELLABLE')
  assert.equal((await trade.read(buyer, order.id)).status, 'PENDING')
  assert.deepEqual(await trade.stockOf(mine), { stock: 9, reserved: 3, allocated: 0 })
})

test('shipped pairs are refunded without a return: a part, exactly, and stock only when it is said', async (t) => {
  const { trade, seller, other, buyer, admin, mine, place } = await shopOfTwo(t)
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_001 })
  const order = await place({ couponId })
  const { id } = itemOf(order, seller)
  const refund = (as: Person, body: object) => act(trade, as, `${order.id}/items/refund`, body)
  assert.equal((await refund(seller, { items: [{ itemId: id }] })).body.code, 'NOT_REFUNDABLE')
  const shipment = await ship(trade, seller, order)
  assert.equal((await refund(other, { items: [{ itemId: id }] })).body.code, 'ITEM_NOT_FOUND')
  assert.equal((await refund(seller, { items: [{ itemId: id, quantity: 1 }] })).status, 204)
  const lost = await trade.read(buyer, order.id)
  const first = lost.items.find((item) => item.id === id)!
  assert.deepEqual([first.status, first.quantity, first.deliveredAt], ['REFUNDED', 1, null])
  assert.deepEqual([lost.status, lost.refunded, lost.refunds[0]?.cause], ['PAID', first.amount, 'CANCEL'])
  assert.deepEqual(await trade.stockOf(mine), { stock: 6, reserved: 0, allocated: 0 })

  const delivered = await trade.call(`POST /v1/admin/shipments/${shipment.id}/deliver`, { as: admin })
  assert.equal(delivered.status, 204)
  const [, rest] = (await trade.read(buyer, order.id)).items.filter(
    ({ sellerId }) => sellerId === seller.member.id,
  )
  assert.deepEqual([rest?.status, rest?.quantity], ['DELIVERED', 2])
  assert.equal((await refund(admin, { items: [{ itemId: rest!.id }], restock: true })).status, 204)
  const now = await trade.read(buyer, order.id)
  assert.equal(now.refunded, first.amount + rest!.amount)
  assert.deepEqual(await trade.stockOf(mine), { stock: 8, reserved: 0, allocated: 0 })
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('a seller who ships and cancels the same pairs at once does one of both', async (t) => {
  const { trade, seller, other, buyer, place } = await shopOfTwo(t, 99)
  for (let round = 0; round < 5; round++) {
    const order = await place()
    const items = [{ itemId: itemOf(order, seller).id }]
    await Promise.all([
      ship(trade, seller, order),
      act(trade, seller, `${order.id}/items/cancel`, { items }),
      act(trade, other, `${order.id}/items/cancel`, { items: [{ itemId: itemOf(order, other).id }] }),
    ])
    const now = await trade.read(buyer, order.id)
    const gone = now.items.filter(({ status }) => status === 'CANCELLED')
    assert.equal(now.refunded, gone.reduce((sum, { amount }) => sum + amount, 0)) // prettier-ignore
    assert.equal(now.shipments.length, gone.some(({ id }) => id === items[0]!.itemId) ? 0 : 1)
  }
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})
