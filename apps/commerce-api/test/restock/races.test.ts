import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { until } from '@munova/testing'
import type { Person } from '../support/open-shop.ts'
import { chance, roundsOr, type Chance } from '../support/randomness.ts'
import {
  assertLinesAddUp,
  endHolds,
  join,
  joined,
  leave,
  placeOf,
  placesOf,
  setStock,
} from '../support/restock-line.ts'
import { openTrade, type Trade } from '../support/trade.ts'

const rounds = roundsOr(6)

interface Scene {
  trade: Trade
  seller: Person
  productId: number
  skuId: number
  people: Person[]
}

/** A size that is sold out, for each round. */
async function eachRound(t: TestContext, members: number, run: (scene: Scene) => Promise<void>) {
  const trade = await openTrade(t, { env: { RESTOCK_CHECK_MS: '20', DATABASE_POOL: '10' } })
  const seller = await trade.person('SELLER')
  const people = await trade.crowd(members)
  for (let round = 0; round < rounds; round++) {
    const { id, skuIds } = await trade.shoe(seller, [0])
    await run({ trade, seller, productId: id, skuId: skuIds[0]!, people })
    await assertLinesAddUp(trade.sql)
  }
}

const holds = async ({ trade, skuId }: Scene) =>
  (await trade.sql`select from restock_places where sku_id = ${skuId} and state = 'HELD'`).length

test('members who join while pairs come back either wait, are held one, or are told that the size is available', async (t) => {
  await eachRound(t, 8, async (scene) => {
    const { trade, skuId, people } = scene
    const [answers] = await Promise.all([
      Promise.all(people.flatMap((as) => [join(trade, as, skuId), join(trade, as, skuId)])),
      setStock(trade, scene.seller, { ...scene, stock: 3 }),
    ])
    for (const { status, body } of answers)
      assert.ok(status === 200 || body.code === 'SKU_IN_STOCK', JSON.stringify(body))
    // Each request of the same member got the same place.
    const open = await trade.sql<{ places: number }[]>`
      select count(*) as places from restock_places where sku_id = ${skuId} group by member_id`
    assert.ok(open.every(({ places }) => places === 1))
    const { stock, reserved } = await trade.stockOf(skuId)
    assert.equal(stock, 3)
    assert.equal(reserved, await holds(scene))
  })
})

test('two pairs that come back at the same moment are held for the first two of three, and nobody passes by', async (t) => {
  await eachRound(t, 5, async (scene) => {
    const { trade, seller, skuId, productId, people } = scene
    const [one, other, ...line] = people as [Person, Person, Person, Person, Person]
    await setStock(trade, seller, { productId, skuId, stock: 2 })
    const orders = await Promise.all([one, other].map((as) => trade.placed(as, [[skuId, 1]])))
    for (const as of line) await joined(trade, as, skuId)
    const cancels = orders.map(({ id }, at) =>
      trade.post(`/v1/orders/${id}/cancel`, { as: [one, other][at], body: { reason: '변심' } }),
    )
    const passing = [one, other, one].map((as) => trade.order(as, [[skuId, 1]]))
    await Promise.all(cancels)
    // An order of the buyer's own may supersede the one that is cancelled; it gives back what it took.
    for (const { status, body } of await Promise.all(passing))
      if (status === 201)
        await trade.post(`/v1/orders/${body.id}/cancel`, { as: one, body: { reason: '변심' } })
    for (const as of [one, other])
      await trade.sql`update orders set expires_at = now() where member_id = ${as.member.id} and status = 'PENDING'`
    await until(async () => (await holds(scene)) === 2, { what: 'both pairs' })
    const states = await Promise.all(line.map(async (as) => (await placeOf(trade, as))?.join()))
    assert.deepEqual(states, ['HELD,', 'HELD,', 'WAITING,1'])
  })
})

test('a hold that ends while its member orders is bought or goes on, never both', async (t) => {
  await eachRound(t, 2, async (scene) => {
    const { trade, seller, skuId, productId, people } = scene
    const [first, second] = people as [Person, Person]
    for (const as of people) await joined(trade, as, skuId)
    await setStock(trade, seller, { productId, skuId, stock: 1 })
    const [order] = await Promise.all([trade.order(first, [[skuId, 1]]), endHolds(trade.sql)])
    await until(
      async () =>
        (await trade.sql`select from restock_places where state = 'HELD' and held_until <= now()`).length ===
        0,
      { what: 'the end of the hold' },
    )
    const [state] = (await placeOf(trade, first))!
    const [next] = (await placeOf(trade, second))!
    if (order.status === 201) assert.deepEqual([state, next], ['BOUGHT', 'WAITING'])
    else assert.deepEqual([order.body.code, state, next], ['OUT_OF_STOCK', 'EXPIRED', 'HELD'])
    assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 1, allocated: 0 })
  })
})

test('who leaves, or orders twice, while the pair is held frees or takes one pair', async (t) => {
  await eachRound(t, 3, async (scene) => {
    const { trade, seller, skuId, productId, people } = scene
    const [first, second, third] = people as [Person, Person, Person]
    for (const as of people) await joined(trade, as, skuId)
    await Promise.all([
      setStock(trade, seller, { productId, skuId, stock: 1 }),
      leave(trade, first, skuId),
      leave(trade, first, skuId),
    ])
    assert.deepEqual((await placeOf(trade, second))?.[0], 'HELD')
    const orders = await Promise.all([0, 1, 2].map(() => trade.order(second, [[skuId, 1]])))
    // A later one supersedes an earlier one.
    assert.ok(orders.some(({ status }) => status === 201))
    assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 1, allocated: 0 })
    assert.deepEqual(await placeOf(trade, third), ['WAITING', 1])
  })
})

interface Walker extends Scene {
  random: Chance
  skuIds: number[]
}

/** What anybody may do at any moment; what is rejected is no failure. */
const acts: ((
  walker: Walker,
  as: Person,
  skuId: number,
) => Promise<{ status: number; body?: unknown } | undefined | void>)[] = [
  ({ trade }, as, skuId) => join(trade, as, skuId),
  ({ trade }, as, skuId) => join(trade, as, skuId),
  ({ trade }, as, skuId) => leave(trade, as, skuId),
  ({ trade, random }, as, skuId) => trade.order(as, [[skuId, 1 + random.below(2)]]),
  ({ trade, skuIds }, as) => trade.order(as, skuIds.map((id) => [id, 1])), // prettier-ignore
  async ({ trade, people }) => {
    const [held] = await trade.sql<{ memberId: number; skuId: number }[]>`
      select member_id as "memberId", sku_id as "skuId" from restock_places where state = 'HELD'
      order by random() limit 1`
    const holder = people.find(({ member }) => member.id === held?.memberId)
    return holder && trade.order(holder, [[held!.skuId, 1]])
  },
  async ({ trade }, as) => {
    const [open] = await trade.sql`
      select id from orders where member_id = ${as.member.id} and status = 'PENDING' order by random() limit 1`
    return open && trade.post(`/v1/orders/${open['id']}/cancel`, { as, body: { reason: '변심' } })
  },
  async ({ trade }) => {
    await trade.sql`update orders set expires_at = now() where id = (
      select id from orders where status = 'PENDING' order by random() limit 1)`
  },
  async ({ trade }) => {
    await trade.sql`update restock_places set held_until = now() where id = (
      select id from restock_places where state = 'HELD' order by random() limit 1)`
  },
  async ({ trade, seller, productId, random }, _, skuId) => {
    const { stock } = await trade.stockOf(skuId)
    await setStock(trade, seller, { productId, skuId, stock: Math.max(0, stock + random.below(3) - 1) })
  },
  async ({ trade, seller, productId, random }) => {
    const act = random.below(2) ? 'publish' : 'unpublish'
    await trade.call(`POST /v1/seller/products/${productId}/${act}`, { as: seller })
  },
]

test('whatever members, orders, the seller and the clock do at once, what is reserved is what orders and holds have, in the order of the line', async (t) => {
  const random = chance(t)
  const trade = await openTrade(t, { env: { RESTOCK_CHECK_MS: '10', DATABASE_POOL: '10' } })
  const seller = await trade.person('SELLER')
  const { id: productId, skuIds } = await trade.shoe(seller, [1, 0, 2])
  const people = await trade.crowd(7)
  const walker = { trade, seller, productId, skuId: skuIds[0]!, people, random, skuIds }
  for (let round = 0; round < rounds * 10; round++) {
    const chosen = Array.from({ length: 6 }, () =>
      acts[random.below(acts.length)]!(
        walker,
        people[random.below(people.length)]!,
        skuIds[random.below(skuIds.length)]!,
      ),
    )
    for (const answer of await Promise.all(chosen))
      assert.ok(!answer || answer.status < 500, JSON.stringify(answer?.body))
    await assertLinesAddUp(trade.sql)
  }
  // In the end everybody leaves, and nothing is reserved.
  await trade.call(`POST /v1/seller/products/${productId}/publish`, { as: seller })
  await trade.sql`update orders set expires_at = now() where status = 'PENDING'`
  await until(async () => (await trade.sql`select from orders where status = 'PENDING'`).length === 0, { what: 'expiry' }) // prettier-ignore
  for (const as of people)
    for (const { skuId } of await placesOf(trade, as, '?open=true')) await leave(trade, as, skuId)
  assert.deepEqual([...(await trade.sql`select from skus where reserved <> 0 or waiting <> 0`)], [])
  const [{ bought }] = await trade.sql<[{ bought: number }]>`
    select count(*) as bought from restock_places where state = 'BOUGHT'`
  t.diagnostic(`${bought} places bought`)
  assert.ok(bought > 0)
})
