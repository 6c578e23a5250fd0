import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '@munova/testing'
import { SoldOutCache } from '../../src/promotions/coupons/sold-out-cache.ts'

/** The members 1 to n have coupons of campaign n. */
async function open(t: TestContext, limits: { maxCampaigns: number; maxHolders: number }) {
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
  const soldOut = new SoldOutCache({ sql, ...limits })
  const load = async (campaignId: number) => {
    soldOut.load(campaignId)
    await soldOut.close()
  }
  return { soldOut, load, sql }
}

test('a loaded campaign answers members with and without a coupon', async (t) => {
  const { soldOut, load } = await open(t, { maxCampaigns: 10, maxHolders: 10 })
  assert.equal(soldOut.resultFor(2, 1), undefined)
  await load(2)
  assert.deepEqual(
    [1, 2, 3].map((memberId) => soldOut.resultFor(2, memberId)),
    ['COUPON_ALREADY_ISSUED', 'COUPON_ALREADY_ISSUED', 'COUPON_SOLD_OUT'],
  )
})

test('a campaign with too many holders is left to the database and read once', async (t) => {
  const { soldOut, load, sql } = await open(t, { maxCampaigns: 10, maxHolders: 2 })
  await load(3)
  assert.equal(soldOut.resultFor(3, 1), undefined)
  await sql`delete from member_coupons where campaign_id = 3`
  await load(3)
  assert.equal(soldOut.resultFor(3, 1), undefined)
})

test('the campaign that was loaded first is evicted first, by the limit of campaigns and of holders', async (t) => {
  const byCampaigns = await open(t, { maxCampaigns: 1, maxHolders: 10 })
  await byCampaigns.load(1)
  await byCampaigns.load(2)
  assert.deepEqual(
    [byCampaigns.soldOut.resultFor(1, 3), byCampaigns.soldOut.resultFor(2, 3)],
    [undefined, 'COUPON_SOLD_OUT'],
  )
  const byMembers = await open(t, { maxCampaigns: 10, maxHolders: 3 })
  for (const campaignId of [1, 2, 3]) await byMembers.load(campaignId)
  const known = [1, 2, 3].map((campaignId) => byMembers.soldOut.resultFor(campaignId, 9))
  assert.deepEqual(known, [undefined, undefined, 'COUPON_SOLD_OUT'])
})
