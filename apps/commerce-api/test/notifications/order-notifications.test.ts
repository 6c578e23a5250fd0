import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NotificationPage, Return, Shipment } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import type { Person } from '../support/open-shop.ts'
import { openTrade } from '../support/trade.ts'

test('buyer and seller are notified of an order by its own events', async (t) => {
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

test('the seller is notified of a requested return, the buyer of its answer, and both when the clock answers', async (t) => {
  const shop = await openTrade(t)
  const [buyer, seller] = [await shop.person(), await shop.person('SELLER')]
  const { skuIds, name } = await shop.shoe(seller, [5, 5])
  const order = await shop.paid(buyer, [[skuIds[0]!, 2]])
  const { body: parcel } = await shop.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  await shop.call(`POST /v1/seller/shipments/${parcel.id}/deliver`, { as: seller })
  const told = async (as: Person) => {
    const { body } = await shop.call<NotificationPage>('GET /v1/notifications', { as })
    return body.items
      .toReversed()
      .flatMap(({ kind, data }) => (kind.startsWith('RETURN') ? [{ kind, data }] : []))
  }
  const heard = async (as: Person, count: number) =>
    (await until(async () => (await told(as)).length === count && (await told(as)), { what: 'news' })).at(-1)
  const about = { orderId: order.id, number: order.number, productName: name, quantity: 1 }
  const itemId = order.items[0]!.id
  const ask = async (wanted: object) =>
    (await shop.post<Return>(`/v1/orders/${order.id}/returns`, { as: buyer, body: { itemId, quantity: 1, ...wanted } })).body.id // prettier-ignore

  const returnId = await ask({ reason: 'WRONG_SIZE' })
  const returned = { ...about, returnId, kind: 'RETURN' }
  assert.deepEqual(await heard(seller, 1), { kind: 'RETURN_REQUESTED', data: returned })
  await shop.post(`/v1/seller/returns/${returnId}/reject`, { as: seller, body: { answer: '사용 흔적' } })
  const rejected = { kind: 'RETURN_RESOLVED', data: { ...returned, status: 'REJECTED' } }
  assert.deepEqual(await heard(buyer, 1), rejected)

  const exchangeId = await ask({ reason: 'WRONG_SIZE', exchangeSkuId: skuIds[1] })
  const exchange = { ...about, returnId: exchangeId, kind: 'EXCHANGE' }
  assert.deepEqual(await heard(seller, 2), { kind: 'RETURN_REQUESTED', data: exchange })
  await shop.sql`update returns set answer_by = now()`
  const accepted = { kind: 'RETURN_RESOLVED', data: { ...exchange, status: 'ACCEPTED' } }
  assert.deepEqual(await heard(seller, 3), accepted)
  assert.deepEqual(await heard(buyer, 2), accepted)
})
