import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { FollowedOrders, Order, Shipment, Return } from '@munova/commerce-contract'
import { openDrop } from '../support/open-drop.ts'
import type { Person } from '../support/open-shop.ts'
import { openTrade, type Trade } from '../support/trade.ts'

type Rejection = { code?: string; detail?: string } | undefined

const withdraw = (trade: Trade, as: Person, more = {}) =>
  trade.call<(FollowedOrders & Rejection) | undefined>('POST /v1/me/withdraw', {
    as,
    body: { password: as.password, ...more },
  })
const follow = (trade: Trade, id: number, token: string) =>
  trade.call<Order & { code?: string }>(`GET /v1/followed-orders/${id}`, {
    headers: { 'x-follow-token': token },
  })

const unfinished = (returns = 0) => ['SALES_UNFINISHED', `1 orders and ${returns} returns are not finished`]

async function shopWith(t: TestContext) {
  const trade = await openTrade(t, { env: { PASSWORD_CHECKS_PER_MEMBER: '100' } })
  const people = {
    seller: await trade.signedUp('SELLER'),
    buyer: await trade.signedUp(),
    admin: await trade.person('ADMIN'),
  }
  const product = await trade.shoe(people.seller, [9])
  return { trade, ...people, product, skuId: product.skuIds[0]! }
}

test('a seller with unfinished orders or returns neither withdraws nor loses the role', async (t) => {
  const { trade, seller, buyer, admin, product, skuId } = await shopWith(t)
  const order = await trade.placed(buyer, [[skuId, 1]])
  const loseRole = () =>
    trade.call<Rejection>(`POST /v1/admin/members/${seller.member.id}/role`, {
      as: admin,
      body: { role: 'BUYER' },
    })
  const rejected = async () => {
    const answers = [(await withdraw(trade, seller)).body, (await loseRole()).body]
    assert.equal(answers[0]?.detail, answers[1]?.detail)
    assert.equal(answers[0]?.code, answers[1]?.code)
    return [answers[0]?.code, answers[0]?.detail]
  }
  assert.equal((await rejected())[0], 'PRODUCTS_ON_SALE')
  await trade.call(`DELETE /v1/seller/products/${product.id}`, { as: seller })

  assert.deepEqual(await rejected(), unfinished(), 'unpaid')
  await trade.pay(buyer, order)
  assert.deepEqual(await rejected(), unfinished(), 'paid')
  const { body: shipment } = await trade.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  assert.deepEqual(await rejected(), unfinished(), 'shipped')
  await trade.call(`POST /v1/admin/shipments/${shipment.id}/deliver`, { as: admin })
  assert.deepEqual(await rejected(), unfinished(), 'delivered')
  const asked = await trade.post<Return>(`/v1/orders/${order.id}/returns`, {
    as: buyer,
    body: { itemId: order.items[0]!.id, reason: 'DEFECTIVE' },
  })
  assert.deepEqual(await rejected(), unfinished(1), 'a return is open')
  await trade.post(`/v1/seller/returns/${asked.body.id}/reject`, {
    as: seller,
    body: { answer: '사용 흔적' },
  })
  await trade.call(`POST /v1/orders/${order.id}/confirm`, { as: buyer, body: {} })
  assert.equal((await withdraw(trade, seller)).status, 204)
})

test('a buyer is told which orders are not finished, withdraws when confirmed, and follows them to the end', async (t) => {
  const { trade, seller, buyer, admin, skuId } = await shopWith(t)
  const done = await trade.placed(buyer, [[skuId, 1]])
  await trade.post(`/v1/orders/${done.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  const [paid, unpaid] = [await trade.paid(buyer, [[skuId, 1]]), await trade.placed(buyer, [[skuId, 1]])]
  const { status, body } = await withdraw(trade, buyer)
  assert.deepEqual([status, body?.code], [409, 'PURCHASES_UNFINISHED'])
  assert.equal(body?.detail, `Orders ${unpaid.number}, ${paid.number} are not finished`)
  assert.equal((await trade.call('GET /v1/me', { as: buyer })).status, 200)

  const followed = await withdraw(trade, buyer, { confirm: true })
  assert.equal(followed.status, 200)
  assert.deepEqual(followed.body?.orders, [unpaid, paid].map(({ id, number }) => ({ id, number }))) // prettier-ignore
  assert.equal((await trade.call('GET /v1/me', { as: buyer })).status, 401)
  const token = followed.body.token
  assert.equal((await follow(trade, paid.id, token)).body.items[0]?.status, 'PAID')
  await trade.post(`/v1/seller/orders/${paid.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  const shipped = (await follow(trade, paid.id, token)).body
  assert.equal(shipped.items[0]?.status, 'SHIPPED')
  const items = [{ itemId: shipped.items[0].id }]
  await trade.post(`/v1/admin/orders/${paid.id}/items/refund`, { as: admin, body: { items, reason: '분실' } })
  assert.equal((await follow(trade, paid.id, token)).body.refunded, paid.total)

  assert.equal((await follow(trade, done.id, token)).body.code, 'ORDER_NOT_FOUND', 'it was finished')
  const other = await trade.placed(await trade.person(), [[skuId, 1]])
  assert.equal((await follow(trade, other.id, token)).body.code, 'ORDER_NOT_FOUND')
  assert.equal((await follow(trade, paid.id, `${token}x`)).body.code, 'FOLLOW_TOKEN_INVALID')
  assert.equal((await follow(trade, paid.id, seller.token)).body.code, 'FOLLOW_TOKEN_INVALID')
  const asMember = await trade.call<Rejection>('GET /v1/orders', { as: { ...buyer, token } })
  assert.equal(asMember.status, 401, 'the token is no access token')
})

test('a pass of a waiting room follows no order', async (t) => {
  const { trade, buyer, admin, product, skuId } = await shopWith(t)
  const order = await trade.placed(buyer, [[skuId, 1]])
  await openDrop(trade, admin, product.id)
  const { body } = await trade.call<{ pass: string }>(
    `POST /v1/waiting-rooms/product/${product.id}/tickets`,
    {
      as: buyer,
    },
  )
  assert.equal((await follow(trade, order.id, body.pass)).body.code, 'FOLLOW_TOKEN_INVALID')
})
