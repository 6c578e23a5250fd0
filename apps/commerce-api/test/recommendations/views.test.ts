import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latch, until } from '@munova/testing'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'

const never = '100000000'
const view = async (shop: Shop, as: Person, id: number) => {
  assert.equal((await shop.call(`PUT /v1/me/viewed-products/${id}`, { as })).status, 204)
}
const waiting = ({ sql }: Shop, what: string) =>
  until(
    async () =>
      (
        await sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like ${what}`
      ).length === 1,
    { what },
  )

/** A member who agreed to the privacy policy and looks at a product, in a process that does not store views by itself. */
async function looking(shop: Shop): Promise<number> {
  const { id } = await shop.published(await shop.person('SELLER'))
  const person = await shop.person()
  await shop.sql`
    insert into member_consents (member_id, document, version) values (${person.member.id}, 'PRIVACY', '1')`
  await view(shop, person, id)
  return id
}

test('a process that stops stores the views that it has counted', async (t) => {
  const shop = await openShop(t, { env: { VIEW_STORE_MS: never, INTEREST_COUNT_MS: never } })
  const id = await looking(shop)
  const stored = () => shop.sql`select product_id::int as id, weight from interest_changes`
  assert.equal((await stored()).length, 0)
  await shop.close()
  assert.deepEqual([...(await stored())], [{ id, weight: 1 }])
})

test('a process that stops waits for views no longer than it is set to', async (t) => {
  const shop = await openShop(t, {
    env: {
      VIEW_STORE_MS: never,
      VIEW_FLUSH_MS: '50',
      STATEMENT_TIMEOUT_MS: '1000000',
      IDEMPOTENCY_LEASE_MS: '10000000',
    },
  })
  await looking(shop)
  const [locked, closed] = [latch(), latch()]
  const lock = shop.sql.begin(async (sql) => {
    await sql`lock table interest_changes in access exclusive mode`
    locked.resolve()
    await closed.promise
  })
  await locked.promise
  await shop.close()
  closed.resolve()
  await lock
})

test('views that are counted while they are forgotten are forgotten', async (t) => {
  const shop = await openShop(t, { env: { INTEREST_COUNT_MS: never } })
  const person = await shop.person()
  const { id } = person.member
  await shop.sql`
    insert into member_interests (member_id, product_id, weight, score, acted_at) values (${id}, 101, 1, 1, now())`
  await shop.sql`
    insert into interest_changes (member_id, product_id, weight) values (${id}, 101, 1), (${id}, 102, 1), (${id}, 103, 5)`
  const { forgotten } = await shop.sql.begin(async (sql) => {
    await sql`select count_interests(100, 100, 100)`
    const request = shop.call('DELETE /v1/me/viewed-products', { as: person })
    await waiting(shop, '%forget_views%')
    return { forgotten: request }
  })
  assert.equal((await forgotten).status, 204)
  const left = await shop.sql`select product_id::int as id, weight from member_interests`
  assert.deepEqual([...left], [{ id: 103, weight: 5 }])
})

test('views of members who agreed to the privacy policy before it named them are not stored', async (t) => {
  const since = '2026-03-01T09:00:00+09:00'
  const shop = await openShop(t, {
    env: { VIEWS_CONSENT_SINCE: since, VIEW_STORE_MS: never, INTEREST_COUNT_MS: never },
  })
  const { id } = await shop.published(await shop.person('SELLER'))
  const [before, after] = [await shop.person(), await shop.person()]
  await shop.sql`
    insert into member_consents (member_id, document, version, given_at)
    values (${before.member.id}, 'PRIVACY', '1', '2026-02-28T23:59:59Z'), (${after.member.id}, 'PRIVACY', '2', ${since}),
      (${before.member.id}, 'TERMS', '2', now())`
  for (const as of [before, after]) await view(shop, as, id)
  await shop.close()
  const stored = await shop.sql<{ id: number }[]>`select member_id::int as id from interest_changes`
  assert.deepEqual([...stored], [{ id: after.member.id }])
})
