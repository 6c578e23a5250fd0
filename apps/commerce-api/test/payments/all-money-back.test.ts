import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Order, Return, Shipment } from '@munova/commerce-contract'
import { latch, until } from '@munova/testing'
import { GatewayUncertain, type PaymentGateway } from '../../src/payments/gateway/gateway.ts'
import { giveCoupon } from '../support/coupon.ts'
import type { Person } from '../support/open-shop.ts'
import {
  assertBalanced,
  assertEnded,
  assertStockAddsUp,
  isSettled,
  openTrade,
  type Trade,
} from '../support/trade.ts'

const BACK = 'All money of the order is back with its buyer'

async function shopWith(t: TestContext, options: Parameters<typeof openTrade>[1] = {}) {
  const trade = await openTrade(t, options)
  await trade.toss.behave({ webhookUrl: `${trade.url}/v1/payments/webhook` })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [5, 5])
  return { trade, seller, buyer, skuIds, skuId: skuIds[0]! }
}

const isBack = ({ refunded, total }: Order) => refunded === total
const become = (trade: Trade, buyer: Person, id: number, isWanted: (order: Order) => boolean) =>
  until(
    async () => {
      const order = await trade.read(buyer, id)
      return isWanted(order) && (await isSettled(trade.sql)) && order
    },
    { what: 'the order' },
  )

interface Told {
  kind: string
  data: { status?: string; refund?: number }
}
const told = async (trade: Trade, who: Person, kind: string): Promise<Told['data'][]> => {
  const { body } = await trade.call<{ items: Told[] }>('GET /v1/notifications', { as: who })
  return body.items.filter((item) => item.kind === kind).map(({ data }) => data)
}

/** An exchange and a return that are open, and a pair that is not sent yet. */
async function withOpenReturns(shop: Awaited<ReturnType<typeof shopWith>>) {
  const { trade, seller, buyer, skuIds } = shop
  const order = await trade.paid(buyer, [[skuIds[0]!, 2], [skuIds[1]!, 1]]) // prettier-ignore
  const [shipped] = order.items
  const { body: parcel } = await trade.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012', itemIds: [shipped!.id] },
  })
  await trade.call(`POST /v1/seller/shipments/${parcel.id}/deliver`, { as: seller })
  const ask = async (more: object) => {
    const { items } = await trade.read(buyer, order.id)
    const { id } = items.find(({ status }) => status === 'DELIVERED')!
    return trade.post<Return>(`/v1/orders/${order.id}/returns`, {
      as: buyer,
      body: { itemId: id, quantity: 1, reason: 'DEFECTIVE', ...more },
    })
  }
  const { body: exchange } = await ask({ exchangeSkuId: skuIds[1] })
  const { body: request } = await ask({})
  return { order, exchange, request, ask }
}

for (const isLost of [false, true])
  test(`a refund of the shop is the last, and its answer ${isLost ? 'is lost' : 'arrives'}: what is not sent stops, and the seller is told`, async (t) => {
    const [sent, go] = [latch(), latch()]
    const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
      async cancel(input) {
        sent.resolve()
        await go.promise
        const payment = await gateway.cancel(input)
        if (isLost) throw new GatewayUncertain('the answer is lost')
        return payment
      },
    })
    const { trade, seller, buyer, skuId } = await shopWith(t, { wrap })
    const couponId = await giveCoupon(trade.sql, buyer, { amount: 1_000 })
    const order = await trade.paid(buyer, [[skuId, 2]], { couponId })
    const cancelling = trade.post(`/v1/orders/${order.id}/items/cancel`, {
      as: buyer,
      body: { items: [{ itemId: order.items[0]!.id, quantity: 1 }], reason: '변심' },
    })
    await sent.promise
    const { refunds } = await trade.read(buyer, order.id)
    const rest = order.total - refunds[0]!.amount
    await trade.toss.cancel(order.payment!.paymentKey, { amount: rest })
    await until(async () => (await trade.read(buyer, order.id)).refunded === rest, { what: 'the rest' })
    go.resolve()
    assert.equal((await cancelling).status, 200)
    const ended = await become(trade, buyer, order.id, isBack)
    assert.deepEqual([ended.status, ended.payment?.status], ['CANCELLED', 'CANCELED'])
    assert.ok(ended.items.every(({ status }) => status === 'CANCELLED'))
    assert.deepEqual(await trade.stockOf(skuId), { stock: 5, reserved: 0, allocated: 0 })
    const [coupon] = await trade.sql`select status from member_coupons where id = ${couponId}`
    assert.equal(coupon?.['status'], 'ISSUED')
    await until(async () => (await told(trade, seller, 'ORDER_CANCELLED')).length === 2, {
      what: 'the seller is told of both pairs',
    })
    await assertBalanced(trade.sql, trade.toss)
    await assertEnded(trade.sql)
  })

test('staff give all money back in parts: with the last one the order stops', async (t) => {
  const { trade, seller, buyer, skuId } = await shopWith(t)
  const order = await trade.paid(buyer, [[skuId, 2]])
  await trade.toss.cancel(order.payment!.paymentKey, { amount: 1_000 })
  const less = await become(trade, buyer, order.id, ({ refunded }) => refunded === 1_000)
  assert.equal(less.status, 'PAID')
  await trade.toss.cancel(order.payment!.paymentKey, { amount: order.total - 1_000 })
  assert.equal((await become(trade, buyer, order.id, isBack)).status, 'CANCELLED')
  await until(async () => (await told(trade, seller, 'ORDER_CANCELLED')).length === 1, { what: 'the seller' })
  await assertBalanced(trade.sql, trade.toss)
  await assertEnded(trade.sql)
})

test('an exchange and a return that are open end with the money, and buyer and seller are told', async (t) => {
  const shop = await shopWith(t)
  const { trade, seller, buyer, skuIds } = shop
  const { order, exchange, request, ask } = await withOpenReturns(shop)
  await trade.toss.cancel(order.payment!.paymentKey)
  const ended = await become(trade, buyer, order.id, isBack)
  assert.deepEqual(
    ended.returns.map(({ kind, status, answer }) => [kind, status, answer]),
    [
      ['EXCHANGE', 'CLOSED', '결제 금액이 모두 환불되어 종료'],
      ['RETURN', 'CLOSED', '결제 금액이 모두 환불되어 종료'],
    ],
  )
  assert.deepEqual(ended.items.map(({ status }) => status).toSorted(), [
    'CANCELLED',
    'DELIVERED',
    'DELIVERED',
  ])
  assert.equal(ended.status, 'PAID')
  for (const who of [buyer, seller])
    await until(
      async () =>
        (await told(trade, who, 'RETURN_RESOLVED')).filter(({ status }) => status === 'CLOSED').length === 2,
      { what: 'both are told of both' },
    )
  for (const { id } of [exchange, request])
    for (const answer of ['accept', 'reject']) {
      const { status, body } = await trade.post(`/v1/seller/returns/${id}/${answer}`, {
        as: seller,
        body: answer === 'reject' ? { answer: '사용 흔적' } : {},
      })
      assert.deepEqual([status, body.code, body.detail], [409, 'RETURN_RESOLVED', `It is closed: a${BACK.slice(1)}`]) // prettier-ignore
    }
  assert.deepEqual(await trade.stockOf(skuIds[1]!), { stock: 5, reserved: 0, allocated: 0 })
  for (const more of [{}, { exchangeSkuId: skuIds[1] }]) {
    const { status, body } = await ask(more)
    assert.deepEqual([status, (body as { code?: string }).code], [409, 'ORDER_REFUNDED'])
  }
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
  await assertEnded(trade.sql)
})

test('what a version before this one left open ends with the next look-up of the payment', async (t) => {
  const shop = await shopWith(t)
  const { trade, seller, buyer } = shop
  const { order } = await withOpenReturns(shop)
  await trade.toss.behave({ webhookCopies: 0 })
  const { paymentKey } = order.payment!
  await trade.toss.cancel(paymentKey)
  await trade.sql`
    with entry as (
      insert into ledger (order_id, payment_id, kind, amount, transaction_key)
      select order_id, id, 'CANCEL', amount, ${await lastTransaction(trade, order.number)} from payments
    ), refund as (
      insert into refunds (order_id, payment_id, amount, cause, reason, status, done_at)
      select order_id, id, amount, 'GATEWAY', 'x', 'DONE', now() from payments
    ), paid as (update orders set refunded = total, revision = revision + 1)
    update payments set status = 'CANCELED', refunded = amount, refund_requested = amount`
  await trade.call('POST /v1/payments/webhook', { body: { data: { paymentKey } } })
  await until(
    async () => (await trade.read(buyer, order.id)).returns.every(({ status }) => status === 'CLOSED'),
    {
      what: 'the returns to end',
    },
  )
  await until(async () => (await told(trade, seller, 'ORDER_CANCELLED')).length === 1, { what: 'the seller' })
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
  await assertEnded(trade.sql)
})

async function lastTransaction({ toss }: Trade, number: string): Promise<string> {
  const { payments } = (await toss.control(`GET /fake/ledger/${number}`)) as {
    payments: { cancels: { transactionKey: string }[] }[]
  }
  return payments.at(-1)!.cancels.at(-1)!.transactionKey
}
