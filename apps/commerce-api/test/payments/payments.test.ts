import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfirmedPayment, Order } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { giveCoupon } from '../support/coupon.ts'
import { assertBalanced, assertStockAddsUp, isSettled, openTrade, type Trade } from '../support/trade.ts'
import type { Person } from '../support/open-shop.ts'

async function shopWith(t: Parameters<typeof openTrade>[0], options: Parameters<typeof openTrade>[1] = {}) {
  const trade = await openTrade(t, options)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [5])
  return { trade, seller, buyer, skuId: skuIds[0]! }
}

const confirm = (trade: Trade, buyer: Person, body: object, key?: string) =>
  trade.post<ConfirmedPayment>('/v1/payments/confirm', { as: buyer, body, ...(key && { key }) })
const settled = (trade: Trade) => until(() => isSettled(trade.sql), { what: 'everything settled' })

test('a wrong amount, another member’s order and a used payment key never reach the gateway', async (t) => {
  const { trade, seller, buyer, skuId } = await shopWith(t)
  const other = await trade.person()
  const { skuIds } = await trade.shoe(seller, [1])
  const [order, second] = [
    await trade.placed(buyer, [[skuId, 1]]),
    await trade.placed(buyer, [[skuIds[0]!, 1]]),
  ]
  const paymentKey = await trade.toss.pay({ orderId: order.number, amount: order.total })
  const body = { paymentKey, orderId: order.number, amount: order.total }
  const wrong = await confirm(trade, buyer, { ...body, amount: order.total - 1 })
  assert.deepEqual([wrong.status, wrong.body.code], [409, 'AMOUNT_MISMATCH'])
  const foreign = await confirm(trade, other, body)
  assert.deepEqual([foreign.status, foreign.body.code], [404, 'ORDER_NOT_FOUND'])
  assert.equal((await trade.toss.ledger()).charges, 0)
  assert.equal((await confirm(trade, buyer, body)).status, 200)
  const used = await confirm(trade, buyer, { ...body, orderId: second.number })
  assert.deepEqual([used.status, used.body.code], [409, 'PAYMENT_KEY_USED'])
  const anotherKey = await trade.toss.pay({ orderId: order.number, amount: order.total })
  const paid = await confirm(trade, buyer, { ...body, paymentKey: anotherKey })
  assert.deepEqual([paid.status, paid.body.code], [409, 'ALREADY_PAID'])
  assert.equal((await trade.read(buyer, second.id)).status, 'PENDING')
  await assertBalanced(trade.sql, trade.toss)
})

test('an order can be paid again after a declined payment', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t)
  const order = await trade.placed(buyer, [[skuId, 1]])
  await trade.toss.fault({ kind: 'refuse', operation: 'confirm', code: 'REJECT_CARD_PAYMENT' })
  const paymentKey = await trade.toss.pay({ orderId: order.number, amount: order.total })
  const body = { paymentKey, orderId: order.number, amount: order.total }
  const declined = await confirm(trade, buyer, body)
  assert.deepEqual([declined.status, declined.body.code], [402, 'PAYMENT_DECLINED'])
  assert.match(declined.body.detail!, /REJECT_CARD_PAYMENT/)
  const again = await confirm(trade, buyer, body)
  assert.deepEqual([again.body.code, again.body.detail], ['PAYMENT_DECLINED', declined.body.detail])
  const now = await trade.read(buyer, order.id)
  assert.deepEqual([now.status, now.payment?.status], ['PENDING', 'FAILED'])
  const { failure } = now.payment!
  assert.ok(failure?.code === 'REJECT_CARD_PAYMENT' && failure.message !== '')
  assert.equal((await trade.pay(buyer, order)).status, 200)
  await assertBalanced(trade.sql, trade.toss)
})

for (const kind of ['error-before', 'error-after', 'cut-before', 'cut-after'] as const) {
  test(`${kind}: an answer that never comes is found by the reconciler, and charges once`, async (t) => {
    const { trade, buyer, skuId } = await shopWith(t, { env: { RECONCILE_AFTER_MS: '50' } })
    const order = await trade.placed(buyer, [[skuId, 2]])
    await trade.toss.fault({ kind, operation: 'confirm', times: 2 })
    const { status, body } = await trade.pay(buyer, order)
    assert.deepEqual([status, body.code], [503, 'PAYMENT_UNKNOWN'])
    await settled(trade)
    assert.equal((await trade.read(buyer, order.id)).status, 'PAID')
    assert.equal((await trade.toss.ledger(order.number)).charges, 1)
    await assertBalanced(trade.sql, trade.toss)
    await assertStockAddsUp(trade.sql)
  })
}

test('an order whose payment has no outcome does not expire, and its stock is not sold twice', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t, {
    env: { RECONCILE_AFTER_MS: '20' },
  })
  const order = await trade.placed(buyer, [[skuId, 5]])
  await trade.toss.fault({ kind: 'error-after', times: 4 })
  assert.equal((await trade.pay(buyer, order)).body.code, 'PAYMENT_UNKNOWN')
  await trade.sql`update orders set expires_at = now() - interval '1 hour'`
  assert.equal((await trade.order(await trade.person(), [[skuId, 1]])).body.code, 'OUT_OF_STOCK')
  await settled(trade)
  assert.equal((await trade.read(buyer, order.id)).status, 'PAID')
  assert.deepEqual(await trade.stockOf(skuId), { stock: 5, reserved: 0, allocated: 5 })
  await assertBalanced(trade.sql, trade.toss)
})

test('a payment that the gateway aborted is declined, and its order can be paid again', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t, { env: { RECONCILE_AFTER_MS: '100' } })
  const order = await trade.placed(buyer, [[skuId, 1]])
  await trade.toss.fault({ kind: 'error-before', operation: 'confirm', times: 2 })
  await trade.toss.fault({ kind: 'error-before', operation: 'lookup', times: 1 })
  assert.equal((await trade.pay(buyer, order)).body.code, 'PAYMENT_UNKNOWN')
  await trade.toss.advance(11 * 60_000)
  await settled(trade)
  const now = await trade.read(buyer, order.id)
  assert.deepEqual([now.status, now.payment?.status], ['PENDING', 'FAILED'])
  assert.equal((await trade.toss.ledger()).charges, 0)
})

test('a webhook only triggers a lookup: its content is ignored, and the gateway’s state applies', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t)
  const order = await trade.placed(buyer, [[skuId, 1]])
  const webhook = (data: object) => trade.call('POST /v1/payments/webhook', { body: { eventType: 'PAYMENT_STATUS_CHANGED', data } }) // prettier-ignore
  const lie = { paymentKey: 'tgen_lie', orderId: order.number, status: 'DONE', totalAmount: order.total }
  assert.equal((await webhook(lie)).status, 200)
  assert.equal((await trade.call('POST /v1/payments/webhook', { body: {} })).status, 200)
  assert.equal((await trade.read(buyer, order.id)).status, 'PENDING')

  await trade.toss.fault({ kind: 'error-after', operation: 'confirm', times: 2 })
  await trade.toss.fault({ kind: 'error-before', operation: 'lookup', times: 1 })
  const paymentKey = await trade.toss.pay({ orderId: order.number, amount: order.total })
  const body = { paymentKey, orderId: order.number, amount: order.total }
  assert.equal((await confirm(trade, buyer, body)).body.code, 'PAYMENT_UNKNOWN')
  await until(
    async () => {
      await webhook({ paymentKey, status: 'ABORTED' })
      return (await trade.read(buyer, order.id)).status === 'PAID'
    },
    { what: 'the payment that the webhook hinted at' },
  )
  await assertBalanced(trade.sql, trade.toss)
})

test('a payment captured after the order ended is refunded, and nothing is sold', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t)
  const order = await trade.placed(buyer, [[skuId, 1]])
  await trade.toss.fault({ kind: 'refuse', operation: 'confirm' })
  const paymentKey = await trade.toss.pay({ orderId: order.number, amount: order.total })
  assert.equal(
    (await confirm(trade, buyer, { paymentKey, orderId: order.number, amount: order.total })).status,
    402,
  )
  await trade.sql`update orders set expires_at = now() where id = ${order.id}`
  await until(async () => (await trade.read(buyer, order.id)).status === 'EXPIRED', { what: 'expiry' })
  // The gateway changes its mind about a payment that it said had failed.
  const late = await trade.toss.pay({ orderId: order.number, amount: order.total })
  await trade.sql`update payments set payment_key = ${late}`
  const authorization = `Basic ${Buffer.from(`${trade.toss.secretKey}:`).toString('base64')}`
  await fetch(`${trade.toss.url}/v1/payments/confirm`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'by hand' },
    body: JSON.stringify({ paymentKey: late, orderId: order.number, amount: order.total }),
  })
  await trade.call('POST /v1/payments/webhook', { body: { data: { paymentKey: late } } })
  const ended = await until(
    async () => {
      const now = await trade.read(buyer, order.id)
      return now.refunds[0]?.status === 'DONE' && now
    },
    { what: 'the refund' },
  )
  assert.deepEqual(
    [ended.status, ended.paid, ended.refunded, ended.refunds[0]?.cause],
    ['EXPIRED', order.total, order.total, 'LATE'],
  )
  assert.deepEqual(await trade.stockOf(skuId), { stock: 5, reserved: 0, allocated: 0 })
  await assertBalanced(trade.sql, trade.toss)
})

test('stock is reserved while a deposit is awaited, and its arrival pays the order', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t)
  const order = await trade.placed(buyer, [[skuId, 1]])
  const { status, body } = await trade.pay(buyer, order, '가상계좌')
  assert.deepEqual(
    [status, body.orderStatus, body.payment.status],
    [200, 'AWAITING_DEPOSIT', 'WAITING_FOR_DEPOSIT'],
  )
  assert.match(body.payment.account!.accountNumber, /\d/)
  const waiting = await trade.read(buyer, order.id)
  assert.deepEqual([waiting.status, waiting.expiresAt], ['AWAITING_DEPOSIT', body.payment.account?.dueDate])
  assert.deepEqual(waiting.payment, body.payment)
  assert.equal((await trade.pay(buyer, order)).body.code, 'PAYMENT_IN_PROGRESS')
  await trade.toss.behave({ webhookUrl: `${trade.url}/v1/payments/webhook` })
  await trade.toss.deposit(body.payment.paymentKey)
  await until(async () => (await trade.read(buyer, order.id)).status === 'PAID', { what: 'the deposit' })
  assert.deepEqual(await trade.stockOf(skuId), { stock: 5, reserved: 0, allocated: 1 })
  await assertBalanced(trade.sql, trade.toss)
})

test('an account whose deposit is overdue is closed, and the stock is available again', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t)
  const order = await trade.placed(buyer, [[skuId, 1]])
  const { body } = await trade.pay(buyer, order, '가상계좌')
  await trade.sql`update payments set due_date = now(), check_at = now()`
  await trade.sql`update orders set expires_at = now()`
  await until(async () => (await trade.read(buyer, order.id)).status === 'EXPIRED', { what: 'the end' })
  await assert.rejects(trade.toss.deposit(body.payment.paymentKey))
  assert.deepEqual(await trade.stockOf(skuId), { stock: 5, reserved: 0, allocated: 0 })
  await assertBalanced(trade.sql, trade.toss)
})

test('a coupon discounts one order, is redeemed by its payment, and is released when the order ends', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t)
  const other = await trade.person()
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_000 })
  const status = async () =>
    (await trade.sql<[{ status: string }]>`select status from member_coupons`)[0].status
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => trade.order(buyer, [[skuId, 1]], { couponId })),
  )
  const placed = answers.filter((answer) => answer.status === 201).map((answer): Order => answer.body)
  assert.equal(placed.length, 5, 'each takes the coupon over from the one before')
  assert.equal((await trade.sql`select from orders where status = 'PENDING'`).length, 1)
  assert.deepEqual([placed[0]?.discount, await status()], [10_000, 'RESERVED'])
  assert.equal((await trade.order(other, [[skuId, 1]], { couponId })).body.code, 'COUPON_NOT_USABLE')
  await trade.sql`update orders set expires_at = now() where status = 'PENDING'`
  await until(async () => (await status()) === 'ISSUED', { what: 'the coupon' })
  const paid = await trade.paid(buyer, [[skuId, 2]], { couponId })
  assert.deepEqual([paid.paid, await status()], [paid.itemsTotal - 10_000, 'USED'])
  assert.equal((await trade.order(buyer, [[skuId, 1]], { couponId })).body.code, 'COUPON_NOT_USABLE')
  await assertStockAddsUp(trade.sql)
  await assertBalanced(trade.sql, trade.toss)
})

test('a deposit whose webhook is lost is found, since the gateway is asked for it', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t, {
    env: { DEPOSIT_POLL_MS: '20', DEPOSIT_POLL_MAX_MS: '40' },
  })
  const order = await trade.placed(buyer, [[skuId, 1]])
  const { body } = await trade.pay(buyer, order, '가상계좌')
  await trade.toss.deposit(body.payment.paymentKey)
  await until(async () => (await trade.read(buyer, order.id)).status === 'PAID', { what: 'the deposit' })
  await assertBalanced(trade.sql, trade.toss)
})

test('a deposit holds stock for a limited time, however long the gateway would wait: then its account is closed', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t, { env: { DEPOSIT_HOLD_MS: '100' } })
  const order = await trade.placed(buyer, [[skuId, 1]])
  const { body } = await trade.pay(buyer, order, '가상계좌')
  await until(async () => (await trade.read(buyer, order.id)).status === 'EXPIRED', {
    what: 'the end of the hold',
  })
  await assert.rejects(trade.toss.deposit(body.payment.paymentKey))
  assert.deepEqual(await trade.stockOf(skuId), { stock: 5, reserved: 0, allocated: 0 })
  await assertBalanced(trade.sql, trade.toss)
})
