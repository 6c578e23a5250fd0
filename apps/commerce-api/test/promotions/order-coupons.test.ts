import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Coupon } from '@munova/commerce-contract'
import { sqlState, violates } from '@munova/database'
import { redeemCoupons, releaseCoupons, reserveCoupon } from '../../src/promotions/coupons/order-coupons.ts'
import { campaign } from '../support/open-campaign.ts'
import { openShop } from '../support/open-shop.ts'

async function open(t: TestContext) {
  const shop = await openShop(t)
  const [buyer, other] = [await shop.person(), await shop.person()]
  const { id } = await campaign(shop, await shop.person('ADMIN'))
  const { body } = await shop.call<Coupon>(`POST /v1/coupons/campaigns/${id}/issue`, { as: buyer })
  const { sql } = shop
  const couponId = body.id
  const memberId = buyer.member.id
  return {
    sql,
    couponId,
    memberId,
    otherId: other.member.id,
    reserve: async (orderId: number, by = memberId) =>
      (await reserveCoupon(sql, { couponId, memberId: by, orderId })).length === 1,
    redeem: async (orderId: number) =>
      (await redeemCoupons(sql, sql`select ${orderId}::bigint`)).length === 1,
    release: async (orderId: number) =>
      (await releaseCoupons(sql, sql`select ${orderId}::bigint`)).length === 1,
    status: async () => {
      const [row] = await sql<[{ status: string }]>`select status from member_coupons where id = ${couponId}`
      return row.status
    },
  }
}

test('only its own order reserves, redeems and releases a coupon', async (t) => {
  const { reserve, redeem, release, status } = await open(t)
  assert.equal(await redeem(1), false)
  assert.equal(await reserve(1), true)
  assert.deepEqual(
    [await reserve(2), await redeem(2), await release(2), await status()],
    [false, false, false, 'RESERVED'],
  )
  assert.deepEqual([await redeem(1), await redeem(1), await status()], [true, false, 'USED'])
  assert.equal(await reserve(2), false)
  assert.deepEqual([await release(1), await release(1), await status()], [true, false, 'ISSUED'])
  assert.equal(await reserve(2), true)
})

test('a coupon cannot be reserved by another member', async (t) => {
  const { reserve, otherId, status } = await open(t)
  assert.deepEqual([await reserve(1, otherId), await status()], [false, 'ISSUED'])
})

test('of twenty concurrent orders one reserves the coupon', async (t) => {
  const { reserve } = await open(t)
  const won = await Promise.all(Array.from({ length: 20 }, (_, order) => reserve(order + 1)))
  assert.equal(won.filter(Boolean).length, 1)
})

test('an expired coupon cannot be reserved; one reserved in time is redeemed, or expires when released', async (t) => {
  const { sql, couponId, reserve, redeem, release, status } = await open(t)
  const timeComes = () => sql`update member_coupons set valid_until = now() where id = ${couponId}`
  assert.equal(await reserve(1), true)
  await timeComes()
  assert.equal(await redeem(1), true)
  assert.deepEqual([await release(1), await status()], [true, 'EXPIRED'])
  assert.equal(await reserve(2), false)
})

/** 23514, check_violation. */
const broken = (error: unknown) => sqlState(error) === '23514'

test('database constraints reject impossible states', async (t) => {
  const { sql, couponId, otherId, memberId, reserve } = await open(t)
  await assert.rejects(sql`update member_coupons set status = 'USED' where id = ${couponId}`, broken)
  await assert.rejects(sql`update member_coupons set order_id = 1 where id = ${couponId}`, broken)
  await assert.rejects(sql`update coupon_campaigns set issued = quantity + 1`, broken)
  await assert.rejects(sql`update coupon_campaigns set amount = null`, broken)
  const again = sql`
    insert into member_coupons (campaign_id, member_id, valid_until)
    select campaign_id, ${memberId}, valid_until from member_coupons where id = ${couponId}`
  await assert.rejects(again, (error) => violates(error, 'member_coupons_once'))
  assert.equal(await reserve(1), true)
  const second = sql`
    insert into member_coupons (campaign_id, member_id, valid_until, status, order_id)
    select campaign_id, ${otherId}, valid_until, 'RESERVED', 1 from member_coupons where id = ${couponId}`
  await assert.rejects(second, (error) => violates(error, 'member_coupons_order_key'))
})
