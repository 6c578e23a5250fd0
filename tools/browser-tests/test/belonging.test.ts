import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joining } from './belonging/joining.ts'
import { leaving } from './belonging/leaving.ts'
import { ownPages } from './belonging/own-pages.ts'
import { notified } from './belonging/notified.ts'
import { queueing } from './belonging/queueing.ts'
import { openStage } from './belonging/stage.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'

test('members belong to the shop', async (t) => {
  const stage = await openStage(t)
  await joining(t, stage)
  await ownPages(t, stage)
  await notified(t, stage)
  await leaving(t, stage)
  await queueing(t, stage)

  await t.test('no page has serious faults for axe, in both languages and both themes', async () => {
    const { page, complaints } = await stage.newMember()
    const pages = [
      '/account',
      '/account/password',
      '/account/email',
      '/account/sessions',
      '/account/addresses',
      '/account/addresses/new',
      '/account/leave',
      '/likes',
      '/notifications',
      '/verify-email',
      '/change-email',
      '/terms',
      '/privacy',
    ]
    await inBothLooks(page, async () => {
      for (const path of pages) {
        await page.goto(path)
        await checkPage(page)
      }
    })
    const guest = await stage.visit()
    await inBothLooks(guest.page, async () => {
      for (const path of ['/sign-in', '/sign-up', '/reset-password', '/verify-email', '/left']) {
        await guest.page.goto(path)
        await checkPage(guest.page)
      }
    })
    assert.deepEqual([...complaints, ...guest.complaints], [])
    await page.context().close()
    await guest.page.context().close()
  })

  await t.test('a storefront that stops does not wait for the streams of its pages', async () => {
    const { page } = await stage.newMember()
    await page.locator('[data-stream=live]').waitFor()
    await stage.site.close()
    await page.locator('[data-stream=waiting]').waitFor()
    await page.context().close()
  })
})
