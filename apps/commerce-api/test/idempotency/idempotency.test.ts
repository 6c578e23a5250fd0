import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Order } from '@munova/commerce-contract'
import { latch, until } from '@munova/testing'
import { home, openTrade, type Trade } from '../support/trade.ts'
import type { Person } from '../support/open-shop.ts'

async function raw(trade: Trade, as: Person, { key, body }: { key?: string; body: string }) {
  const response = await fetch(`${trade.url}/v1/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${as.token}`,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body,
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

test('the same key and body order once and get the same bytes; another body is 422, no key is 400', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer, other] = [await trade.person('SELLER'), await trade.person(), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  const body = JSON.stringify({ lines: [{ skuId: skuIds[0], quantity: 2 }], address: home })
  const key = randomUUID()
  const first = await raw(trade, buyer, { key, body })
  assert.equal(first.status, 201)
  const again = await raw(trade, buyer, { key, body })
  assert.deepEqual([again.status, again.text], [201, first.text])
  assert.equal(again.headers.get('idempotent-replayed'), 'true')
  for (const header of ['content-type', 'location'])
    assert.equal(again.headers.get(header), first.headers.get(header))
  // Nor does it matter that the order has changed since.
  await trade.pay(buyer, JSON.parse(first.text) as Order)
  assert.equal((await raw(trade, buyer, { key, body })).text, first.text)

  const changed = await raw(trade, buyer, { key, body: body.replace('"quantity":2', '"quantity":1') })
  assert.deepEqual([changed.status, JSON.parse(changed.text).code], [422, 'IDEMPOTENCY_KEY_REUSED'])
  for (const wrong of [undefined, '', 'a b', '신발', 'x'.repeat(256)]) {
    if (wrong === '신발') continue
    const { status, text } = await raw(trade, buyer, { body, ...(wrong !== undefined && { key: wrong }) })
    assert.deepEqual([status, JSON.parse(text).errors[0].path], [400, 'headers.idempotency-key'])
  }
  // Keys of others are others' keys.
  assert.notEqual((await raw(trade, other, { key, body })).text, first.text)
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 9, reserved: 2, allocated: 2 })
})

test('of thirty concurrent requests with one key one orders, and the others get 409 or its response', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [99])
  const body = JSON.stringify({ lines: [{ skuId: skuIds[0], quantity: 1 }], address: home })
  const key = randomUUID()
  const answers = await Promise.all(Array.from({ length: 30 }, () => raw(trade, buyer, { key, body })))
  const texts = new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text))
  assert.equal(texts.size, 1)
  for (const { status, text, headers } of answers) {
    if (status === 201) continue
    assert.deepEqual([status, JSON.parse(text).code], [409, 'IDEMPOTENCY_KEY_IN_USE'])
    assert.ok(Number(headers.get('retry-after')) > 0)
  }
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 99, reserved: 1, allocated: 0 })
})

test('a final error is stored as the response, a temporary one is not', async (t) => {
  const trade = await openTrade(t, { env: { RECONCILE_AFTER_MS: '20' } })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [1])
  const body = JSON.stringify({ lines: [{ skuId: skuIds[0], quantity: 2 }], address: home })
  const key = randomUUID()
  const rejected = await raw(trade, buyer, { key, body })
  assert.equal(rejected.status, 409)
  assert.equal((await raw(trade, buyer, { key, body })).text, rejected.text)

  const order = await trade.placed(buyer, [[skuIds[0]!, 1]])
  const paymentKey = await trade.toss.pay({ orderId: order.number, amount: order.total })
  const confirm = { paymentKey, orderId: order.number, amount: order.total }
  await trade.toss.fault({ kind: 'error-before', times: 2 })
  const unknown = await trade.post('/v1/payments/confirm', { as: buyer, body: confirm, key: 'one' })
  assert.deepEqual([unknown.status, unknown.body.code], [503, 'PAYMENT_UNKNOWN'])
  const paid = await until(
    async () => {
      const answer = await trade.post('/v1/payments/confirm', { as: buyer, body: confirm, key: 'one' })
      return answer.status === 200 && answer
    },
    { what: 'the payment under the same key' },
  )
  assert.equal(paid.status, 200)
  assert.equal((await trade.toss.ledger()).charges, 1)
})

test('while a request runs its key is in use', async (t) => {
  const [asked, goOn] = [latch(), latch()]
  const trade = await openTrade(t, {
    wrap: (gateway) => ({
      confirm: async (input) => {
        asked.resolve()
        await goOn.promise
        return gateway.confirm(input)
      },
    }),
  })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [1])
  const order = await trade.placed(buyer, [[skuIds[0]!, 1]])
  const paymentKey = await trade.toss.pay({ orderId: order.number, amount: order.total })
  const body = { paymentKey, orderId: order.number, amount: order.total }
  const first = trade.post('/v1/payments/confirm', { as: buyer, body, key: 'k' })
  await asked.promise
  const second = await trade.post('/v1/payments/confirm', { as: buyer, body, key: 'k' })
  assert.deepEqual([second.status, second.body.code], [409, 'IDEMPOTENCY_KEY_IN_USE'])
  const third = await trade.post('/v1/payments/confirm', { as: buyer, body, key: 'other' })
  assert.deepEqual([third.status, third.body.code], [409, 'PAYMENT_IN_PROGRESS'])
  goOn.resolve()
  assert.equal((await first).status, 200)
  assert.deepEqual((await trade.post('/v1/payments/confirm', { as: buyer, body, key: 'other' })).body, (await first).body) // prettier-ignore
})

test('a member has a bounded number of keys, and expired ones are deleted', async (t) => {
  const trade = await openTrade(t, {
    env: { IDEMPOTENCY_KEYS_PER_MEMBER: '3', IDEMPOTENCY_TTL_MS: '100000' },
  })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  const body = JSON.stringify({ lines: [{ skuId: skuIds[0], quantity: 1 }], address: home })
  for (const key of ['1', '2', '3']) assert.equal((await raw(trade, buyer, { key, body })).status, 201)
  assert.equal((await raw(trade, buyer, { key: '4', body })).status, 429)
  const replayed = await raw(trade, buyer, { key: '3', body })
  assert.equal(replayed.headers.get('idempotent-replayed'), 'true')
  await trade.sql`update idempotency_keys set expires_at = now()`
  await until(async () => (await trade.sql`select from idempotency_keys`).length === 0, {
    what: 'forgetting',
  })
  assert.equal((await raw(trade, buyer, { key: '3', body })).status, 201)
  // Each order of the same size replaced the one before.
  assert.equal((await trade.sql`select from orders`).length, 4)
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 9, reserved: 1, allocated: 0 })
})

test('a repetition runs a request whose process died, or only gets the response if the effect is committed', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  const body = JSON.stringify({ lines: [{ skuId: skuIds[0], quantity: 1 }], address: home })
  const key = randomUUID()
  const first = await raw(trade, buyer, { key, body })
  // As if it had died before its effect.
  await trade.sql`update idempotency_keys set status = null, type = null, body = null, committed = false`
  assert.equal((await raw(trade, buyer, { key, body })).status, 409, 'its lease has not ended')
  await trade.sql`update idempotency_keys set locked_until = now()`
  const second = await raw(trade, buyer, { key, body })
  assert.equal(second.status, 201)
  assert.notEqual(second.text, first.text)
})
