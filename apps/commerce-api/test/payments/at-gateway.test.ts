import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { latch, metric, until } from '@munova/testing'
import type { Order, PaymentDifferencePage, Shipment } from '@munova/commerce-contract'
import type { PaymentGateway } from '../../src/payments/gateway/gateway.ts'
import { giveCoupon } from '../support/coupon.ts'
import { assertBalanced, assertStockAddsUp, isSettled, openTrade, type Trade } from '../support/trade.ts'
import type { Person } from '../support/open-shop.ts'

async function shopWith(t: TestContext, options: Parameters<typeof openTrade>[1] = {}) {
  const trade = await openTrade(t, options)
  await trade.toss.behave({ webhookUrl: `${trade.url}/v1/payments/webhook` })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [5])
  return { trade, seller, buyer, skuId: skuIds[0]! }
}

/** The order, once it is as wanted and no money is open. */
const become = (trade: Trade, buyer: Person, id: number, isWanted: (order: Order) => boolean) =>
  until(
    async () => {
      const order = await trade.read(buyer, id)
      return isWanted(order) && (await isSettled(trade.sql)) && order
    },
    { what: 'the order follows the gateway' },
  )

const causes = ({ refunds }: Order) => refunds.map(({ cause, amount, status }) => [cause, amount, status])
const differences = async ({ sql }: Trade) =>
  (
    await sql<{ kind: string; amount: number }[]>`select kind, amount from payment_differences order by id`
  ).map(({ kind, amount }) => [kind, amount])
const ship = (trade: Trade, seller: Person, order: Order) =>
  trade.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })

test('staff cancel a payment in the gateway’s back office: the order stops as if the buyer had cancelled it', async (t) => {
  const { trade, seller, buyer, skuId } = await shopWith(t)
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 1_000 })
  const order = await trade.paid(buyer, [[skuId, 2]], { couponId })
  await trade.toss.cancel(order.payment!.paymentKey)
  const stopped = await become(trade, buyer, order.id, ({ status }) => status === 'CANCELLED')
  assert.deepEqual(causes(stopped), [['GATEWAY', order.total, 'DONE']])
  assert.deepEqual([stopped.refunded, stopped.payment?.status], [order.total, 'CANCELED'])
  const { body } = await ship(trade, seller, order)
  assert.deepEqual(
    [body.code, body.detail],
    ['NOT_SHIPPABLE', 'All money of the order is back with its buyer'],
  )
  assert.deepEqual(await trade.stockOf(skuId), { stock: 5, reserved: 0, allocated: 0 })
  const [coupon] = await trade.sql`select status from member_coupons where id = ${couponId}`
  assert.equal(coupon?.['status'], 'ISSUED')
  await assertBalanced(trade.sql, trade.toss)
  assert.deepEqual(await differences(trade), [])
  const told = async (who: Person) =>
    (await trade.call<{ items: { kind: string }[] }>('GET /v1/notifications', { as: who })).body.items.map(
      ({ kind }) => kind,
    )
  await until(async () => (await told(seller)).includes('ORDER_CANCELLED'), { what: 'the seller is told' })
  await until(async () => (await told(buyer)).includes('PAYMENT_REFUNDED'), { what: 'the buyer is told' })
})

test('a part that staff cancel is a refund of its own, and is not given back again', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t)
  const order = await trade.paid(buyer, [[skuId, 2]])
  await trade.toss.cancel(order.payment!.paymentKey, { amount: 1_000 })
  const less = await become(trade, buyer, order.id, ({ refunded }) => refunded > 0)
  assert.deepEqual([less.status, ...causes(less)], ['PAID', ['GATEWAY', 1_000, 'DONE']])
  assert.deepEqual(await differences(trade), [['PART_REFUNDED', 1_000]])
  // The same webhook again, and a comparison after it, change nothing.
  await trade.toss.control(`POST /fake/payments/${order.payment!.paymentKey}/webhook`)
  const { status } = await trade.post(`/v1/orders/${order.id}/cancel`, {
    as: buyer,
    body: { reason: '변심' },
  })
  assert.equal(status, 200)
  const gone = await become(trade, buyer, order.id, ({ refunded }) => refunded === order.total)
  assert.deepEqual(causes(gone), [
    ['GATEWAY', 1_000, 'DONE'],
    ['CANCEL', order.total - 1_000, 'DONE'],
  ])
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('the money of a shipped order is booked, and an administrator has it on a list', async (t) => {
  const { trade, seller, buyer, skuId } = await shopWith(t)
  const order = await trade.paid(buyer, [[skuId, 1]])
  assert.equal((await ship(trade, seller, order)).status, 201)
  await trade.toss.cancel(order.payment!.paymentKey)
  const booked = await become(trade, buyer, order.id, ({ refunded }) => refunded > 0)
  assert.deepEqual([booked.status, booked.items[0]?.status], ['PAID', 'SHIPPED'])
  assert.deepEqual(await differences(trade), [['REFUNDED_AFTER_SHIPPING', order.total]])
  const admin = await trade.person('ADMIN')
  const list = async (resolved: boolean) =>
    (
      await trade.call<PaymentDifferencePage>(`GET /v1/admin/payment-differences?resolved=${resolved}`, {
        as: admin,
      })
    ).body.items
  const [open] = await list(false)
  assert.deepEqual([open?.orderId, open?.amount, open?.note], [order.id, order.total, null])
  await until(
    async () =>
      (await metric(trade.url, 'commerce_payment_differences_open{kind="REFUNDED_AFTER_SHIPPING"}')) === 1,
    {
      what: 'the metric',
    },
  )
  const resolution = `PUT /v1/admin/payment-differences/${open!.id}/resolution` as const
  const { status } = await trade.call(resolution, { as: admin, body: { note: '구매자와 통화함' } })
  assert.equal(status, 200)
  assert.deepEqual([(await list(false)).length, (await list(true))[0]?.note], [0, '구매자와 통화함'])
  await assertBalanced(trade.sql, trade.toss)
})

test('a bank takes a deposit back: its account is closed, and nothing is shipped', async (t) => {
  const { trade, seller, buyer, skuId } = await shopWith(t)
  const placed = await trade.placed(buyer, [[skuId, 1]])
  const { paymentKey } = (await trade.pay(buyer, placed, '가상계좌')).body.payment
  await trade.toss.deposit(paymentKey)
  await become(trade, buyer, placed.id, ({ status }) => status === 'PAID')
  await trade.toss.revertDeposit(paymentKey)
  const order = await become(trade, buyer, placed.id, ({ status }) => status === 'CANCELLED')
  assert.deepEqual(causes(order), [['GATEWAY', order.total, 'DONE']])
  assert.equal((await ship(trade, seller, order)).body.code, 'NOT_SHIPPABLE')
  await assert.rejects(trade.toss.deposit(paymentKey))
  await assertBalanced(trade.sql, trade.toss)
  assert.deepEqual(await trade.stockOf(skuId), { stock: 5, reserved: 0, allocated: 0 })
})

test('staff give back by hand what the gateway rejects: the refund is done, once', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t, { env: { RECONCILE_AFTER_MS: '50' } })
  const order = await trade.paid(buyer, [[skuId, 2]])
  await trade.toss.fault({ kind: 'refuse', operation: 'cancel', times: 1_000, code: 'EXCEED_CANCEL_AMOUNT' })
  await trade.post(`/v1/orders/${order.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  await until(async () => (await trade.sql`select from refunds where rejections > 0`).length > 0, {
    what: 'the refund is rejected',
  })
  await trade.toss.cancel(order.payment!.paymentKey)
  const done = await become(trade, buyer, order.id, ({ refunded }) => refunded > 0)
  assert.deepEqual(causes(done), [['CANCEL', order.total, 'DONE']])
  await assertBalanced(trade.sql, trade.toss)
})

test('all of a payment is cancelled already: the refund of a part is done with it, and is not tried again', async (t) => {
  const { trade, buyer, skuId } = await shopWith(t, { env: { RECONCILE_AFTER_MS: '50' } })
  const order = await trade.paid(buyer, [[skuId, 2]])
  const half = order.items[0]!.unitPrice
  // The shop hears of it only by the gateway's answer to its own refund.
  await trade.toss.behave({ webhookCopies: 0 })
  await trade.toss.cancel(order.payment!.paymentKey)
  const items = [{ itemId: order.items[0]!.id, quantity: 1 }]
  const { status } = await trade.post(`/v1/orders/${order.id}/items/cancel`, {
    as: buyer,
    body: { items, reason: '변심' },
  })
  assert.equal(status, 200)
  const done = await become(trade, buyer, order.id, (now) => now.status === 'CANCELLED')
  assert.deepEqual(causes(done), [
    ['CANCEL', half, 'DONE'],
    ['GATEWAY', order.total - half, 'DONE'],
  ])
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('the gateway reports a refund of the shop while that is under way: it counts once', async (t) => {
  const [sent, go] = [latch(), latch()]
  const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
    async cancel(input) {
      const payment = await gateway.cancel(input)
      sent.resolve()
      await go.promise
      return payment
    },
  })
  const { trade, buyer, skuId } = await shopWith(t, { wrap })
  const order = await trade.paid(buyer, [[skuId, 2]])
  const cancelling = trade.post(`/v1/orders/${order.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  await sent.promise
  await become(trade, buyer, order.id, ({ refunded }) => refunded === order.total)
  go.resolve()
  assert.equal((await cancelling).status, 200)
  assert.deepEqual(causes(await trade.read(buyer, order.id)), [['CANCEL', order.total, 'DONE']])
  await assertBalanced(trade.sql, trade.toss)
})

test('staff cancel a part while refunds of all the rest are on their way: what the gateway gives back is booked', async (t) => {
  const go = latch()
  let waiting = 0
  const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
    async cancel(input) {
      waiting += 1
      await go.promise
      return gateway.cancel(input)
    },
  })
  const { trade, buyer, skuId } = await shopWith(t, { wrap })
  const order = await trade.paid(buyer, [[skuId, 2]])
  const cancelOne = async () => {
    const { items } = await trade.read(buyer, order.id)
    const { id } = items.find(({ status }) => status === 'PAID')!
    const body = { items: [{ itemId: id, quantity: 1 }], reason: '변심' }
    return trade.post(`/v1/orders/${order.id}/items/cancel`, { as: buyer, body })
  }
  const first = cancelOne()
  await until(() => waiting === 1, { what: 'the first refund to be sent' })
  const second = cancelOne()
  await until(async () => (await trade.sql`select from refunds`).length === 2, { what: 'the second refund' })
  // The first refund is reduced, since nothing else is left of the payment. What was sent is not.
  await trade.toss.cancel(order.payment!.paymentKey, { amount: 1_000 })
  const booked = () => trade.sql`select from ledger where kind = 'CANCEL'`
  await until(async () => (await booked()).length === 1, { what: 'the part' })
  go.resolve()
  assert.deepEqual([(await first).status, (await second).status], [200, 200])
  // As if the time between two attempts were over.
  const dueNow = () => trade.sql`update refunds set check_at = now() where status = 'REQUESTED'`
  await until(async () => (await dueNow()) && (await trade.read(buyer, order.id)).refunded === order.total, {
    what: 'the second refund to be done',
  })
  assert.equal((await trade.read(buyer, order.id)).status, 'CANCELLED')
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('webhooks cause one look-up of a payment in their interval, whoever sends them', async (t) => {
  let lookUps = 0
  const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
    lookup(input) {
      lookUps += 1
      return gateway.lookup(input)
    },
  })
  const { trade, buyer, skuId } = await shopWith(t, { wrap, env: { WEBHOOK_LOOK_UP_MS: '3600000' } })
  await trade.toss.behave({ webhookCopies: 0 })
  const order = await trade.paid(buyer, [[skuId, 1]])
  const { paymentKey } = order.payment!
  const hint = () => trade.call('POST /v1/payments/webhook', { body: { data: { paymentKey } } })
  await hint()
  await until(() => lookUps === 1, { what: 'the first look-up' })
  await Promise.all(Array.from({ length: 20 }, hint))
  const [payment] = await trade.sql<[{ later: boolean }]>`
    select check_at > now() + interval '30 minutes' as later from payments`
  assert.ok(payment.later)
  assert.equal(lookUps, 1)
})

test('a hint that arrives during a look-up is followed by another one', async (t) => {
  const [read, go] = [latch(), latch()]
  const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
    async lookup(input) {
      const payment = await gateway.lookup(input)
      read.resolve()
      await go.promise
      return payment
    },
  })
  const { trade, buyer, skuId } = await shopWith(t, { wrap, env: { WEBHOOK_LOOK_UP_MS: '3600000' } })
  await trade.toss.behave({ webhookCopies: 0 })
  const order = await trade.paid(buyer, [[skuId, 1]])
  const { paymentKey } = order.payment!
  const hint = () => trade.call('POST /v1/payments/webhook', { body: { data: { paymentKey } } })
  await hint()
  await read.promise
  await trade.toss.cancel(paymentKey)
  await hint()
  go.resolve()
  // The first check has ended: without another hint it leaves nothing open.
  const ended = () => trade.sql`select from payments where checks = 0 and looked_up_at is not null`
  await until(async () => (await ended()).length > 0, { what: 'the end of the first check' })
  // As if the interval of look-ups were over.
  const again = await trade.sql`update payments set check_at = now() where check_at is not null returning id`
  assert.equal(again.length, 1)
  await become(trade, buyer, order.id, ({ status }) => status === 'CANCELLED')
})
