import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Order } from '@munova/commerce-contract'
import { metric, until } from '@munova/testing'
import { chance, roundsOr } from '../support/randomness.ts'
import { GatewayRejected, GatewayUncertain } from '../../src/payments/gateway/gateway.ts'
import { giveCoupon } from '../support/coupon.ts'
import type { Person } from '../support/open-shop.ts'
import { assertBalanced, assertStockAddsUp, isSettled, openTrade, type Trade } from '../support/trade.ts'

const reason = '단순 변심'

async function shopWith(t: Parameters<typeof openTrade>[0], stocks = [9, 9]) {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, stocks, { price: 33_333 })
  return { trade, buyer, skuIds }
}

const cancelItems = (trade: Trade, as: Person, order: Order, items: object[], key?: string) =>
  trade.post<Order>(`/v1/orders/${order.id}/items/cancel`, {
    as,
    body: { items, reason },
    ...(key && { key }),
  })

test('cancelling an unpaid order releases its stock and its coupon', async (t) => {
  const { trade, buyer, skuIds } = await shopWith(t)
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 5_000 })
  const order = await trade.placed(buyer, [[skuIds[0]!, 2]], { couponId })
  const { status, body } = await trade.post<Order>(`/v1/orders/${order.id}/cancel`, {
    as: buyer,
    body: { reason },
  })
  assert.deepEqual([status, body.status, body.items[0]?.status], [200, 'CANCELLED', 'CANCELLED'])
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 9, reserved: 0, allocated: 0 })
  const again = await trade.post<Order>(`/v1/orders/${order.id}/cancel`, { as: buyer, body: { reason } })
  assert.deepEqual([again.status, again.body.code], [409, 'NOT_CANCELLABLE'])
  assert.equal((await trade.pay(buyer, order)).body.code, 'ORDER_ENDED')
  await trade.placed(buyer, [[skuIds[0]!, 1]], { couponId })
})

test('cancelling a paid order refunds all of it and releases stock and coupon', async (t) => {
  const { trade, buyer, skuIds } = await shopWith(t)
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_001 })
  const order = await trade.paid(buyer, [[skuIds[0]!, 2], [skuIds[1]!, 1]], { couponId }) // prettier-ignore
  const { body } = await trade.post<Order>(`/v1/orders/${order.id}/cancel`, { as: buyer, body: { reason } })
  assert.deepEqual(
    [body.status, body.paid, body.refunded, body.refunds.map(({ status }) => status), body.payment?.status],
    ['CANCELLED', order.total, order.total, ['DONE'], 'CANCELED'],
  )
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 9, reserved: 0, allocated: 0 })
  await trade.placed(buyer, [[skuIds[0]!, 1]], { couponId })
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('cancelling a part refunds what was paid for it, and the client cannot choose the amount', async (t) => {
  const { trade, buyer, skuIds } = await shopWith(t)
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_000 })
  const order = await trade.paid(buyer, [[skuIds[0]!, 3]], { couponId })
  const [item] = order.items
  const chosen = await trade.post(`/v1/orders/${order.id}/items/cancel`, {
    as: buyer,
    body: { items: [{ itemId: item!.id, quantity: 1, amount: 99_999 }], reason },
  })
  assert.equal(chosen.status, 400)
  const { body } = await cancelItems(trade, buyer, order, [{ itemId: item!.id, quantity: 1 }])
  assert.deepEqual(
    body.items.map(({ quantity, discount, amount, status }) => [quantity, discount, amount, status]),
    [
      [1, 3_333, 30_000, 'CANCELLED'],
      [2, 6_667, 59_999, 'PAID'],
    ],
  )
  assert.deepEqual([body.status, body.refunded, body.payment?.status], ['PAID', 30_000, 'PARTIAL_CANCELED'])
  const tooMuch = await cancelItems(trade, buyer, order, [{ itemId: body.items[1]!.id, quantity: 3 }])
  assert.equal(tooMuch.body.code, 'ITEM_NOT_FOUND')
  assert.equal((await cancelItems(trade, buyer, order, [{ itemId: item!.id }])).body.code, 'NOT_CANCELLABLE')
  const other = await trade.person()
  assert.equal((await cancelItems(trade, other, order, [{ itemId: item!.id }])).body.code, 'ORDER_NOT_FOUND')
  const rest = await cancelItems(trade, buyer, order, [{ itemId: body.items[1]!.id }])
  assert.deepEqual([rest.body.status, rest.body.refunded], ['CANCELLED', order.total])
  await assertBalanced(trade.sql, trade.toss)
})

test('concurrent cancels of one item give one refund and release its stock once', async (t) => {
  const { trade, buyer, skuIds } = await shopWith(t)
  for (let round = 0; round < 5; round++) {
    const order = await trade.paid(buyer, [[skuIds[0]!, 1], [skuIds[1]!, 1]]) // prettier-ignore
    const items = [{ itemId: order.items[0]!.id }]
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => cancelItems(trade, buyer, order, items)),
    )
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.ok(answers.every(({ status, body }) => status === 200 || body.code === 'NOT_CANCELLABLE' || body.code === 'ORDER_CHANGED')) // prettier-ignore
    const now = await trade.read(buyer, order.id)
    assert.deepEqual([now.refunds.length, now.refunded], [1, 33_333])
  }
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 9, reserved: 0, allocated: 0 })
  await assertBalanced(trade.sql, trade.toss)
})

test('a cancel repeated with its Idempotency-Key cancels once and gets the same response', async (t) => {
  const { trade, buyer, skuIds } = await shopWith(t)
  const order = await trade.paid(buyer, [[skuIds[0]!, 3]])
  const items = [{ itemId: order.items[0]!.id, quantity: 1 }]
  const key = randomUUID()
  const first = await cancelItems(trade, buyer, order, items, key)
  assert.deepEqual((await cancelItems(trade, buyer, order, items, key)).body, first.body)
  // As if the process had died before it could keep the answer.
  await trade.sql`
    update idempotency_keys set status = null, type = null, body = null, locked_until = now() where key = ${key}`
  assert.deepEqual((await cancelItems(trade, buyer, order, items, key)).body, first.body)
  assert.equal((await trade.toss.ledger()).cancels, 1)
})

test('a refund that the gateway rejects or does not answer stays pending, and is done once', async (t) => {
  const trade = await openTrade(t, { env: { RECONCILE_AFTER_MS: '20' } })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  for (const kind of ['error-before', 'error-after', 'cut-after'] as const) {
    const order = await trade.paid(buyer, [[skuIds[0]!, 2]])
    await trade.toss.fault({ kind, operation: 'cancel', times: 2 })
    const { body } = await cancelItems(trade, buyer, order, [{ itemId: order.items[0]!.id, quantity: 1 }])
    assert.deepEqual([body.items[0]?.status, body.refunds.length], ['CANCELLED', 1], kind)
    await until(() => isSettled(trade.sql), { what: 'the refund' })
    assert.equal((await trade.toss.ledger(order.number)).cancels, 1, kind)
  }
  await assertBalanced(trade.sql, trade.toss)
})

test('a metric counts the pending refunds that the gateway rejects', async (t) => {
  let rejects = true
  const trade = await openTrade(t, {
    env: { RECONCILE_AFTER_MS: '20', RECONCILE_BACKOFF_MAX_MS: '50' },
    wrap: (gateway) => ({
      async cancel(input) {
        if (rejects) throw new GatewayRejected('NOT_CANCELABLE_PAYMENT', 'no')
        return gateway.cancel(input)
      },
    }),
  })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  const order = await trade.paid(buyer, [[skuIds[0]!, 2]])
  const rejected = () => metric(trade.url, 'commerce_refunds_rejected')
  await until(async () => (await rejected()) === 0, { what: 'none' })
  await cancelItems(trade, buyer, order, [{ itemId: order.items[0]!.id, quantity: 1 }])
  await until(async () => (await rejected()) === 1, { what: 'the rejected one' })
  rejects = false
  await until(async () => (await rejected()) === 0, { what: 'the end of it' })
  assert.equal((await trade.toss.ledger()).cancels, 1)
})

test('while the gateway rejects our key no payment is declined and no refund is done twice', async (t) => {
  let locked = false
  const attempted = new Set<string>()
  const unlessLocked = async <T>(run: () => Promise<T>): Promise<T> => {
    if (locked) throw new GatewayRejected('UNAUTHORIZED_KEY', 'no')
    return run()
  }
  // The first call of each kind gets through, and its answer does not.
  const lost = <T>(kind: string, run: () => Promise<T>) =>
    unlessLocked(async () => {
      const answer = await run()
      if (attempted.has(kind)) return answer
      attempted.add(kind)
      locked = true
      throw new GatewayUncertain('no response')
    })
  const trade = await openTrade(t, {
    env: { RECONCILE_AFTER_MS: '500', RECONCILE_BACKOFF_MAX_MS: '500' },
    wrap: (gateway) => ({
      lookup: (input) => unlessLocked(() => gateway.lookup(input)),
      lookupByOrder: (input) => unlessLocked(() => gateway.lookupByOrder(input)),
      confirm: (input) => lost('confirm', () => gateway.confirm(input)),
      cancel: (input) => lost('cancel', () => gateway.cancel(input)),
    }),
  })
  const rejections = async () => (await trade.sql`select rejections, checks from refunds`)[0]
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  const placed = await trade.placed(buyer, [[skuIds[0]!, 2]])
  assert.equal((await trade.pay(buyer, placed)).body.code, 'PAYMENT_UNKNOWN')
  const checks = async () => Number((await trade.sql`select checks from payments`)[0]?.['checks'])
  await until(async () => (await checks()) >= 2, { what: 'looks at the payment' })
  assert.equal((await trade.read(buyer, placed.id)).status, 'CONFIRMING')
  locked = false
  await until(async () => (await trade.read(buyer, placed.id)).status === 'PAID', { what: 'the payment' })

  const order = await trade.read(buyer, placed.id)
  await cancelItems(trade, buyer, order, [{ itemId: order.items[0]!.id, quantity: 1 }])
  await until(async () => Number((await rejections())?.['checks']) >= 2, { what: 'tries of the refund' })
  assert.equal((await rejections())?.['rejections'], 0)
  locked = false
  await until(() => isSettled(trade.sql), { what: 'the refund' })
  assert.equal((await trade.toss.ledger()).cancels, 1)
  await assertBalanced(trade.sql, trade.toss)
})

test('a deposit is refunded to the named account, and cancelling closes an account whose deposit has not arrived', async (t) => {
  const { trade, buyer, skuIds } = await shopWith(t)
  const placed = await trade.placed(buyer, [[skuIds[0]!, 1]])
  const { body: waiting } = await trade.pay(buyer, placed, '가상계좌')
  const cancelled = await trade.post<Order>(`/v1/orders/${placed.id}/cancel`, { as: buyer, body: { reason } })
  assert.deepEqual([cancelled.status, cancelled.body.status], [200, 'CANCELLED'])
  await assert.rejects(trade.toss.deposit(waiting.payment.paymentKey))

  const second = await trade.placed(buyer, [[skuIds[0]!, 1]])
  const { body } = await trade.pay(buyer, second, '가상계좌')
  await trade.toss.deposit(body.payment.paymentKey)
  await trade.call('POST /v1/payments/webhook', { body: { orderId: second.number, status: 'DONE' } })
  await until(async () => (await trade.read(buyer, second.id)).status === 'PAID', { what: 'the deposit' })
  const without = await trade.post(`/v1/orders/${second.id}/cancel`, { as: buyer, body: { reason } })
  assert.equal(without.body.code, 'REFUND_ACCOUNT_NEEDED')
  const refundAccount = { bank: '88', accountNumber: '110123456789', holderName: '김하늘' }
  const done = await trade.post<Order>(`/v1/orders/${second.id}/cancel`, {
    as: buyer,
    body: { reason, refundAccount },
  })
  assert.equal(done.body.refunded, second.total)
  await assertBalanced(trade.sql, trade.toss)
})

test('random partial cancels refund exactly what was paid, never more', async (t) => {
  const random = chance(t)
  const { trade, buyer, skuIds } = await shopWith(t, [1_000, 1_000, 1_000])
  const rounds = roundsOr(6)
  for (let round = 0; round < rounds; round++) {
    const couponId = await giveCoupon(trade.sql, buyer, random.below(2) ? { percent: 1 + random.below(90) } : { amount: 1 + random.below(30_000) }) // prettier-ignore
    const lines = skuIds
      .slice(0, 1 + random.below(3))
      .map((id): [number, number] => [id, 1 + random.below(4)])
    let order = await trade.paid(buyer, lines, { couponId })
    const { total } = order
    while (order.status === 'PAID') {
      const open = order.items.filter(({ status }) => status === 'PAID')
      const item = open[random.below(open.length)]!
      const quantity = 1 + random.below(item.quantity)
      const before = order.refunded
      const { status, body } = await cancelItems(trade, buyer, order, [{ itemId: item.id, quantity }])
      assert.equal(status, 200, JSON.stringify(body))
      order = body
      const cancelled = order.items.filter((each) => each.status === 'CANCELLED')
      assert.equal(order.refunded, cancelled.reduce((sum, { amount }) => sum + amount, 0)) // prettier-ignore
      assert.ok(order.refunded >= before && order.refunded <= total)
      assert.equal(order.items.reduce((sum, { amount }) => sum + amount, 0), total) // prettier-ignore
    }
    assert.equal(order.refunded, total)
  }
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})
