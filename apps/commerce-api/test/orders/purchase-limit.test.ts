import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Order, ProductDetail } from '@munova/commerce-contract'
import { openDrop } from '../support/open-drop.ts'
import { orderAtOnce } from '../support/order-at-once.ts'
import { home, openTrade, type Rejected } from '../support/trade.ts'

test('a member orders no more pairs of a product than its limit, over all sizes and orders', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer, other] = [await trade.person('SELLER'), await trade.person(), await trade.person()]
  const { id, skuIds } = await trade.shoe(seller, [9, 9, 9], { purchaseLimit: 3 })
  const { body: page } = await trade.call<ProductDetail>(`GET /v1/products/${id}`)
  assert.equal(page.purchaseLimit, 3)
  const [one, two, three] = skuIds as [number, number, number]
  const tooMany = async (lines: [number, number][], left: number) => {
    const { status, body } = await trade.order(buyer, lines)
    assert.deepEqual([status, body.code], [409, 'PURCHASE_LIMIT'])
    assert.ok(body.detail?.includes(`may order ${left} more`), body.detail)
  }
  await tooMany([[one, 2], [two, 2]], 3) // prettier-ignore
  const paid = await trade.paid(buyer, [[one, 2]])
  await tooMany([[two, 2]], 1)
  const open = await trade.placed(buyer, [[two, 1]])
  await tooMany([[three, 1]], 0)
  // What an order holds that is superseded counts for the new one.
  const again = await trade.placed(buyer, [[two, 1]])
  assert.equal((await trade.read(buyer, open.id)).status, 'CANCELLED')
  await trade.placed(other, [[three, 3]])

  // Cancelled and returned pairs can be ordered again.
  await trade.post(`/v1/orders/${again.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  await trade.post(`/v1/orders/${paid.id}/items/cancel`, {
    as: buyer,
    body: { items: [{ itemId: paid.items[0]!.id, quantity: 1 }], reason: '변심' },
  })
  await tooMany([[three, 3]], 2)
  await trade.placed(buyer, [[three, 2]])

  const lifted = await trade.call(`PATCH /v1/seller/products/${id}`, {
    as: seller,
    body: { purchaseLimit: null },
  })
  assert.equal(lifted.status, 200)
  await trade.placed(buyer, [[one, 5]])
  // An administrator may set it too, and what was ordered before counts.
  const admin = await trade.person('ADMIN')
  const set = await trade.call(`PUT /v1/admin/products/${id}/purchase-limit`, {
    as: admin,
    body: { purchaseLimit: 8 },
  })
  assert.equal(set.status, 204)
  await tooMany([[two, 2]], 0) // prettier-ignore
})

test('orders of one member at once in several processes stay within the limit', async (t) => {
  const trade = await openTrade(t)
  const urls = [trade.url, await trade.another(), await trade.another()]
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(
    seller,
    Array.from({ length: 30 }, () => 5),
    { purchaseLimit: 4 },
  )
  const count = await orderAtOnce(buyer, { urls, skuIds })
  assert.deepEqual([count(201), count('PURCHASE_LIMIT')], [4, 26])
})

test('a pass of a waiting room lets one order in, also after that is cancelled; a repetition still succeeds', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { id, skuIds } = await trade.shoe(seller, [9, 9])
  await openDrop(trade, admin, id)
  const place = (key: string, skuId: number, pass?: string) =>
    trade.call<Order & Rejected>('POST /v1/orders', {
      as: buyer,
      body: { lines: [{ skuId, quantity: 1 }], address: home },
      headers: { 'idempotency-key': key, ...(pass !== undefined && { 'x-waiting-pass': pass }) },
    })
  const ticket = () =>
    trade.call<{ pass: string }>(`POST /v1/waiting-rooms/product/${id}/tickets`, { as: buyer })
  const refused = await place('first', skuIds[0]!)
  assert.deepEqual([refused.status, refused.body.code], [403, 'PASS_NEEDED'])
  assert.deepEqual([...(await trade.sql`select from idempotency_keys`)], [], 'the database was not asked')

  const { pass } = (await ticket()).body
  // The rejection was not the outcome of the request: with a pass it runs under the same key.
  const first = await place('first', skuIds[0]!, pass)
  assert.equal(first.status, 201, JSON.stringify(first.body))
  const repeated = await place('first', skuIds[0]!, pass)
  assert.deepEqual([repeated.status, repeated.body], [201, first.body])
  const second = await place('second', skuIds[1]!, pass)
  assert.deepEqual([second.status, second.body.code], [403, 'PASS_NEEDED'])
  await trade.post(`/v1/orders/${first.body.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  assert.equal((await place('second', skuIds[1]!, pass)).body.code, 'PASS_NEEDED')
  assert.equal((await place('second', skuIds[1]!, (await ticket()).body.pass)).body.code, 'PASS_NEEDED')

  // Who waits for another turn is admitted again, and the first response can still be had.
  await trade.sql`update waiting_tickets set turn_at = turn_at - interval '1 hour', expires_at = now()`
  const next = (await ticket()).body.pass
  assert.equal((await place('second', skuIds[1]!, next)).status, 201)
  assert.equal((await place('first', skuIds[0]!, pass)).status, 201)
})
