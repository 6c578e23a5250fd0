import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProjectionSnapshot, type OrderPart } from '@munova/event-contract'
import { publishEvent, until } from '@munova/testing'
import { openTrade } from '../support/trade.ts'

test('a snapshot has each seller’s part of every order with its current status', async (t) => {
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
    isTransient: () => false,
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
