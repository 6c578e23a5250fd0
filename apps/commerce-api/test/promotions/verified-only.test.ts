import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WaitingTicket } from '@munova/commerce-contract'
import { campaign, inHours } from '../support/open-campaign.ts'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'

const verify = (shop: Shop, { member }: Person) =>
  shop.sql`update members set email_verified_at = now() where id = ${member.id}`

test('a campaign can be for verified members only, and its waiting room then too', async (t) => {
  const shop = await openShop(t)
  const [admin, me] = [await shop.person('ADMIN'), await shop.person()]
  const open = await campaign(shop, admin, { verifiedOnly: true })
  assert.equal(open.verifiedOnly, true)
  const issue = (id: number) => shop.call(`POST /v1/coupons/campaigns/${id}/issue`, { as: me })
  assert.deepEqual([(await issue(open.id)).status, (await issue(open.id)).body['code']], [403, 'EMAIL_NOT_VERIFIED']) // prettier-ignore
  const usual = await campaign(shop, admin)
  assert.equal((await issue(usual.id)).status, 201)

  const queued = await campaign(shop, admin, { verifiedOnly: true, admissionsPerSecond: 10 })
  const ticket = () =>
    shop.call<WaitingTicket & { code?: string }>(
      `POST /v1/waiting-rooms/coupon-campaign/${queued.id}/tickets`,
      { as: me },
    )
  assert.equal((await ticket()).body.code, 'EMAIL_NOT_VERIFIED')
  await verify(shop, me)
  assert.equal((await issue(open.id)).status, 201)
  assert.equal((await ticket()).status, 200)
})

test('a drop can be for verified members only', async (t) => {
  const shop = await openShop(t)
  const [admin, seller, me] = [await shop.person('ADMIN'), await shop.person('SELLER'), await shop.person()]
  const { id } = await shop.published(seller)
  const body = {
    opensAt: inHours(-1),
    closesAt: inHours(1),
    admissionsPerSecond: 10,
    capacity: 10,
    verifiedOnly: true,
  }
  await shop.call(`PUT /v1/admin/waiting-rooms/product/${id}`, { as: admin, body })
  const ticket = () => shop.call(`POST /v1/waiting-rooms/product/${id}/tickets`, { as: me })
  assert.equal((await ticket()).body['code'], 'EMAIL_NOT_VERIFIED')
  await verify(shop, me)
  assert.equal((await ticket()).status, 200)
})
