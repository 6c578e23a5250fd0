import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { daysOf, differences, nowAfter, shopWith } from '../support/comparison.ts'
import { assertBalanced } from '../support/trade.ts'

test('a refund that is done here and missing at the gateway is noted, of a payment captured on another day too', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  const [missing, done] = [await trade.paid(buyer, [[skuId, 2]]), await trade.paid(buyer, [[skuId, 2]])]
  await trade.post(`/v1/orders/${done.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  const { sql } = trade
  const { run, asked } = process({ COMPARE_DAYS_PAGE: '1' })
  // The days until tomorrow, at the gateway and here.
  const now = await nowAfter(trade, 1)
  await run(now)
  assert.deepEqual([asked.lookups, await differences(trade)], [[], []])

  await sql`
    with entry as (
      insert into ledger (order_id, payment_id, kind, amount, transaction_key)
      select order_id, id, 'CANCEL', 700, 'missing' from payments where order_id = ${missing.id}
    ), paid as (update orders set refunded = 700, revision = revision + 1 where id = ${missing.id})
    update payments set status = 'PARTIAL_CANCELED', refunded = 700, refund_requested = 700 where order_id = ${missing.id}`
  await sql`
    insert into compared_days (day) select (at at time zone 'Asia/Seoul')::date from ledger where transaction_key = 'missing'
    on conflict (day) do update set step = 'LIST', compared_at = null`
  await sql`update compared_days set check_at = '2000-01-01'`
  await run(now)
  const { paymentKey } = missing.payment!
  assert.deepEqual(await differences(trade), [['OTHER_REFUND', paymentKey, missing.id, 700]])
  assert.deepEqual(asked.lookups, [paymentKey])
  assert.ok((await daysOf(trade)).every(([, step]) => step === 'DONE'))
})

test('a payment that can never be looked up does not keep its day open: administrators have it', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  const [failing, other] = [await trade.paid(buyer, [[skuId, 1]]), await trade.paid(buyer, [[skuId, 1]])]
  for (const order of [failing, other]) await trade.toss.cancel(order.payment!.paymentKey)
  await trade.toss.fault({
    kind: 'error-before',
    operation: 'lookup',
    orderId: failing.number,
    times: 100_000,
  })
  const { run, asked } = process({ COMPARE_DAYS_TRIES: '3' })
  const now = await nowAfter(trade)
  const tries = async () => {
    await trade.sql`update compared_days set check_at = '2000-01-01'`
    await run(now)
    return (await daysOf(trade)).map(([, step]) => step)
  }
  assert.deepEqual(await tries(), ['THEIRS'])
  assert.deepEqual(await tries(), ['THEIRS'])
  assert.deepEqual(await differences(trade), [])
  assert.deepEqual(await tries(), ['DONE'])
  const { paymentKey } = failing.payment!
  assert.deepEqual(await differences(trade), [['NOT_COMPARED', paymentKey, failing.id, failing.total]])
  assert.equal((await trade.read(buyer, other.id)).status, 'CANCELLED')
  assert.ok(asked.lookups.length >= 4)
  // Once the gateway answers again the reconciler follows it.
  await trade.toss.control('DELETE /fake/faults')
  await trade.sql`update payments set check_at = now() where order_id = ${failing.id}`
  await until(async () => (await trade.read(buyer, failing.id)).status === 'CANCELLED', { what: 'the order' })
  await assertBalanced(trade.sql, trade.toss)
})
