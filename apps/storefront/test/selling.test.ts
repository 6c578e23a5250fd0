import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testBrowser } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import { member } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'

test('a seller at the desk', async (t) => {
  const site = await openSite(t, {}, { withPayments: true })
  const browser = await testBrowser(t)
  const { seller, buyer } = demoAccounts

  await t.test('only sellers are shown the way to it, and let in', async () => {
    const shopping = await member(browser, site.url, { email: buyer.email })
    assert.equal(await shopping.page.getByRole('link', { name: '판매자 데스크' }).count(), 0)
    assert.equal((await shopping.page.goto('/seller'))?.status(), 403)
    await shopping.page.getByRole('heading', { name: '이 페이지를 볼 권한이 없습니다' }).waitFor()
    await shopping.page.context().close()

    const { page, complaints } = await member(browser, site.url, { email: seller.email })
    await page.getByRole('link', { name: '판매자 데스크' }).click()
    await page.getByRole('heading', { name: '판매자 데스크' }).waitFor()
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('no page has serious faults for axe, in both languages and looks', async () => {
    const { page, complaints } = await member(browser, site.url, { email: seller.email })
    await inBothLooks(page, async () => {
      for (const path of ['/seller']) {
        await page.goto(path)
        await checkPage(page)
      }
    })
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
})
