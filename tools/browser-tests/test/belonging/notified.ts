import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { metric, until } from '@munova/testing'
import type { Page } from 'playwright-core'
import { signOut } from '../support/member.ts'
import type { Stage } from './stage.ts'

const bell = (page: Page) => page.locator('[data-stream]')
const live = (page: Page) => page.locator('[data-stream=live]').waitFor()
const unread = (page: Page, count: number) => bell(page).getByText(String(count), { exact: false }).waitFor()

/** Notifications in the head of every page and on their own. */
export async function notified(t: TestContext, { site, as, campaign, newMember }: Stage): Promise<void> {
  const streams = () => metric(site.apiUrl, 'commerce_notification_streams')
  const notify = async (email: string) => as(email, `POST /v1/coupons/campaigns/${await campaign()}/issue`)

  await t.test('two tabs are told live, over one connection, and the second takes over', async () => {
    await until(async () => (await streams()) === 0, { what: 'the end of earlier streams' })
    const { page: first, email, complaints } = await newMember()
    await live(first)
    const second = await first.context().newPage()
    await second.goto('/products')
    await live(second)
    assert.equal(await streams(), 1)
    await notify(email)
    await unread(first, 1)
    await unread(second, 1)

    await first.close()
    await until(async () => (await streams()) === 1, { what: 'one stream again' })
    await live(second)
    await notify(email)
    await unread(second, 2)
    // The list grows while it is looked at.
    await bell(second).click()
    await second.getByText('쿠폰이 발급되었습니다').nth(1).waitFor()
    await notify(email)
    await second.getByText('쿠폰이 발급되었습니다').nth(2).waitFor()
    await second.getByText('읽지 않은 알림 3개').waitFor()
    const third = await second.context().newPage()
    await third.goto('/')
    await unread(third, 3)
    await second.getByRole('button', { name: '모두 읽음으로' }).click()
    await second.getByText('모두 읽었습니다.').waitFor()
    for (const page of [second, third]) await bell(page).locator('.count').waitFor({ state: 'detached' })
    assert.equal(await streams(), 1)

    await signOut(third)
    await until(async () => (await streams()) === 0, { what: 'the end of the stream' })
    await second.getByText('로그아웃되었습니다.').waitFor()
    assert.deepEqual(complaints, [])
    await second.context().close()
  })

  await t.test('a stream that was away says so in words, and goes on', async () => {
    const { page, email } = await newMember()
    await live(page)
    await page.context().setOffline(true)
    await page.locator('[data-stream=offline]').waitFor()
    await page.getByRole('status').getByText('새 알림을 받는 연결이 끊겼습니다').waitFor()
    await page.context().setOffline(false)
    await live(page)

    const start = await site.stopCommerce()
    await page.locator('[data-stream=waiting]').waitFor()
    await start()
    await live(page)
    await notify(email)
    await unread(page, 1)
    await page.context().close()
  })

  await t.test('without script the list is read, and marked as read', async () => {
    const { page, email, complaints } = await newMember({ javaScriptEnabled: false })
    await notify(email)
    await until(
      async () => {
        await page.goto('/notifications')
        return (await page.getByText('쿠폰이 발급되었습니다').count()) === 1
      },
      { what: 'the notification' },
    )
    await page.getByText('읽지 않음', { exact: true }).waitFor()
    await page.getByRole('button', { name: '읽음으로: 쿠폰' }).click()
    await page.getByText('모두 읽었습니다.').waitFor()
    await page.getByRole('link', { name: '쿠폰이 발급되었습니다' }).click()
    await page.waitForURL('**/coupons')
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
}
