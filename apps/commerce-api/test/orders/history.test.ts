import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdminOrder, OrderPage, Shipment, Return } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import type { Person } from '../support/open-shop.ts'
import { openTrade, type Trade } from '../support/trade.ts'

const read = async (trade: Trade, as: Person, id: number) =>
  (await trade.call<AdminOrder>(`GET /v1/admin/orders/${id}`, { as })).body

const whatOf = ({ history }: AdminOrder) => history.map(({ what, action }) => action ?? what)

test('an administrator reads everything that happened to an order, in its order, and the buyer how far it has come', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { skuIds } = await trade.shoe(seller, [9], { price: 50_000 })
  const order = await trade.placed(buyer, [[skuIds[0]!, 4]])
  const progress = async () => {
    const { body } = await trade.call<OrderPage>('GET /v1/orders', { as: buyer })
    const { progress: shown } = await trade.read(buyer, order.id)
    assert.equal(body.items[0]?.progress, shown, 'the list says the same')
    return shown
  }
  assert.equal(await progress(), 'UNPAID')
  await trade.pay(buyer, order)
  assert.equal(await progress(), 'TO_SHIP')
  const items = [{ itemId: order.items[0]!.id, quantity: 1 }]
  const reason = '재고 없음'
  await trade.post(`/v1/seller/orders/${order.id}/items/cancel`, { as: seller, body: { items, reason } })
  const { body: shipment } = await trade.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  assert.equal(await progress(), 'SHIPPED')
  await trade.call(`POST /v1/admin/shipments/${shipment.id}/deliver`, { as: admin })
  assert.equal(await progress(), 'DELIVERED')
  const kept = (await trade.read(buyer, order.id)).items.find(({ status }) => status === 'DELIVERED')!
  const asked = await trade.post<Return>(`/v1/orders/${order.id}/returns`, {
    as: buyer,
    body: { itemId: kept.id, quantity: 1, reason: 'WRONG_SIZE' },
  })
  assert.equal(await progress(), 'RETURN_REQUESTED')
  await trade.post(`/v1/seller/returns/${asked.body.id}/accept`, { as: seller })
  await trade.call(`POST /v1/orders/${order.id}/confirm`, { as: buyer, body: {} })
  assert.equal(await progress(), 'CONFIRMED')
  const confirmed = (await trade.read(buyer, order.id)).items.find(({ status }) => status === 'CONFIRMED')!
  await trade.post(`/v1/admin/orders/${order.id}/items/refund`, {
    as: admin,
    body: { items: [{ itemId: confirmed.id }], reason },
  })
  assert.equal(await progress(), 'RETURNED', 'the buyer has nothing of it')

  const now = await read(trade, admin, order.id)
  assert.equal(now.memberId, buyer.member.id)
  const times = now.history.map(({ at }) => Date.parse(at))
  assert.deepEqual(times, times.toSorted((a, b) => a - b)) // prettier-ignore
  // Two may be of one millisecond, and a refund is done while others go on.
  assert.deepEqual(whatOf(now).toSorted(), [
    'PLACED', 'PAYMENT_REQUESTED', 'PAYMENT_CAPTURED',
    'ITEM_CANCELLED', 'order.cancel', 'REFUND_REQUESTED', 'REFUND_DONE',
    'SHIPPED', 'order.ship', 'DELIVERED', 'shipment.deliver',
    'RETURN_REQUESTED', 'RETURN_ACCEPTED', 'return.accept', 'REFUND_REQUESTED', 'REFUND_DONE',
    'ITEM_CONFIRMED', 'ITEM_REFUNDED', 'order.refund', 'REFUND_REQUESTED', 'REFUND_DONE',
  ].toSorted()) // prettier-ignore
  const cancelled = now.history.find(({ what }) => what === 'ITEM_CANCELLED')
  assert.deepEqual([cancelled?.id, cancelled?.quantity], [order.items[0]!.id, 1])
  const act = now.history.find(({ action }) => action === 'order.refund')
  assert.deepEqual([act?.what, act?.actorId], ['AUDITED', admin.member.id])
  await assert.rejects(trade.sql`update order_changes set status = 'CANCELLED'`, { code: '23514' })
  await assert.rejects(trade.sql`delete from order_changes`, { code: '23514' })
})

test('the ends of unpaid orders are in their histories', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { skuIds } = await trade.shoe(seller, [9])
  const [cancelled, expired] = [
    await trade.placed(buyer, [[skuIds[0]!, 1]]),
    await trade.placed(buyer, [[skuIds[0]!, 1]]),
  ]
  await trade.post(`/v1/orders/${cancelled.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  assert.deepEqual(whatOf(await read(trade, admin, cancelled.id)), ['PLACED', 'CANCELLED'])
  await trade.sql`update orders set expires_at = now() where id = ${expired.id}`
  const ended = async () => (await trade.read(buyer, expired.id)).progress === 'EXPIRED' || undefined
  await until(ended, { what: 'the end' })
  assert.deepEqual(whatOf(await read(trade, admin, expired.id)), ['PLACED', 'EXPIRED'])
})

test('an order of which everything was refunded says so', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9, 9])
  const order = await trade.paid(buyer, [[skuIds[0]!, 1], [skuIds[1]!, 1]]) // prettier-ignore
  const [first, second] = order.items
  const ship = (itemId: number) =>
    trade.post(`/v1/seller/orders/${order.id}/ship`, {
      as: seller,
      body: { courier: 'CJ', trackingNumber: '123456789012', itemIds: [itemId] },
    })
  const progress = async () => (await trade.read(buyer, order.id)).progress
  await ship(first!.id)
  assert.equal(await progress(), 'PARTLY_SHIPPED')
  await ship(second!.id)
  const items = [{ itemId: first!.id }, { itemId: second!.id }]
  await trade.post(`/v1/seller/orders/${order.id}/items/refund`, {
    as: seller,
    body: { items, reason: '분실' },
  })
  assert.equal(await progress(), 'REFUNDED')
})
