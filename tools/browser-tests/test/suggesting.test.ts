import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testBrowser } from '@munova/testing'
import { openSite } from './support/open-site.ts'
import { checkPage, inBothLooks, visitor } from './support/visitor.ts'

test('the search field suggests while one types, and keeps recent searches in the browser', async (t) => {
  const site = await openSite(t)
  const browser = await testBrowser(t)
  const { page, complaints } = await visitor(browser, site.url)
  const field = page.getByRole('combobox', { name: '상품 찾기' })
  const options = page.getByRole('option')
  const status = page.locator('search [role=status]')
  const category = options.filter({ hasText: '카테고리' }).first()

  await t.test(
    'a syllable that is being typed finds what it begins; arrows choose, and nothing moves',
    async () => {
      await page.goto('/')
      await field.click()
      const before = await page.locator('main').boundingBox()
      await field.fill('러니')
      await category.waitFor()
      assert.match(await category.innerText(), /러닝화/)
      assert.equal(await field.getAttribute('aria-expanded'), 'true')
      assert.match(await status.innerText(), /제안 \d+개/)
      assert.deepEqual(await page.locator('main').boundingBox(), before)
      await checkPage(page)
      await field.press('ArrowDown')
      const id = await field.getAttribute('aria-activedescendant')
      assert.equal(await page.locator(`#${id}`).getAttribute('aria-selected'), 'true')
      await field.press('Escape')
      assert.equal(await field.getAttribute('aria-expanded'), 'false')
      assert.equal(await field.inputValue(), '러니', 'the first Escape closes the list only')
      await field.press('ArrowDown')
      await category.waitFor()
      while (
        !/카테고리/.test(
          await page
            .locator('[role=option][aria-selected=true]')
            .innerText()
            .catch(() => ''),
        )
      )
        await field.press('ArrowDown')
      await field.press('Enter')
      await page.waitForURL(/\/products\?category=\d+/)
    },
  )

  await t.test('a touch chooses, and the other keyboard is understood', async () => {
    await field.tap()
    await field.fill('fjsldghk')
    await category.tap()
    await page.waitForURL(/\/products\?category=\d+/)
  })

  await t.test('recent searches stay in the browser: one, all, or none of them', async () => {
    for (const words of ['블랙', '러닝화']) {
      await field.fill(words)
      await field.press('Enter')
      await page.waitForURL((url) => url.searchParams.get('q') === words)
    }
    await page.goto('/')
    await field.click()
    const recent = options.filter({ hasText: '최근 검색어' })
    await recent.nth(1).waitFor()
    assert.match(await recent.first().innerText(), /러닝화/)
    await checkPage(page)
    await page.locator('.remove').first().tap()
    await recent.nth(1).waitFor({ state: 'detached' })
    assert.match(await recent.first().innerText(), /블랙/)
    await field.press('ArrowDown')
    assert.match(await status.innerText(), /Delete/)
    await field.press('Delete')
    await recent.first().waitFor({ state: 'detached' })

    await field.fill('블랙')
    await field.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('q') === '블랙')
    await page.goto('/')
    await field.click()
    await recent.first().waitFor()
    await page.getByRole('button', { name: '최근 검색어 모두 지우기' }).tap()
    await recent.first().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '저장 끄기' }).tap()
    await page.getByText('최근 검색어를 저장하지 않습니다.').waitFor()
    await field.fill('러닝화')
    await field.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('q') === '러닝화')
    const kept = await page.evaluate(() => localStorage.getItem('munova.searches'))
    assert.equal(kept, '[]')
  })

  await t.test('the list is right for axe in both languages and looks', async () => {
    await inBothLooks(page, async () => {
      const combobox = page.getByRole('combobox')
      await combobox.fill('러')
      await options.first().waitFor()
      await combobox.press('ArrowDown')
      await checkPage(page)
    })
  })
  assert.deepEqual(complaints, [])
  await page.context().close()
})
