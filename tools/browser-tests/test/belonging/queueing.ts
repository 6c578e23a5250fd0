import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { askForOrder, placeOrder, toCheckout } from '../support/buying.ts'
import { checkPage } from '../support/visitor.ts'
import { inHours, type Stage } from './stage.ts'

/** First-come coupons, and drops. */
export async function queueing(t: TestContext, stage: Stage): Promise<void> {
  const { site, as, asAdmin, campaign, newMember, linkTo } = stage

  await t.test('a member queues for a first-come coupon and gets it without a reload', async () => {
    const id = await campaign({ verifiedOnly: true, admissionsPerSecond: 1 })
    const { page, email, complaints } = await newMember()
    await page.goto('/coupons')
    await page.locator(`a[href$="/campaigns/${id}"]`).click()
    await page.getByText('이메일을 확인한 회원만').waitFor()
    await checkPage(page)
    await page.goto(await linkTo(email))
    await page.getByText('이메일 주소가 확인되었습니다.').waitFor()

    // Others are before: their turns take three seconds.
    await site.sql`
      update waiting_rooms set last_turn_at = now() + interval '3 seconds'
      where resource = ${`coupon-campaign:${id}`}`
    await page.goto(`/campaigns/${id}`)
    await page.getByRole('button', { name: '대기표 받기' }).click()
    await page.getByText('쿠폰을 받았습니다.').waitFor()
    const [coupons] = await site.sql<[{ count: number }]>`
      select count(*)::int as count from member_coupons where campaign_id = ${id}`
    assert.equal(coupons.count, 1)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('the place in the queue is shown, survives a reload, and works without script', async () => {
    const id = await campaign({ admissionsPerSecond: 1 })
    const resource = `coupon-campaign:${id}`
    await site.sql`
      update waiting_rooms set last_turn_at = now() + interval '30 minutes', capacity = 10000 where resource = ${resource}`
    const { page, complaints } = await newMember({ javaScriptEnabled: false })
    await page.goto(`/campaigns/${id}`)
    await page.getByRole('button', { name: '대기표 받기' }).click()
    await page.getByText(/내 앞에 1,[78]\d\d명/).waitFor()
    const { page: other } = await newMember()
    await other.goto(`/campaigns/${id}`)
    await other.getByRole('button', { name: '대기표 받기' }).click()
    await other.getByText(/내 앞에 1,[78]\d\d명/).waitFor()
    await checkPage(other)
    await other.context().close()
    await page.reload()
    await page.getByText(/내 앞에 1,[78]\d\d명/).waitFor()
    // Asked too early, it is the same place.
    await page.getByRole('button', { name: '쿠폰 받기' }).click()
    await page.getByText(/내 앞에 1,[78]\d\d명/).waitFor()
    await site.sql`
      update waiting_tickets set turn_at = now(), expires_at = now() + interval '2 minutes'
      where resource = ${resource}`
    await page.reload()
    await page.getByRole('button', { name: '쿠폰 받기' }).click()
    await page.getByText('쿠폰을 받았습니다.').waitFor()
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test(
    'before its start a campaign counts down, then opens by itself; sold out is said',
    async () => {
      const id = await campaign({ quantity: 1, startsAt: inHours(0.5) })
      const { page, complaints } = await newMember()
      await page.goto(`/campaigns/${id}`)
      await page
        .getByRole('timer')
        .getByText(/^(30|29):\d\d$/)
        .waitFor()
      await page.getByRole('button', { name: '쿠폰 받기' }).click()
      await page.getByRole('alert').waitFor()
      complaints.length = 0
      await site.sql`update coupon_campaigns set starts_at = now() + interval '2 seconds' where id = ${id}`
      await page.reload()
      await page.locator('.button.buy').waitFor()
      await page.getByRole('button', { name: '쿠폰 받기' }).click()
      await page.getByText('쿠폰을 받았습니다.').waitFor()

      const { page: late } = await newMember()
      await late.goto(`/campaigns/${id}`)
      await late.getByText('준비한 쿠폰이 모두 나갔습니다.').waitFor()
      await checkPage(late)
      assert.deepEqual(complaints, [])
      await page.context().close()
      await late.context().close()
    },
  )

  await t.test('an order of a drop waits in its room and goes on when it is its turn', async () => {
    const { page, email, complaints } = await newMember()
    await toCheckout(page)
    const cart = await as(email, 'GET /v1/cart')
    const [{ product }] = cart['items'] as [{ product: { id: number } }]
    await asAdmin(`PUT /v1/admin/waiting-rooms/product/${product.id}`, {
      opensAt: inHours(-1),
      closesAt: inHours(1),
      admissionsPerSecond: 1,
      capacity: 10,
      verifiedOnly: false,
    })
    await page.goto(`/products/${product.id}`)
    await page.getByText('드롭 상품입니다.').waitFor()
    await checkPage(page)
    const guest = await fetch(page.url(), { headers: { 'accept-language': 'ko' } })
    assert.match(await guest.text(), /드롭 상품입니다\./)
    await page.getByRole('link', { name: '드롭 대기실' }).click()
    await page.getByRole('heading', { name: '드롭 대기실' }).waitFor()
    await page.goto('/checkout')
    await askForOrder(page)
    await page.getByRole('link', { name: '대기실로 가기' }).waitFor()
    complaints.length = 0
    await page.getByRole('link', { name: '대기실로 가기' }).click()
    await page.getByRole('heading', { name: '드롭 대기실' }).waitFor()
    await checkPage(page)
    // The turn comes while the page is open, and not before.
    await site.sql`
      update waiting_rooms set last_turn_at = now() + interval '3 seconds'
      where resource = ${`product:${product.id}`}`
    await page.getByRole('button', { name: '대기표 받기' }).click()
    await page.waitForURL('**/checkout')
    await placeOrder(page)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
}
