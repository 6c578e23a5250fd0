import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { chance, roundsOr } from '../support/randomness.ts'
import { openDrop } from '../support/open-drop.ts'
import type { Person } from '../support/open-shop.ts'
import { assertStockAddsUp, home, openTrade, type Lines } from '../support/trade.ts'

const rounds = roundsOr(8)
const buyers = Number(process.env['BUYERS'] ?? 64)

test('many buyers of few pairs, with carts in any order, sell nothing twice and cause no deadlock', async (t) => {
  const random = chance(t)
  const trade = await openTrade(t, { env: { DATABASE_POOL: '10', RESERVATION_TTL_MS: '600000' } })
  const seller = await trade.person('SELLER')
  const people = await trade.crowd(buyers)
  for (let round = 0; round < rounds; round++) {
    const stocks = Array.from({ length: 3 }, () => 1 + random.below(10))
    const { skuIds } = await trade.shoe(seller, stocks)
    const wanted = people.map((buyer): { buyer: Person; lines: Lines } => ({
      buyer,
      lines: random
        .shuffled(skuIds)
        .slice(0, 1 + random.below(3))
        .map((id): [number, number] => [id, 1 + random.below(2)]),
    }))
    const answers = await Promise.all(wanted.map(({ buyer, lines }) => trade.order(buyer, lines)))
    for (const { status, body } of answers) {
      assert.ok(status === 201 || body.code === 'OUT_OF_STOCK', `${status} ${body.code}`)
    }
    for (const [at, skuId] of skuIds.entries()) {
      const sold = answers
        .filter(({ status }) => status === 201)
        .flatMap(({ body }) => body.items)
        .filter((item) => item.skuId === skuId)
        .reduce((sum, { quantity }) => sum + quantity, 0)
      assert.deepEqual(await trade.stockOf(skuId), { stock: stocks[at], reserved: sold, allocated: 0 })
      assert.ok(sold <= stocks[at]!)
    }
  }
  // Some pay, and the others' time is over: what they held is free.
  const open = await trade.sql<
    { id: number; memberId: number }[]
  >`select id, member_id as "memberId" from orders`
  for (const { id, memberId } of random.shuffled(open).slice(0, 10)) {
    const buyer = people.find(({ member }) => member.id === memberId)!
    assert.equal((await trade.pay(buyer, await trade.read(buyer, id))).status, 200)
  }
  await trade.sql`update orders set expires_at = now() where status = 'PENDING'`
  await until(async () => (await trade.sql`select from orders where status = 'PENDING'`).length === 0, { what: 'expiry' }) // prettier-ignore
  assert.deepEqual([...(await trade.sql`select from skus where reserved <> 0`)], [])
  await assertStockAddsUp(trade.sql)
})

test('the buyer who loses a race for the last pairs learns which SKU has too few, as one who comes late does', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [5, 3])
  const lines: Lines = [[skuIds[0]!, 1], [skuIds[1]!, 2]] // prettier-ignore
  const placing = await trade.sql.begin(async (sql) => {
    await sql`update skus set reserved = 2 where id = ${skuIds[1]!}`
    const request = trade.order(buyer, lines)
    await until(
      async () =>
        (
          await trade.sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%given as (%'`
        ).length > 0,
      { what: 'the statement to wait for the pairs, after its quote' },
    )
    return { request }
  })
  const raced = await placing.request
  const late = await trade.order(buyer, lines)
  const detail = `SKU ${skuIds[1]} has 1 pairs left`
  for (const { status, body } of [raced, late]) {
    assert.deepEqual([status, body.code, body.detail], [409, 'OUT_OF_STOCK', detail])
  }
})

test('an order of a product with a waiting room needs a pass', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { skuIds, id } = await trade.shoe(seller, [5])
  await openDrop(trade, admin, id)
  const { status, body } = await trade.order(buyer, [[skuIds[0]!, 1]])
  assert.deepEqual([status, body.code], [403, 'PASS_NEEDED'])
  const ticket = await trade.call<{ pass: string }>(`POST /v1/waiting-rooms/product/${id}/tickets`, {
    as: buyer,
  })
  const through = await trade.call('POST /v1/orders', {
    as: buyer,
    body: { lines: [{ skuId: skuIds[0], quantity: 1 }], address: home },
    headers: { 'idempotency-key': 'with-a-pass', 'x-waiting-pass': ticket.body.pass },
  })
  assert.equal(through.status, 201, JSON.stringify(through.body))
})
