import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Order } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { giveCoupon } from '../support/coupon.ts'
import type { Person } from '../support/open-shop.ts'
import { orderAtOnce } from '../support/order-at-once.ts'
import {
  assertBalanced,
  assertStockAddsUp,
  home,
  openTrade,
  type Rejected,
  type Trade,
} from '../support/trade.ts'

const fromCart = (trade: Trade, as: Person, more: object = {}) =>
  trade.post<Order>('/v1/orders', { as, body: { address: home, ...more } })
const putIntoCart = (trade: Trade, as: Person, skuId: number, quantity = 1) =>
  trade.call(`PUT /v1/cart/items/${skuId}`, { as, body: { quantity } })

test('ordering again takes over what the unpaid order of the same buyer holds: the last pair and the coupon', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer, other] = [await trade.person('SELLER'), await trade.person(), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [1, 5], { price: 50_000 })
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_000 })
  const [last, more] = skuIds as [number, number]
  const first = await trade.placed(buyer, [[last, 1], [more, 2]], { couponId }) // prettier-ignore
  assert.equal((await trade.order(other, [[last, 1]])).body.code, 'OUT_OF_STOCK')
  const second = await trade.placed(buyer, [[last, 1]], { couponId })
  assert.deepEqual([second.total, (await trade.read(buyer, first.id)).status], [40_000, 'CANCELLED'])
  assert.deepEqual(await trade.stockOf(last), { stock: 1, reserved: 1, allocated: 0 })
  assert.deepEqual(await trade.stockOf(more), { stock: 5, reserved: 0, allocated: 0 })
  assert.equal((await trade.pay(buyer, second)).status, 200)
  const [coupon] =
    await trade.sql`select status, order_id as order from member_coupons where id = ${couponId}`
  assert.deepEqual({ ...coupon }, { status: 'USED', order: second.id })
  await assertStockAddsUp(trade.sql)
})

test('a payment for a superseded order is refunded, and nobody is notified that it was cancelled', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [1], { price: 50_000 })
  const first = await trade.placed(buyer, [[skuIds[0]!, 1]])
  const second = await trade.placed(buyer, [[skuIds[0]!, 1]])
  const late = await trade.pay(buyer, first)
  assert.equal(late.body.code, 'ORDER_ENDED')
  assert.equal((await trade.pay(buyer, second)).status, 200)
  await until(
    async () => {
      const { body } = await trade.call<{ items: { kind: string }[] }>('GET /v1/notifications', { as: buyer })
      return body.items.some(({ kind }) => kind === 'ORDER_PAID') && body
    },
    { what: 'the notification of the payment' },
  ).then(({ items }) => assert.deepEqual(items.map(({ kind }) => kind), ['ORDER_PAID'])) // prettier-ignore
  await assertBalanced(trade.sql, trade.toss)
})

test('one cart does not become two payable orders, however many requests come at once', async (t) => {
  const trade = await openTrade(t)
  const urls = [trade.url, await trade.another()]
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [30, 30])
  for (const skuId of skuIds) await putIntoCart(trade, buyer, skuId)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      fetch(`${urls[at % urls.length]}/v1/orders`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${buyer.token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify({ address: home }),
      }),
    ),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201])
  const open = await trade.sql`select id from orders where status = 'PENDING'`
  assert.equal(open.length, 1)
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 30, reserved: 1, allocated: 0 })
  // Also when the cart has changed in between.
  await trade.call(`DELETE /v1/cart/items/${skuIds[0]}`, { as: buyer })
  const again = await fromCart(trade, buyer)
  assert.equal(again.status, 201)
  const left = await trade.sql`select id from orders where status = 'PENDING'`
  assert.deepEqual(left.map(({ id }) => id), [again.body.id]) // prettier-ignore
  await assertStockAddsUp(trade.sql)
})

test('an order that is being paid is not superseded: the buyer is told of it', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [2])
  await putIntoCart(trade, buyer, skuIds[0]!, 2)
  const { body: order } = await fromCart(trade, buyer)
  assert.equal((await trade.pay(buyer, order, '가상계좌')).body.orderStatus, 'AWAITING_DEPOSIT')
  const told = (answer: { status: number; body: Rejected }) => {
    assert.deepEqual([answer.status, answer.body.code], [409, 'PAYMENT_IN_PROGRESS'])
    assert.ok(answer.body.detail?.includes(order.number))
  }
  told(await fromCart(trade, buyer))
  told(await trade.order(buyer, [[skuIds[0]!, 1]]))
  // With the key of the rejected request it works as soon as the other order has ended.
  const again = () => trade.post<Order>('/v1/orders', { as: buyer, body: { address: home }, key: 'again' })
  told(await again())
  await trade.post(`/v1/orders/${order.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  assert.equal((await again()).status, 201)
})

test('a member has no more open orders than allowed, however many are placed at once in several processes', async (t) => {
  const trade = await openTrade(t, { env: { OPEN_ORDERS_PER_MEMBER: '5' } })
  const urls = [trade.url, await trade.another()]
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(
    seller,
    Array.from({ length: 30 }, () => 1),
  )
  const count = await orderAtOnce(buyer, { urls, skuIds })
  assert.deepEqual([count(201), count('TOO_MANY_OPEN_ORDERS')], [5, 25])
})
