import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Order } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import { until } from '@munova/testing'
import { CommerceConfig } from '../../src/index.ts'
import { assertBalanced, assertStockAddsUp, openTrade, type Trade } from '../support/trade.ts'

/** Small batches, often. Nothing is confirmed by itself meanwhile. */
const settings = {
  RETENTION_SWEEP_MS: '20',
  RETENTION_BATCH: '2',
  PURCHASE_CONFIRM_DAYS: '3650',
  RECONCILE_MS: '20',
}
const secret = {
  recipient: '독고바람',
  phone: '010-9753-1864',
  postcode: '63309',
  line1: '제주특별자치도 제주시 첨단로 242',
  line2: '별관 709호',
}
const account = { bank: '088', accountNumber: '11022033440', holderName: '독고바람' }
const traces = [...Object.values(secret), account.accountNumber, '초인종은 고장', '밑창이 벌어졌어요']

/** Every table with a row that has one of the texts, whatever its columns are. */
async function tablesWith(sql: Sql, texts: readonly string[]): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await sql<[{ hits: number }]>`
        select count(*) as hits from ${sql(name)} as t
        where exists (select from unnest(${[...texts]}::text[]) as wanted where strpos(t::text, wanted) > 0)`
      return row.hits > 0 ? [name] : []
    }),
  )
  return found.flat().toSorted()
}

/** Moves everything about the orders back in time. */
async function age(sql: Sql, ids: number[], interval: string): Promise<void> {
  await sql`update orders set placed_at = placed_at - ${interval}::interval where id = any(${ids}::bigint[])`
  await sql`
    update shipments set shipped_at = shipped_at - ${interval}::interval, delivered_at = delivered_at - ${interval}::interval
    where order_id = any(${ids}::bigint[])`
  await sql`
    update refunds set done_at = done_at - ${interval}::interval where order_id = any(${ids}::bigint[])`
  await sql`
    update returns set resolved_at = resolved_at - ${interval}::interval where order_id = any(${ids}::bigint[])`
}

const blanked = async (sql: Sql) =>
  (await sql<{ id: number }[]>`select id from orders where blanked_at is not null order by id`).map(
    ({ id }) => id,
  )

/** Paid by deposit, delivered, a part of it returned and refunded to an account. */
async function lived(trade: Trade): Promise<Order> {
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9])
  const placed = await trade.placed(buyer, [[skuIds[0]!, 3]], { address: secret, note: '초인종은 고장' })
  const { body } = await trade.pay(buyer, placed, '가상계좌')
  await trade.toss.deposit(body.payment.paymentKey)
  await trade.call('POST /v1/payments/webhook', { body: { orderId: placed.number } })
  await until(async () => (await trade.read(buyer, placed.id)).status === 'PAID', { what: 'the deposit' })
  const { body: shipment } = await trade.post<{ id: number }>(`/v1/seller/orders/${placed.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '654321098765' },
  })
  await trade.sql`update shipments set shipped_at = shipped_at - interval '2 days'`
  const admin = await trade.person('ADMIN')
  assert.ok((await trade.call(`POST /v1/admin/shipments/${shipment.id}/deliver`, { as: admin })).status < 300)
  const asked = await trade.post<object>(`/v1/orders/${placed.id}/returns`, {
    as: buyer,
    body: {
      itemId: placed.items[0]!.id,
      quantity: 1,
      reason: 'DEFECTIVE',
      note: '밑창이 벌어졌어요',
      refundAccount: account,
    },
  })
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  const [open] = (await trade.read(buyer, placed.id)).returns
  await trade.post(`/v1/seller/returns/${open!.id}/accept`, { as: seller })
  await until(async () => (await trade.read(buyer, placed.id)).refunds[0]?.status === 'DONE', {
    what: 'refund',
  })
  return trade.read(buyer, placed.id)
}

test('after the years of the law nothing in any table tells who ordered, and money and stock are as before', async (t) => {
  const trade = await openTrade(t, { env: settings })
  const { sql } = trade
  const order = await lived(trade)
  const other = await lived(trade)
  // Stored responses are kept for a day only.
  await sql`update idempotency_keys set expires_at = now()`
  await until(async () => (await sql`select from idempotency_keys`).length === 0, { what: 'the keys' })
  await until(async () => (await sql`select from outbox`).length === 0, { what: 'the events' })
  assert.ok((await tablesWith(sql, traces)).includes('orders'))
  const money = async () => [
    ...(await sql`
      select id, items_total, discount, total, paid, refunded, status, payment_id from orders order by id`),
    ...(await sql`select * from ledger order by id`),
    ...(await sql`select id, amount, refunded, refund_requested, status from payments order by id`),
    ...(await sql`select id, amount, cause, status from refunds order by id`),
    ...(await sql`select id, sku_id, quantity, unit_price, discount, status from order_items order by id`),
    ...(await sql`select * from skus order by id`),
  ]
  const before = await money()

  // One day less than five years since the last event, although the order is older.
  await age(sql, [order.id, other.id], '4 years 364 days')
  await sql`update orders set placed_at = placed_at - interval '1 year'`
  const [marker] = await sql<[{ id: number }]>`
    insert into refresh_tokens (family_id, member_id, device_id, token_hash, expires_at)
    select gen_random_uuid(), min(id), 'expired', decode(repeat('00', 32), 'hex'), now() - interval '1 second' from members
    returning member_id as id`
  const isRun = async () =>
    (await sql`select from refresh_tokens where member_id = ${marker.id} and device_id = 'expired'`)
      .length === 0
  await until(isRun, { what: 'a run of the job' })
  assert.deepEqual(await blanked(sql), [])

  await age(sql, [order.id], '2 days')
  await until(async () => (await blanked(sql)).length === 1, { what: 'the first order' })
  assert.deepEqual(await blanked(sql), [order.id])
  await age(sql, [other.id], '2 days')
  await until(async () => (await blanked(sql)).length === 2, { what: 'the second order' })
  assert.deepEqual(await tablesWith(sql, traces), [])
  assert.deepEqual(await money(), before)
  await assertBalanced(sql, trade.toss)
  await assertStockAddsUp(sql)
})

test('orders that were never paid are blanked after days, those whose payment came too late are not', async (t) => {
  const trade = await openTrade(t, { env: settings })
  const { sql } = trade
  const { skuIds } = await trade.shoe(await trade.person('SELLER'), [9])
  const buyers = await trade.crowd(6)
  const orders = await Promise.all(
    buyers.map((buyer) => trade.placed(buyer, [[skuIds[0]!, 1]], { address: secret })),
  )
  const [open, late, ...unpaid] = orders.toSorted((a, b) => a.id - b.id)
  await sql`update orders set expires_at = now() - interval '1 second' where id <> ${open!.id}`
  const isExpired = async () => (await sql`select from orders where status = 'EXPIRED'`).length === 5
  await until(isExpired, { what: 'the expiry' })
  // As after a payment that the gateway captured when the order had ended.
  await sql`update orders set paid = total where id = ${late!.id}`
  await age(sql, orders.map(({ id }) => id), '31 days') // prettier-ignore
  await until(async () => (await blanked(sql)).length >= unpaid.length, { what: 'the unpaid orders' })
  assert.deepEqual(await blanked(sql), unpaid.map(({ id }) => id)) // prettier-ignore
  const kept = await sql`select id from orders where recipient = ${secret.recipient} order by id`
  assert.deepEqual([...kept].map(({ id }) => id as number), [open!.id, late!.id]) // prettier-ignore
  await assertStockAddsUp(sql)
})

test('old notifications, expired sessions and businesses of sellers who left long ago are deleted, newer ones stay', async (t) => {
  const trade = await openTrade(t, { env: settings })
  const { sql } = trade
  const [member, gone, recent] = [
    await trade.person(),
    await trade.person('SELLER'),
    await trade.person('SELLER'),
  ]
  await sql`insert into notification_counters values (${member.member.id}, 6)`
  await sql`
    insert into notifications (member_id, number, kind, data, created_at)
    select ${member.member.id}, n, 'x', '{}', now() - case when n < 6 then interval '366 days' else interval '364 days' end
    from generate_series(1, 6) as n`
  await sql`
    insert into refresh_tokens (family_id, member_id, device_id, token_hash, expires_at)
    select gen_random_uuid(), ${member.member.id}, n::text, sha256(n::text::bytea),
      now() + case when n < 6 then interval '-1 second' else interval '1 day' end
    from generate_series(1, 6) as n`
  await sql`
    update members set status = 'WITHDRAWN', email = null, password_hash = null,
      changed_at = now() - case when id = ${gone.member.id} then interval '5 years 1 day' else interval '4 years' end
    where id in (${gone.member.id}, ${recent.member.id})`
  const left = async () => [
    (await sql`select number from notifications`).map(({ number }) => number as number),
    (await sql`select device_id as device from refresh_tokens`).map(({ device }) => device as string),
    (await sql`select member_id as id from seller_businesses`).map(({ id }) => id as number),
  ]
  const isDone = async () => JSON.stringify(await left()) === JSON.stringify([[6], ['6'], [recent.member.id]])
  await until(isDone, { what: 'the deletions' })
  const metrics = await (await fetch(`${trade.url}/metrics`)).text()
  for (const [what, rows] of [
    ['notifications', 5],
    ['sessions', 5],
    ['businesses', 1],
  ] as const)
    // prettier-ignore
    assert.match(metrics, new RegExp(`^commerce_retention_ended_total\\{what="${what}"\\} ${rows}$`, 'm'))
})

test('a member who withdraws leaves no notifications', async (t) => {
  const trade = await openTrade(t, { env: settings })
  const member = await trade.signedUp()
  await trade.sql`insert into notification_counters values (${member.member.id}, 1)`
  await trade.sql`
    insert into notifications (member_id, number, kind, data) values (${member.member.id}, 1, 'x', '{}')`
  const { status } = await trade.call('POST /v1/me/withdraw', {
    as: member,
    body: { password: member.password },
  })
  assert.ok(status < 300)
  assert.deepEqual(await tablesWith(trade.sql, [member.email, member.member.name]), [])
  assert.equal((await trade.sql`select from notifications`).length, 0)
})

const areAccepted = (years: string) =>
  CommerceConfig.safeParse({ DATABASE_URL: 'postgres://localhost/x', ORDER_DATA_YEARS: years }).success

test('the years of the law cannot be made fewer', () => {
  assert.ok(!areAccepted('4') && areAccepted('7'))
})
