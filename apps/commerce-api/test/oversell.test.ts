import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { until } from '@munova/testing'
import type { Person } from './open-shop.ts'
import { seeded } from './seeded.ts'
import { assertStockAddsUp, openTrade, type Lines } from './trade.ts'

const seed = Number(process.env['SEED'] ?? randomInt(1_000_000))
const rounds = Number(process.env['ROUNDS'] ?? 8)
const buyers = Number(process.env['BUYERS'] ?? 32)

test('many buyers of few pairs, carts in any order: nothing is sold twice, nobody meets a deadlock', async (t) => {
  t.diagnostic(`SEED=${seed} ROUNDS=${rounds} BUYERS=${buyers}`)
  const random = seeded(seed)
  const trade = await openTrade(t, { env: { DATABASE_POOL: '10', RESERVATION_MS: '600000' } })
  const seller = await trade.person('SELLER')
  const people: Person[] = []
  while (people.length < buyers) people.push(await trade.person())
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
