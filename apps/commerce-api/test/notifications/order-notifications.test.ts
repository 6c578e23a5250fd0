import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NotificationPage } from '@munova/commerce-contract'
import { publishEvent, until } from '@munova/testing'
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
