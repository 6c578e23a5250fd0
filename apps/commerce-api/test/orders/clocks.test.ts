import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Order, Shipment, Return } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { inHours } from '../support/open-campaign.ts'
import type { Person } from '../support/open-shop.ts'
import { assertBalanced, assertStockAddsUp, isSettled, openTrade } from '../support/trade.ts'

const DAY = 24

async function shopWith(t: TestContext, env: Record<string, string> = {}) {
  const trade = await openTrade(t, { env })
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { skuIds } = await trade.shoe(seller, [9, 9], { price: 50_000 })
  const delivered = async (quantity = 1) => {
    const { id } = await trade.paid(buyer, [[skuIds[0]!, quantity]])
    const { body } = await trade.post<Shipment>(`/v1/seller/orders/${id}/ship`, {
      as: seller,
      body: { courier: 'CJ', trackingNumber: '123456789012' },
    })
    await trade.call(`POST /v1/admin/shipments/${body.id}/deliver`, { as: admin })
    return trade.read(buyer, id)
  }
  const askFor = async (order: Order, body: object = {}) =>
    trade.post<Return>(`/v1/orders/${order.id}/returns`, {
      as: buyer,
      body: { itemId: order.items[0]!.id, reason: 'DEFECTIVE', ...body },
    })
  const extend = (as: Person, path: string, body: object) =>
    trade.call<{ code?: string; detail?: string } | undefined>(`POST /v1/admin/${path}/extend`, { as, body })
  return { trade, seller, buyer, admin, skuIds, delivered, askFor, extend }
}

test('a return that its seller does not answer is accepted by the clock: refunded once, without stock', async (t) => {
  const { trade, buyer, skuIds, delivered, askFor } = await shopWith(t)
  await trade.another()
  const order = await delivered(2)
  const asked = (await askFor(order, { quantity: 1 })).body
  const answerBy = Date.parse(asked.answerBy)
  assert.equal(answerBy - Date.parse(asked.requestedAt), 10 * DAY * 3_600_000)
  await trade.sql`update returns set answer_by = now()`
  const read = () => trade.read(buyer, order.id)
  await until(async () => (await read()).returns[0]?.status === 'ACCEPTED' || undefined, {
    what: 'the clock',
  })
  await until(async () => (await isSettled(trade.sql)) || undefined, { what: 'the refund' })
  const now = await read()
  assert.deepEqual(now.items.map(({ status, quantity }) => [status, quantity]), [['RETURNED', 1], ['DELIVERED', 1]]) // prettier-ignore
  assert.deepEqual([now.refunded, now.refunds.length, now.returns[0]?.answer !== ''], [50_000, 1, true])
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 7, reserved: 0, allocated: 0 })
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('an exchange that its seller does not answer is to be shipped', async (t) => {
  const { trade, buyer, skuIds, delivered, askFor } = await shopWith(t)
  const order = await delivered()
  await askFor(order, { exchangeSkuId: skuIds[1] })
  await trade.sql`update returns set answer_by = now()`
  const statuses = async () => (await trade.read(buyer, order.id)).items.map(({ status }) => status)
  await until(async () => (await statuses()).includes('EXCHANGED') || undefined, { what: 'the clock' })
  assert.deepEqual(await statuses(), ['EXCHANGED', 'PAID'])
  assert.deepEqual(await trade.stockOf(skuIds[1]!), { stock: 9, reserved: 0, allocated: 1 })
  await assertStockAddsUp(trade.sql)
})

test('an administrator answers a return in place of the seller, and gives the seller more time', async (t) => {
  const { trade, seller, buyer, admin, delivered, askFor, extend } = await shopWith(t)
  const [one, other] = [await delivered(), await delivered()]
  const rejected = (await askFor(one)).body
  const answer = (as: Person, { id }: Return, what: string, body: object) =>
    trade.post(`/v1/${as.member.role.toLowerCase()}/returns/${id}/${what}`, { as, body })
  assert.equal((await answer(admin, rejected, 'reject', { answer: '사용 흔적' })).status, 204)
  assert.equal((await trade.read(buyer, one.id)).items[0]?.status, 'DELIVERED')

  const accepted = (await askFor(other)).body
  const path = `returns/${accepted.id}`
  for (const wrong of [inHours(-1), inHours(5 * DAY), inHours(31 * DAY)])
    assert.equal((await extend(admin, path, { until: wrong })).body?.code, 'NOT_EXTENDABLE', wrong)
  const later = inHours(20 * DAY)
  assert.equal((await extend(admin, path, { until: later })).status, 204)
  assert.equal((await extend(admin, path, { until: later })).body?.code, 'NOT_EXTENDABLE', 'once')
  assert.equal((await trade.read(buyer, other.id)).returns[0]?.answerBy, later)
  assert.equal((await answer(admin, accepted, 'accept', {})).status, 204)
  assert.equal((await answer(seller, accepted, 'accept', {})).body.code, 'RETURN_RESOLVED')
  assert.equal((await trade.read(buyer, other.id)).refunded, 50_000)
  const entries = await trade.sql`select action from audit_log where thing = 'return' order by id`
  assert.deepEqual(entries.map(({ action }) => action), ['return.reject', 'return.extend', 'return.accept']) // prettier-ignore
  await assertBalanced(trade.sql, trade.toss)
})

test('with more time an item is not confirmed by itself, and is returned after the period or the confirmation', async (t) => {
  const { trade, buyer, admin, delivered, askFor, extend } = await shopWith(t)
  const [extended, usual] = [await delivered(2), await delivered()]
  const later = inHours(20 * DAY)
  assert.equal((await extend(admin, `orders/${extended.id}`, { until: later })).status, 204)
  await trade.sql`update order_items set delivered_at = now() - interval '60 days'`
  const statuses = async ({ id }: Order) => (await trade.read(buyer, id)).items.map(({ status }) => status)
  await until(async () => (await statuses(usual))[0] === 'CONFIRMED' || undefined, {
    what: 'the confirmation',
  })
  assert.deepEqual(await statuses(extended), ['DELIVERED'])
  const part = await askFor(extended, { quantity: 1, reason: 'CHANGE_OF_MIND' })
  assert.equal(part.status, 201, JSON.stringify(part.body))
  assert.deepEqual((await trade.read(buyer, extended.id)).items.map(({ extendedUntil }) => extendedUntil), [later, later]) // prettier-ignore

  assert.equal((await askFor(usual, { reason: 'CHANGE_OF_MIND' })).body.code, 'RETURN_TOO_LATE')
  const itemIds = [usual.items[0]!.id]
  assert.equal((await extend(admin, `orders/${usual.id}`, { until: later, itemIds })).status, 204)
  assert.equal((await askFor(usual, { reason: 'CHANGE_OF_MIND' })).status, 201)
})

test('an unpaid order is given more time, one that awaits a deposit is not', async (t) => {
  const { trade, buyer, admin, skuIds, extend } = await shopWith(t, { RESERVATION_TTL_MS: '60000' })
  const order = await trade.placed(buyer, [[skuIds[0]!, 1]])
  const later = inHours(2 * DAY)
  assert.equal((await extend(admin, `orders/${order.id}`, { until: later })).status, 204)
  assert.equal((await trade.read(buyer, order.id)).expiresAt, later)
  await trade.pay(buyer, order, '가상계좌')
  const waiting = await extend(admin, `orders/${order.id}`, { until: inHours(3 * DAY) })
  assert.deepEqual(
    [waiting.body?.code, waiting.body?.detail],
    ['NOT_EXTENDABLE', 'The order is AWAITING_DEPOSIT'],
  )
})
