import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { connectRabbit } from '@munova/broker'
import { testDatabase, testVhost, until } from '@munova/testing'
import { checkMoney, checkStock } from '../../src/trade/check-books.ts'
import { EventConsumer } from '../../src/trade/event-consumer.ts'
import { runLoadTool } from '../support/run-load-tool.ts'

const migrations = new URL('../../../../apps/commerce-api/migrations/', import.meta.url)

test('trade: carts, checkouts, a drop, coupons and events, all accounted for', async (t) => {
  const latency = 5
  const sizes = { connections: 4, buyers: 60, pairs: 7, concurrency: 16, coupons: 40, late: 50 }
  const options = { ...sizes, latency, seconds: 2, warmup: 0, rate: 50 }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const { code, errors, report } = await runLoadTool(t, ['trade', ...args])
  assert.equal(code, 0, errors)
  const { median } = await report()
  for (const key of ['cart.perSecond', 'checkout.perSecond', 'coupons.late.perSecond', 'drop.list.p50']) {
    assert.ok(median[key]! > 0, key)
  }
  assert.ok(median['checkout.confirm.p50']! >= latency, 'the gateway takes its time')
  assert.ok(median['checkout.p50']! > median['checkout.confirm.p50']!, 'a checkout is more than its payment')
  assert.equal(median['drop.sold'], sizes.pairs)
  assert.ok(median['outbox.committed']! > 0 && median['outbox.p99']! > 0)
  assert.deepEqual([median['outbox.lost'], median['outbox.doubled'], median['outbox.outOfOrder']], [0, 0, 0])
})

const gateway = (captured: number, charges: number) => ({
  totals: () => Promise.resolve({ captured, charges, cancels: 0, cancelled: 0, takenBack: 0 }),
})

test('charges that only the gateway has, and confirmed orders that are not paid, are found', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  assert.deepEqual(await checkMoney({ shop: { sql }, gateway: gateway(0, 0) }, []), [])
  assert.deepEqual(await checkMoney({ shop: { sql }, gateway: gateway(89_000, 1) }, ['20261125-1']), [
    'the gateway captured 89000 won, the ledger has 0',
    '1 charges for 0 paid orders',
    '1 orders that were confirmed to buyers are not paid',
  ])
})

test('stock counters without orders and oversold stock are found', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  await sql`
    with seller as (
      insert into members (email, name, password_hash) values ('a@munova.example', '가', 'none') returning id
    ), brand as (
      insert into brands (name) values ('나') returning id
    ), product as (
      insert into products (seller_id, brand_id, category_id, root_category_id, name, description, price)
      select seller.id, brand.id, categories.id, parent_id, '다', '가볍고 오래 신을 수 있는 신발입니다.', 89000
      from seller, brand, categories where parent_id is not null limit 1 returning id
    ), color as (
      insert into product_colors (product_id, position, name) select id, 1, '라' from product returning id, product_id
    )
    insert into skus (product_id, color_id, size_mm, stock) select product_id, id, 270, 3 from color`
  assert.deepEqual(await checkStock({ sql }), [])
  await sql`update skus set reserved = 1`
  assert.deepEqual(await checkStock({ sql }), ['1 sizes have counters that differ from their orders'])
  await sql`alter table skus drop constraint skus_committed`
  await sql`update skus set reserved = 0, allocated = 4`
  assert.equal((await checkStock({ sql }))[0], '1 sizes are oversold')
})

test('lost, duplicate and out-of-order events are counted', async (t) => {
  const amqpUrl = await testVhost(t)
  const consumer = await EventConsumer.open({ amqpUrl })
  t.after(() => consumer.close())
  const broker = connectRabbit(amqpUrl)
  t.after(() => broker.close())
  const change = (available: number, id: string = randomUUID()) => {
    const key = 'sku:7'
    const data = { skuId: 7, productId: 1, available }
    const event = { id, type: 'stock.changed', version: 1, occurredAt: new Date().toISOString(), key, data }
    return broker.publish({ id, type: event.type, key, body: Buffer.from(JSON.stringify(event)) })
  }
  await until(() => broker.connected, { what: 'the broker' })
  const repeated = randomUUID()
  await change(1)
  await change(3, repeated)
  await change(3, repeated)
  await change(2)
  await change(4)
  assert.equal(await consumer.lostOf(new Set(['7:1', '7:2', '7:3', '7:4'])), 0)
  assert.deepEqual([consumer.doubled, consumer.outOfOrder], [1, 1])
  assert.equal(await consumer.lostOf(new Set(['7:4', '7:5']), 50), 1)
})
