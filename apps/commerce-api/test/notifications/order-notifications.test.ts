import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NotificationPage } from '@munova/commerce-contract'
import { ProjectionSnapshot, type OrderPart } from '@munova/event-contract'
import { publishEvent, until } from '@munova/testing'
import type { Person } from '../support/open-shop.ts'
import { openTrade } from '../support/trade.ts'

test('buyer and seller hear what becomes of an order, from its own events', async (t) => {
  const shop = await openTrade(t)
  const [buyer, seller] = [await shop.person(), await shop.person('SELLER')]
  const { skuIds } = await shop.shoe(seller, [5, 5])
  const kinds = async (as: Person) => {
    const { body } = await shop.call<NotificationPage>('GET /v1/notifications', { as })
    return body.items.toReversed().map(({ kind }) => kind)
  }
  const order = await shop.paid(buyer, [[skuIds[0]!, 1], [skuIds[1]!, 1]]) // prettier-ignore
  await until(async () => (await kinds(seller)).length > 0, { what: 'the seller to hear' })
  assert.deepEqual(await kinds(seller), ['ORDER_TO_SHIP'])
  await until(async () => (await kinds(buyer)).length > 0, { what: 'the buyer to hear' })
  const cancel = await shop.post(`/v1/orders/${order.id}/cancel`, {
    as: buyer,
    body: { reason: '단순 변심' },
  })
  assert.equal(cancel.status, 200, JSON.stringify(cancel.body))
  await until(async () => (await kinds(buyer)).length === 3, { what: 'the end' })
  assert.deepEqual((await kinds(buyer)).toSorted(), ['ORDER_CANCELLED', 'ORDER_PAID', 'PAYMENT_REFUNDED'])
  assert.deepEqual(await kinds(seller), ['ORDER_TO_SHIP', 'ORDER_CANCELLED'])
})

test('a snapshot has every seller’s part of every order, as far as it is', async (t) => {
  const shop = await openTrade(t, { env: { SNAPSHOT_ORDERS: '2' } })
  const [buyer, one, two] = [await shop.person(), await shop.person('SELLER'), await shop.person('SELLER')]
  const [first, second] = [await shop.shoe(one, [9, 9]), await shop.shoe(two, [9])]
  const both = await shop.paid(buyer, [[first.skuIds[0]!, 1], [first.skuIds[1]!, 1], [second.skuIds[0]!, 1]]) // prettier-ignore
  const placed = await shop.placed(buyer, [[second.skuIds[0]!, 1]])
  const gone = await shop.paid(buyer, [[first.skuIds[0]!, 1]])
  await shop.post(`/v1/orders/${gone.id}/cancel`, { as: buyer, body: { reason: '단순 변심' } })
  const items = both.items.filter(({ sellerId }) => sellerId === two.member.id).map(({ id }) => id)
  const parcel = { itemIds: items, courier: 'CJ', trackingNumber: '123456789012' }
  const shipped = await shop.post(`/v1/seller/orders/${both.id}/ship`, { as: two, body: parcel })
  assert.ok(shipped.status < 300, JSON.stringify(shipped.body))

  const parts: OrderPart[] = []
  let over = false
  const options = {
    queue: 'listener',
    types: ['projection.snapshot'],
    prefetch: 1,
    maxAttempts: 1,
    retryDelayMs: 1,
  }
  const consumer = shop.broker.consume(options, async ({ body }) => {
    const { data } = ProjectionSnapshot.parse(JSON.parse(Buffer.from(body).toString()))
    parts.push(...data.orders)
    over = data.last
  })
  await consumer.ready
  await publishEvent(shop.broker, 'projection.requested', { requestId: crypto.randomUUID() })
  await until(() => over, { what: 'the last part' })
  assert.deepEqual(
    parts.map(({ id, sellerId, items: count, total, status }) => [id, sellerId, count, total, status]),
    [
      [both.id, one.member.id, 2, null, 'PAID'],
      [both.id, two.member.id, 1, null, 'SHIPPED'],
      [placed.id, two.member.id, 1, placed.total, 'PLACED'],
      [gone.id, one.member.id, 1, gone.total, 'CANCELLED'],
    ],
  )
})
