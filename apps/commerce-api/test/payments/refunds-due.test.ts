import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Order, PendingRefundPage } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { refundDueAt } from '../../src/payments/refund/due.ts'
import { openTrade } from '../support/trade.ts'

test('a refund is due at the end of the third working day', () => {
  for (const [requested, due] of [
    // A Monday, just before midnight in Seoul and just after it.
    ['2026-11-23T14:59:00Z', '2026-11-26T14:59:59.999Z'],
    ['2026-11-23T15:01:00Z', '2026-11-27T14:59:59.999Z'],
    // A Thursday, and a Saturday.
    ['2026-11-26T03:00:00Z', '2026-12-01T14:59:59.999Z'],
    ['2026-11-28T03:00:00Z', '2026-12-02T14:59:59.999Z'],
    // Before Chuseok and the weekend after it.
    ['2026-09-23T03:00:00Z', '2026-09-30T14:59:59.999Z'],
  ]) {
    assert.equal(refundDueAt(new Date(requested!)).toISOString(), due, requested)
  }
})

test('the order shows when its refund is due, and administrators what is pending and what is late', async (t) => {
  const trade = await openTrade(t, { env: { RECONCILE_AFTER_MS: '3600000' } })
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { skuIds } = await trade.shoe(seller, [9])
  const orders = [
    await trade.paid(buyer, [[skuIds[0]!, 1]]),
    await trade.paid(buyer, [[skuIds[0]!, 2]]),
    await trade.paid(buyer, [[skuIds[0]!, 3]]),
  ]
  await trade.toss.fault({ kind: 'error-before', operation: 'cancel', times: orders.length })
  const before = Date.now()
  for (const { id } of orders)
    await trade.post(`/v1/orders/${id}/cancel`, { as: buyer, body: { reason: '변심' } })
  const refundOf = async ({ id }: Order) => (await trade.read(buyer, id)).refunds[0]!
  const { requestedAt, dueAt } = await refundOf(orders[0]!)
  assert.ok(Date.parse(requestedAt) >= before - 1_000)
  assert.equal(dueAt, refundDueAt(new Date(requestedAt)).toISOString())

  // The last one has been due since yesterday, and the first one is due last.
  const due = (order: Order, at: string) =>
    trade.sql`update refunds set due_at = ${at}::timestamptz where order_id = ${order.id}`
  await due(orders[2]!, new Date(Date.now() - 86_400_000).toISOString())
  await due(orders[0]!, '2099-12-31T00:00:00Z')
  const list = async (query: string) =>
    (await trade.call<PendingRefundPage>(`GET /v1/admin/refunds${query}`, { as: admin })).body
  const first = await list('?limit=2')
  const second = await list(`?limit=2&cursor=${first.nextCursor}`)
  const listed = [...first.items, ...second.items]
  assert.deepEqual(listed.map(({ orderId }) => orderId), [orders[2]!.id, orders[1]!.id, orders[0]!.id]) // prettier-ignore
  assert.deepEqual([listed[0]!.amount, listed[0]!.orderNumber, second.nextCursor], [orders[2]!.total, orders[2]!.number, null]) // prettier-ignore
  const overdue = async () =>
    /^commerce_refunds_overdue (\d+)$/m.exec(await (await fetch(`${trade.url}/metrics`)).text())?.[1]
  await until(async () => (await overdue()) === '1', { what: 'the metric' })

  await trade.sql`update refunds set check_at = now()`
  await until(async () => (await list('')).items.length === 0, { what: 'the refunds' })
  await until(async () => (await overdue()) === '0', { what: 'the metric' })
})
