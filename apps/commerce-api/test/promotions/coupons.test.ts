import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Coupon, CouponPage, CreateCampaign, OpenCampaignPage } from '@munova/commerce-contract'
import { CouponIssued } from '@munova/event-contract'
import { until } from '@munova/testing'
import { campaign, exampleCampaign, inHours } from '../support/open-campaign.ts'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'

const issue = (shop: Shop, as: Person, campaignId: number) =>
  shop.call<Coupon & { code?: string }>(`POST /v1/coupons/campaigns/${campaignId}/issue`, { as })

test('a campaign has the given terms, and its list shows whether the member has its coupon', async (t) => {
  const shop = await openShop(t)
  const [admin, buyer] = [await shop.person('ADMIN'), await shop.person()]
  const brandId = await shop.brand()
  const made = await campaign(shop, admin, {
    discount: { type: 'PERCENT', percent: 15, cap: 20_000 },
    scope: { type: 'BRAND', brandId },
    minimumOrder: 50_000,
    validDays: 7,
  })
  assert.deepEqual(
    [made.discount, made.scope, made.minimumOrder, made.issued, made.validDays],
    [{ type: 'PERCENT', percent: 15, cap: 20_000 }, { type: 'BRAND', brandId }, 50_000, 0, 7],
  )
  const { status, body: coupon } = await issue(shop, buyer, made.id)
  assert.deepEqual(
    [status, coupon.status, coupon.campaignId, coupon.name],
    [201, 'ISSUED', made.id, made.name],
  )
  // The campaign's validUntil, in 24 hours, comes before the seven days of validDays end.
  assert.equal(coupon.validUntil, made.validUntil)
  const { body: open } = await shop.call<OpenCampaignPage>('GET /v1/coupons/campaigns', { as: buyer })
  assert.deepEqual(open.items, [{ ...made, issued: 1, isMine: true }])
  const { body: mine } = await shop.call<CouponPage>('GET /v1/coupons', { as: buyer })
  assert.deepEqual(mine, { items: [coupon], nextCursor: null })
  const all = await shop.call<{ items: { id: number }[] }>('GET /v1/admin/coupon-campaigns', { as: admin })
  assert.deepEqual(all.body.items.map(({ id }) => id), [made.id]) // prettier-ignore
})

test('a campaign with contradictory terms or an unknown scope is rejected', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const wrong: [Partial<CreateCampaign>, string][] = [
    [{ endsAt: inHours(-2) }, 'body.endsAt'],
    [{ validUntil: inHours(0.5) }, 'body.validUntil'],
    [{ quantity: 0 }, 'body.quantity'],
    [{ discount: { type: 'PERCENT', percent: 101, cap: null } }, 'body.discount.percent'],
    [{ discount: { type: 'FIXED', amount: 0 } }, 'body.discount.amount'],
  ]
  for (const [change, path] of wrong) {
    const body = exampleCampaign(change)
    const answer = await shop.call('POST /v1/admin/coupon-campaigns', { as: admin, body })
    assert.deepEqual([answer.status, (answer.body['errors'] as { path: string }[])[0]?.path], [400, path])
  }
  const nothing: [CreateCampaign['scope'], string][] = [
    [{ type: 'CATEGORY', categoryId: 99 }, 'CATEGORY_NOT_FOUND'],
    [{ type: 'BRAND', brandId: 99 }, 'BRAND_NOT_FOUND'],
    [{ type: 'PRODUCT', productId: 99 }, 'PRODUCT_NOT_FOUND'],
  ]
  for (const [scope, code] of nothing) {
    const body = exampleCampaign({ scope })
    const answer = await shop.call('POST /v1/admin/coupon-campaigns', { as: admin, body })
    assert.deepEqual([answer.status, answer.body['code']], [404, code])
  }
})

test('a rejected request for a coupon has the code of its reason', async (t) => {
  const shop = await openShop(t)
  const [admin, buyer, other] = [await shop.person('ADMIN'), await shop.person(), await shop.person()]
  const few = await campaign(shop, admin, { quantity: 1 })
  const later = await campaign(shop, admin, { startsAt: inHours(0.5) })
  const over = await campaign(shop, admin, { startsAt: inHours(-2), endsAt: inHours(-1) })
  const why = async (as: Person, id: number) => {
    const { status, body } = await issue(shop, as, id)
    return [status, body.code]
  }
  assert.deepEqual(await why(buyer, few.id), [201, undefined])
  // From the database first, then from the cache.
  for (let time = 0; time < 20; time += 1) {
    assert.deepEqual(await why(other, few.id), [409, 'COUPON_SOLD_OUT'])
    assert.deepEqual(await why(buyer, few.id), [409, 'COUPON_ALREADY_ISSUED'])
  }
  assert.deepEqual(await why(buyer, later.id), [409, 'COUPON_NOT_STARTED'])
  assert.deepEqual(await why(buyer, over.id), [409, 'COUPON_OVER'])
  assert.deepEqual(await why(buyer, 99), [404, 'CAMPAIGN_NOT_FOUND'])
  await shop.sql`update members set status = 'WITHDRAWN', email = null, password_hash = null where id = ${other.member.id}`
  assert.deepEqual(await why(other, later.id), [401, 'UNAUTHENTICATED'])
  const open = await shop.call<OpenCampaignPage>('GET /v1/coupons/campaigns', { as: buyer })
  assert.deepEqual(open.body.items.map(({ id }) => id).toSorted((a, b) => a - b), [few.id, later.id]) // prettier-ignore
})

test('of five concurrent requests of one member one gets the coupon', async (t) => {
  const shop = await openShop(t)
  const buyer = await shop.person()
  const { id } = await campaign(shop, await shop.person('ADMIN'))
  const answers = await Promise.all(Array.from({ length: 5 }, () => issue(shop, buyer, id)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409, 409, 409],
  )
  const [counted] = await shop.sql`select issued from coupon_campaigns where id = ${id}`
  assert.deepEqual(counted, { issued: 1 })
})

test('an issued coupon is published as an event', async (t) => {
  const shop = await openShop(t)
  const events: CouponIssued[] = []
  const consumer = shop.broker.consume(
    {
      queue: 'coupons',
      types: ['coupon.issued'],
      prefetch: 10,
      maxAttempts: 1,
      retryDelayMs: 10,
      isTransient: () => false,
    },
    async ({ body }) => {
      events.push(CouponIssued.parse(JSON.parse(Buffer.from(body).toString())))
    },
  )
  t.after(() => consumer.close())
  await consumer.ready
  const buyer = await shop.person()
  const { id, name } = await campaign(shop, await shop.person('ADMIN'))
  const { body: coupon } = await issue(shop, buyer, id)
  const event = await until(() => events[0], { what: 'the event' })
  assert.equal(event.key, `coupon:${coupon.id}`)
  const { issuedAt, validUntil } = coupon
  assert.deepEqual(event.data, {
    id: coupon.id,
    campaignId: id,
    memberId: buyer.member.id,
    name,
    issuedAt,
    validUntil,
  })
})

test('a member lists only own coupons, by status and page', async (t) => {
  const shop = await openShop(t)
  const [admin, buyer, other] = [await shop.person('ADMIN'), await shop.person(), await shop.person()]
  const ids: number[] = []
  for (let count = 0; count < 3; count += 1) {
    const { body } = await issue(shop, buyer, (await campaign(shop, admin)).id)
    ids.unshift(body.id)
  }
  const first = await shop.call<CouponPage>('GET /v1/coupons?limit=2', { as: buyer })
  const rest = await shop.call<CouponPage>(`GET /v1/coupons?limit=2&cursor=${first.body.nextCursor}`, {
    as: buyer,
  })
  assert.deepEqual([...first.body.items, ...rest.body.items].map(({ id }) => id), ids) // prettier-ignore
  assert.equal(rest.body.nextCursor, null)
  assert.deepEqual((await shop.call<CouponPage>('GET /v1/coupons', { as: other })).body.items, [])
  const used = await shop.call<CouponPage>('GET /v1/coupons?status=USED', { as: buyer })
  assert.deepEqual(used.body.items, [])
})

test('a coupon is EXPIRED from validUntil on, and the job marks it', async (t) => {
  const shop = await openShop(t, { env: { COUPON_EXPIRY_MS: '20', COUPON_EXPIRY_BATCH: '1' } })
  const [admin, buyer, other] = [await shop.person('ADMIN'), await shop.person(), await shop.person()]
  const { id } = await campaign(shop, admin)
  for (const person of [buyer, other]) assert.equal((await issue(shop, person, id)).status, 201)
  await shop.sql`update member_coupons set valid_until = now() - interval '1 second'`
  const expired = await shop.call<CouponPage>('GET /v1/coupons?status=EXPIRED', { as: buyer })
  assert.equal(expired.body.items.length, 1)
  const left = async () => (await shop.sql`select from member_coupons where status = 'ISSUED'`).length === 0
  await until(left, { what: 'both to be marked, one at a time' })
})
