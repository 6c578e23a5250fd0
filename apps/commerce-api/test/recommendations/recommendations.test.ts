import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProductCardList } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'
import { assertCountedOnce, queueActs } from '../support/queued-acts.ts'
import { openTrade } from '../support/trade.ts'

const fast = { INTEREST_COUNT_MS: '20', VIEW_STORE_MS: '20' }

const cards = async (shop: Shop, path: `GET ${string}`, as?: Person) => {
  const { status, body } = await shop.call<ProductCardList>(path, { as })
  assert.equal(status, 200, JSON.stringify(body))
  return body.items.map(({ id }) => id)
}
const together = (shop: Shop, id: number) => cards(shop, `GET /v1/products/${id}/together`)
const recommended = (shop: Shop, as: Person) => cards(shop, 'GET /v1/me/recommendations', as)
const view = async (shop: Shop, as: Person, id: number) => {
  assert.equal((await shop.call(`PUT /v1/me/viewed-products/${id}`, { as })).status, 204)
}
const like = async (shop: Shop, as: Person, id: number) => {
  assert.equal((await shop.call(`PUT /v1/products/${id}/like`, { as })).status, 200)
}
const agree = ({ sql }: Shop, { member }: Person) => sql`
  insert into member_consents (member_id, document, version) values (${member.id}, 'PRIVACY', '1')`
const interests = ({ sql }: Shop, { member }: Person) => sql<{ productId: number; weight: number }[]>`
  select product_id as "productId", weight from member_interests where member_id = ${member.id} order by product_id`
const counted = ({ sql }: Shop, what = 'all acts are counted') =>
  until(async () => (await sql`select from interest_changes`).length === 0, { what })

test('products that two members want are shown with each other, the heavier acts first', async (t) => {
  const trade = await openTrade(t, { env: fast })
  const seller = await trade.person('SELLER')
  const [one, two, three, out] = [
    await trade.shoe(seller, [9]),
    await trade.shoe(seller, [9]),
    await trade.shoe(seller, [9]),
    await trade.shoe(seller, [0]),
  ]
  const [first, second] = await trade.crowd(2)
  for (const as of [first!, second!]) {
    for (const { id } of [one, two, three, out]) await like(trade, as, id)
    await trade.paid(as, [
      [one.skuIds[0]!, 1],
      [three.skuIds[0]!, 1],
    ])
    if (as === first) {
      await counted(trade)
      assert.deepEqual(await together(trade, one.id), [], 'one member is no reason')
    }
  }
  await counted(trade)
  assert.deepEqual(await together(trade, one.id), [three.id, two.id])
  // The member has only liked this one, so that it weighs no more beside a purchase.
  assert.deepEqual(new Set(await together(trade, two.id)), new Set([one.id, three.id]))
  await trade.call(`POST /v1/seller/products/${three.id}/unpublish`, { as: seller })
  assert.deepEqual(await together(trade, one.id), [two.id])
})

test('a member gets what goes with the own products, not what is bought, and then what is popular there', async (t) => {
  const trade = await openTrade(t, { env: { ...fast, PAIR_MEMBERS: '1' } })
  const seller = await trade.person('SELLER')
  const [mine, wanted, bought, popular] = [
    await trade.shoe(seller, [9]),
    await trade.shoe(seller, [9], { categoryId: 9 }),
    await trade.shoe(seller, [9]),
    await trade.shoe(seller, [9]),
  ]
  await trade.shoe(seller, [9], { categoryId: 30 })
  const [buyer, other] = await trade.crowd(2)
  assert.deepEqual(await recommended(trade, buyer!), [], 'nothing is known')
  for (const { id } of [mine, wanted, bought]) await like(trade, other!, id)
  await trade.paid(buyer!, [[bought.skuIds[0]!, 1]])
  const { status } = await trade.call(`PUT /v1/cart/items/${mine.skuIds[0]!}`, {
    as: buyer!,
    body: { quantity: 1 },
  })
  assert.ok(status < 300, `${status}`)
  await counted(trade)
  assert.deepEqual(
    (await interests(trade, buyer!)).map(({ weight }) => weight),
    [5, 20],
  )
  const found = await recommended(trade, buyer!)
  assert.deepEqual(
    found.toSorted((a, b) => a - b),
    [mine.id, wanted.id, popular.id].toSorted((a, b) => a - b),
  )
  assert.equal(found.at(-1), popular.id)
})

test('views are kept of members who agreed to the privacy policy, of products on sale, until they forget them or withdraw', async (t) => {
  const shop = await openTrade(t, { env: fast })
  const seller = await shop.person('SELLER')
  const [viewed, liked] = [await shop.published(seller), await shop.published(seller)]
  const draft = await shop.draft(seller)
  const [agreed, other] = [await shop.signedUp(), await shop.signedUp()]
  await agree(shop, agreed)
  for (const as of [other, agreed]) {
    for (const id of [draft.id, 999_999, viewed.id, viewed.id]) await view(shop, as, id)
    await like(shop, as, liked.id)
  }
  await until(async () => (await interests(shop, agreed)).length === 2, { what: 'the view is counted' })
  await counted(shop)
  const seen = { productId: viewed.id, weight: 1 }
  const kept = { productId: liked.id, weight: 5 }
  assert.deepEqual([...(await interests(shop, agreed))], [seen, kept])
  assert.deepEqual([...(await interests(shop, other))], [kept])
  assert.equal((await shop.call('DELETE /v1/me/viewed-products', { as: agreed })).status, 204)
  assert.deepEqual([...(await interests(shop, agreed))], [kept])
  await shop.sql`insert into interest_changes (member_id, product_id, weight) values (${agreed.member.id}, ${viewed.id}, 1)`
  const { status } = await shop.call('POST /v1/me/withdraw', {
    as: agreed,
    body: { password: agreed.password },
  })
  assert.ok(status < 300, `${status}`)
  // An act that reaches the queue too late is dropped.
  await shop.sql`insert into interest_changes (member_id, product_id, weight) values (${agreed.member.id}, ${viewed.id}, 1)`
  await counted(shop)
  assert.deepEqual([...(await interests(shop, agreed))], [])
})

test('two processes count each act once, however they are divided into batches', async (t) => {
  const shop = await openShop(t, { env: { INTEREST_COUNT_MS: '100000000' } })
  const people = await Promise.all([shop.person(), shop.person(), shop.person()])
  await queueActs(shop.sql, people)
  const env = { DATABASE_URL: shop.databaseUrl, INTEREST_COUNT_MS: '5', INTEREST_BATCH: '4' }
  await Promise.all([openShop(t, { env }), openShop(t, { env })])
  await counted(shop)
  await assertCountedOnce(shop.sql, people)
})

test('a member who withdraws or forgets while acts are counted waits for nobody who waits for them', async (t) => {
  const shop = await openShop(t, { env: { INTEREST_COUNT_MS: '100000000' } })
  const { member } = await shop.person()
  await shop.sql`insert into interest_changes (member_id, product_id, weight) values (${member.id}, 101, 1), (${member.id}, 102, 5)`
  const waiting = (what: string) =>
    until(
      async () =>
        (
          await shop.sql`
            select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like ${what}`
        ).length === 1,
      { what },
    )
  const counting = await shop.sql.begin(async (sql) => {
    await sql`select from members where id = ${member.id} for no key update`
    const result = shop.sql<[{ changes: number }]>`select count_interests(100, 100, 100) as changes`.execute()
    await waiting('%count_interests%')
    // As the trigger of a withdrawal does. The job must not hold these rows yet.
    await sql`delete from interest_changes where member_id = ${member.id} and weight = 1`
    return { result }
  })
  assert.equal((await counting.result)[0].changes, 1)
  assert.equal((await shop.sql`select from member_interests`).length, 1)
})

test('of a member the newest products stay, of a product the best pairs, and nothing longer than it is needed', async (t) => {
  const env = {
    INTERESTS_PER_MEMBER: '4',
    PAIRS_PER_PRODUCT: '2',
    INTEREST_COUNT_MS: '20',
    RETENTION_SWEEP_MS: '20',
  }
  const shop = await openShop(t, { env })
  const person = await shop.person()
  const { id } = person.member
  await shop.sql`
    insert into interest_changes (member_id, product_id, weight, at)
    select ${id}, n, n, now() - n * interval '1 minute' from generate_series(1, 9) n order by n`
  await counted(shop)
  assert.deepEqual(
    (await interests(shop, person)).map(({ productId }) => productId),
    [1, 2, 3, 4],
  )
  const [most] = await shop.sql<[{ pairs: number }]>`
    select max(pairs)::int as pairs from (select count(*) as pairs from product_pairs group by product_id) as counted`
  assert.equal(most.pairs, 2)
  await shop.sql`update member_interests set acted_at = now() - interval '91 days' where product_id <> 2`
  await until(async () => (await interests(shop, person)).length === 1, { what: 'old ones are deleted' })
  assert.equal((await interests(shop, person))[0]!.productId, 2)
})
