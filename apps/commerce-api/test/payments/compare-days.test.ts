import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayOf, endOf, isoDate } from '../../src/calendar/day.ts'
import { deleteOldTransactions } from '../../src/payments/comparison/delete-old.ts'
import { fetchList } from '../../src/payments/comparison/fetch-list.ts'
import { daysOf, differences, HOUR_MS, nowAfter, shopWith, sorted } from '../support/comparison.ts'
import { newOrder } from '../support/gateway-suite.ts'
import { assertBalanced, type Trade } from '../support/trade.ts'

const storedKeys = async ({ sql }: Trade) =>
  (await sql<{ key: string }[]>`select transaction_key as key from gateway_transactions`).map(
    ({ key }) => key,
  )

test('what was cancelled or taken back at the gateway is followed, though its webhook was lost', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  const cancelled = await trade.paid(buyer, [[skuId, 1]])
  const kept = await trade.paid(buyer, [[skuId, 1]])
  const placed = await trade.placed(buyer, [[skuId, 1]])
  const { paymentKey } = (await trade.pay(buyer, placed, '가상계좌')).body.payment
  await trade.toss.deposit(paymentKey)
  await trade.toss.cancel(cancelled.payment!.paymentKey)
  const { run, asked } = process()
  // The deposit's webhook was lost as well.
  await run(await nowAfter(trade))
  assert.equal((await trade.read(buyer, placed.id)).status, 'PAID')
  const { status, refunded } = await trade.read(buyer, cancelled.id)
  assert.deepEqual([status, refunded], ['CANCELLED', cancelled.total])
  assert.equal((await trade.read(buyer, kept.id)).status, 'PAID')
  assert.deepEqual(asked.lookups.toSorted(), [cancelled.payment!.paymentKey, paymentKey].toSorted())

  await trade.toss.revertDeposit(paymentKey)
  await trade.sql`update compared_days set step = 'LIST', compared_at = null, check_at = now()`
  await run(await nowAfter(trade))
  assert.equal((await trade.read(buyer, placed.id)).status, 'CANCELLED')
  assert.deepEqual(await differences(trade), [])
  assert.deepEqual(
    (await daysOf(trade)).map(([, step]) => step),
    ['DONE'],
  )
  await assertBalanced(trade.sql, trade.toss)
})

test('what cannot be followed is noted, once: an unknown payment, one missing there, another amount or refund', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  const [missing, other, less] = [
    await trade.paid(buyer, [[skuId, 1]]),
    await trade.paid(buyer, [[skuId, 1]]),
    await trade.paid(buyer, [[skuId, 1]]),
  ]
  const { run, context } = process()
  const orderId = newOrder()
  const unknown = { paymentKey: await trade.toss.pay({ orderId, amount: 7_000 }), orderId, amount: 7_000 }
  await context.gateway.confirm({ ...unknown, idempotencyKey: orderId })
  const { sql } = trade
  await sql`update payments set payment_key = 'gone' where order_id = ${missing.id}`
  await sql`update payments set amount = amount + 1 where order_id = ${other.id}`
  await sql`
    update payments set status = 'PARTIAL_CANCELED', refunded = 900, refund_requested = 900 where order_id = ${less.id}`
  await trade.toss.cancel(less.payment!.paymentKey, { amount: 500 })

  const found = [
    ['NOT_AT_GATEWAY', 'gone', missing.id, missing.total],
    ['OTHER_PAYMENT', other.payment!.paymentKey, other.id, other.total],
    ['OTHER_REFUND', less.payment!.paymentKey, less.id, 900],
    ['PART_REFUNDED', less.payment!.paymentKey, less.id, 500],
    ['UNKNOWN_PAYMENT', missing.payment!.paymentKey, missing.id, missing.total],
    ['UNKNOWN_PAYMENT', unknown.paymentKey, null, 7_000],
  ]
  await run(await nowAfter(trade))
  assert.deepEqual(sorted(await differences(trade)), sorted(found))
  await sql`update compared_days set step = 'THEIRS', compared_at = null, check_at = now()`
  await run(await nowAfter(trade))
  assert.deepEqual(sorted(await differences(trade)), sorted(found))
})

test('a page that fails is fetched again later, from where the list was left', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  for (let n = 0; n < 5; n++) await trade.paid(buyer, [[skuId, 1]])
  const { run, asked, metrics } = process({ COMPARE_DAYS_PAGE: '2' })
  await trade.toss.fault({ kind: 'error-before', operation: 'list', skip: 1, times: 3 })
  const now = await nowAfter(trade)
  await run(now)
  const two = await storedKeys(trade)
  assert.equal(two.length, 2)
  assert.match(await metrics.registry.metrics(), /^commerce_compare_days_failed_total 1$/m)
  // Not before its time.
  await run(now)
  assert.equal(asked.lists.length, 2)
  await trade.sql`update compared_days set check_at = now()`
  await run(now)
  const keys = await storedKeys(trade)
  assert.deepEqual([keys.length, new Set(keys).size], [5, 5])
  assert.ok(two.includes(asked.lists[1]!.after!))
  assert.deepEqual(asked.lists.slice(2).map(({ after }) => after)[0], asked.lists[1]!.after)
  assert.equal(asked.lists.length, 4)
  assert.deepEqual([asked.lookups, await differences(trade)], [[], []])
  assert.match(await metrics.registry.metrics(), /^commerce_payments_compared_age_seconds -?\d/m)
})

test('a payment that cannot be looked up is looked up again later; the others are followed', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  const orders = [await trade.paid(buyer, [[skuId, 1]]), await trade.paid(buyer, [[skuId, 1]])]
  for (const order of orders) await trade.toss.cancel(order.payment!.paymentKey)
  const refunded = async () =>
    Promise.all(orders.map(async ({ id }) => (await trade.read(buyer, id)).refunded > 0))
  const [failing] = orders
  await trade.toss.fault({ kind: 'error-before', operation: 'lookup', orderId: failing!.number, times: 3 })
  const { run } = process()
  const now = await nowAfter(trade)
  await run(now)
  assert.deepEqual(await refunded(), [false, true])
  assert.deepEqual(
    (await daysOf(trade)).map(([, step]) => step),
    ['THEIRS'],
  )
  await trade.sql`update compared_days set check_at = now()`
  await run(now)
  assert.deepEqual(await refunded(), [true, true])
  assert.deepEqual(
    (await daysOf(trade)).map(([, step]) => step),
    ['DONE'],
  )
  assert.deepEqual(await differences(trade), [])
})

test('a cursor that the gateway does not take begins the list anew', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  await trade.paid(buyer, [[skuId, 1]])
  const { run, asked } = process()
  const now = await nowAfter(trade)
  await trade.sql`
    insert into compared_days (day, position)
    select (approved_at at time zone 'Asia/Seoul')::date, 'unknown' from payments`
  await run(now)
  await trade.sql`update compared_days set check_at = now()`
  await run(now)
  assert.deepEqual(
    asked.lists.map(({ after }) => after),
    ['unknown', undefined],
  )
  assert.deepEqual(
    (await daysOf(trade)).map(([, step]) => step),
    ['DONE'],
  )
})

test('two processes at once compare a day once', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  const order = await trade.paid(buyer, [[skuId, 2]])
  await trade.toss.cancel(order.payment!.paymentKey, { amount: 1_000 })
  const [one, two] = [process(), process()]
  const now = await nowAfter(trade)
  await Promise.all([one.run(now), two.run(now)])
  assert.equal(one.asked.lists.length + two.asked.lists.length, 1)
  assert.equal((await storedKeys(trade)).length, 2)
  assert.deepEqual(await differences(trade), [['PART_REFUNDED', order.payment!.paymentKey, order.id, 1_000]])
  // A process that had stopped for longer than the pause finds that another has gone on.
  const day = dayOf(now) - 1
  await trade.sql`delete from gateway_transactions`
  await fetchList(one.context, { day, step: 'LIST', position: '', tries: 1 })
  assert.deepEqual(await storedKeys(trade), [])
})

test('a day is that of Korea', async (t) => {
  const { trade, buyer, skuId, process, noon } = await shopWith(t)
  // Five in the morning in Korea is the day before in UTC; eleven at night is the same day.
  const day = dayOf(noon) + 1
  await trade.toss.advance(17 * HOUR_MS)
  await trade.paid(buyer, [[skuId, 1]])
  await trade.toss.advance(18 * HOUR_MS)
  await trade.paid(buyer, [[skuId, 1]])
  const { run, asked } = process({ COMPARE_DAYS_BATCH: '100' })
  // An hour after its end a day is due, and not before.
  await run(new Date(endOf(day).getTime() + HOUR_MS))
  assert.ok(!(await daysOf(trade)).some(([date]) => date === isoDate(day)))
  await run(new Date(endOf(day).getTime() + HOUR_MS + 1))
  assert.deepEqual((await daysOf(trade)).at(-1), [isoDate(day), 'DONE'])
  const stored = await trade.sql<{ day: string }[]>`select day::text from gateway_transactions`
  assert.deepEqual(
    stored.map((row) => row.day),
    [isoDate(day), isoDate(day)],
  )
  assert.deepEqual([asked.lookups, await differences(trade)], [[], []])
})

test('missed days are caught up, some in each run, from the first payment on', async (t) => {
  const { trade, buyer, skuId, process } = await shopWith(t)
  const { run, asked, context } = process({ COMPARE_DAYS_BATCH: '2' })
  await run(new Date())
  assert.deepEqual(await daysOf(trade), [])
  await trade.paid(buyer, [[skuId, 1]])
  const now = await nowAfter(trade)
  await trade.sql`update payments set requested_at = requested_at - interval '4 days'`
  const first = dayOf(now) - 5
  // Each day has a page of each of the four steps.
  assert.ok((await run(now)) > (5 * 4) / 2)
  const days = Array.from({ length: 5 }, (_, n) => first + n)
  assert.deepEqual(
    asked.lists.map(({ day }) => day),
    days,
  )
  assert.deepEqual(
    await daysOf(trade),
    days.map((day) => [isoDate(day), 'DONE']),
  )

  // The list is deleted in time, but not that of a day that is not compared yet.
  const { sql } = trade
  await sql`insert into compared_days (day, step, compared_at) values ('2024-05-01', 'DONE', now()), ('2024-05-02', 'OURS', null)`
  await sql`
    insert into gateway_transactions (transaction_key, day, payment_key, order_number, status, amount, at)
    select 'old' || date, date::date, 'key', 'number', 'DONE', 1, now() from unnest('{2024-05-01,2024-05-02}'::text[]) as date`
  assert.equal(await deleteOldTransactions(context), 1)
  assert.deepEqual(
    (await storedKeys(trade)).filter((key) => key.startsWith('old')),
    ['old2024-05-02'],
  )
})
