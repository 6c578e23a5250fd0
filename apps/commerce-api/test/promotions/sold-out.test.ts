import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '@munova/testing'
import { SoldOut } from '../../src/promotions/coupons/sold-out.ts'

/** Campaign n has the members 1 to n. */
async function open(t: TestContext, limits: { campaigns: number; holders: number }) {
  const { sql } = await testDatabase(t, new URL('../../migrations/', import.meta.url))
  await sql`
    insert into members (email, name, password_hash) select n || '@munova.example', 'n', 'none' from generate_series(1, 3) n`
  await sql`
    insert into coupon_campaigns
      (name, kind, amount, quantity, issued, starts_at, ends_at, valid_until, scope, created_by)
    select 'n', 'FIXED', 1, n, n, now(), now() + interval '1 hour', now() + interval '1 hour', 'ALL', 1
    from generate_series(1, 3) n`
  await sql`
    insert into member_coupons (campaign_id, member_id, valid_until)
    select c.id, m.id, now() + interval '1 hour' from coupon_campaigns c join members m on m.id <= c.quantity`
  const soldOut = new SoldOut({ sql, ...limits })
  const learn = async (campaignId: number) => {
    soldOut.learn(campaignId)
    await soldOut.close()
  }
  return { soldOut, learn, sql }
}

test('who got a coupon and who comes too late is known once it was read', async (t) => {
  const { soldOut, learn } = await open(t, { campaigns: 10, holders: 10 })
  assert.equal(soldOut.refusal(2, 1), undefined)
  await learn(2)
  assert.deepEqual(
    [1, 2, 3].map((memberId) => soldOut.refusal(2, memberId)),
    ['COUPON_ALREADY_ISSUED', 'COUPON_ALREADY_ISSUED', 'COUPON_SOLD_OUT'],
  )
})

test('members beyond the bound are left to the database, and read once only', async (t) => {
  const { soldOut, learn, sql } = await open(t, { campaigns: 10, holders: 2 })
  await learn(3)
  assert.equal(soldOut.refusal(3, 1), undefined)
  await sql`delete from member_coupons where campaign_id = 3`
  await learn(3)
  assert.equal(soldOut.refusal(3, 1), undefined)
})

test('what was learned first is forgotten first, by campaigns and by members', async (t) => {
  const byCampaigns = await open(t, { campaigns: 1, holders: 10 })
  await byCampaigns.learn(1)
  await byCampaigns.learn(2)
  assert.deepEqual(
    [byCampaigns.soldOut.refusal(1, 3), byCampaigns.soldOut.refusal(2, 3)],
    [undefined, 'COUPON_SOLD_OUT'],
  )
  const byMembers = await open(t, { campaigns: 10, holders: 3 })
  for (const campaignId of [1, 2, 3]) await byMembers.learn(campaignId)
  const known = [1, 2, 3].map((campaignId) => byMembers.soldOut.refusal(campaignId, 9))
  assert.deepEqual(known, [undefined, undefined, 'COUPON_SOLD_OUT'])
})
