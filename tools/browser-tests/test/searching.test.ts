import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testBrowser } from '@munova/testing'
import type { Page } from 'playwright-core'
import { openSite, type Site } from './support/open-site.ts'
import { checkPage, inBothLooks, visitor } from './support/visitor.ts'

/** A black running shoe of 59,000 won with size 270 in stock; resolves to its id. */
async function blackRunner({ sql }: Site): Promise<number> {
  const [found] = await sql<{ id: number; colorId: number; skuId: number }[]>`
    select products.id, color_id as "colorId", skus.id as "skuId"
    from skus join products on products.id = product_id join categories on categories.id = category_id
    where size_mm = 270 and status = 'PUBLISHED' and categories.name = '러닝화' order by products.id limit 1`
  const { id, colorId, skuId } = found!
  await sql`update product_colors set name = '먹색' where product_id = ${id} and name = '블랙' and id <> ${colorId}`
  await sql`update product_colors set name = '블랙' where id = ${colorId}`
  await sql`update skus set stock = reserved + allocated + 3 where id = ${skuId}`
  await sql`update products set price = 59000 where id = ${id}`
  return id
}

/** Another one of that price, black in other sizes and white in 270; resolves to its id. */
async function whiteIn270({ sql }: Site, wanted: number): Promise<number> {
  const [found] = await sql<{ id: number; colorId: number }[]>`
    select products.id, max(color_id) as "colorId"
    from skus join products on products.id = product_id join categories on categories.id = category_id
    where size_mm = 270 and status = 'PUBLISHED' and categories.name = '러닝화' and products.id <> ${wanted}
    group by products.id having count(*) > 1 order by products.id limit 1`
  const { id, colorId } = found!
  await sql`
    update product_colors set chosen_family = case when id = ${colorId} then 'WHITE' else 'BLACK' end where product_id = ${id}`
  await sql`
    update skus set stock = reserved + allocated + case when size_mm = 270 and color_id <> ${colorId} then 0 else 3 end
    where product_id = ${id}`
  await sql`update products set price = 59000 where id = ${id}`
  return id
}

const search = async (page: Page, words: string) => {
  await page.getByLabel('상품 찾기').fill(words)
  await page.getByLabel('상품 찾기').press('Enter')
  await page.waitForURL(/\/products\?q=/)
}

test('a visitor finds shoes by words, size and price', async (t) => {
  const site = await openSite(t)
  const browser = await testBrowser(t)
  const wanted = await blackRunner(site)
  const other = await whiteIn270(site, wanted)

  for (const javaScriptEnabled of [true, false]) {
    await t.test(
      `with script ${javaScriptEnabled ? 'on' : 'off'}: three actions lead to the shoe`,
      async () => {
        const { page, complaints } = await visitor(browser, site.url, { javaScriptEnabled })
        await page.goto('/')
        // What the page answers: words that are sent, the filters that unfold, and their form. In it a touch marks a condition.
        const [actions, marks] = [[] as string[], [] as string[]]
        const act = async (what: string, does: () => Promise<void>) => {
          await does()
          actions.push(what)
        }
        const mark = async (name: string) => {
          await page.locator('label', { has: page.getByRole('checkbox', { name }) }).click()
          marks.push(name)
        }
        await act('the words', () => search(page, '러닝화'))
        await act('the filters', () => page.getByText('필터', { exact: true }).click())
        await mark('270')
        await mark('블랙')
        await act('the price', () => page.getByRole('button', { name: '100,000원까지' }).click())
        await page.waitForURL(/size=270.*color=BLACK.*maxPrice=100000/)
        const shoe = page.locator(`article a[href$="/products/${wanted}"]`)
        await shoe.waitFor()
        assert.deepEqual([actions.length, marks.length], [3, 2])
        assert.equal(await page.locator(`article a[href$="/products/${other}"]`).count(), 0)
        assert.match(await page.locator('article mark').first().innerText(), /러닝화/)

        // The choice stays in the form, and each part of it can be taken back.
        assert.equal(
          await page.getByRole('checkbox', { name: /^270/, includeHidden: true }).isChecked(),
          true,
        )
        assert.equal(await page.locator('#maxPrice').inputValue(), '100000')
        assert.equal(await page.getByLabel('상품 찾기').inputValue(), '러닝화')
        await page.getByRole('link', { name: '블랙 조건 지우기' }).click()
        await page.waitForURL((url) => !url.search.includes('BLACK'))
        await page.locator(`article a[href$="/products/${other}"]`).waitFor()
        assert.equal(await page.locator('input[name=color][value=BLACK]').isChecked(), false)
        await page.getByRole('link', { name: '270 mm 조건 지우기' }).click()
        await page.waitForURL((url) => !url.search.includes('270'))
        assert.equal(await page.locator('input[name=size][value="270"]').isChecked(), false)
        await page.goBack()
        await page.getByRole('link', { name: '270 mm 조건 지우기' }).waitFor()
        assert.equal(await page.locator('input[name=size][value="270"]').isChecked(), true)

        // The enter key sends the price that is typed, not one of those offered.
        await page.getByText('필터 2', { exact: true }).click()
        await page.getByLabel('최고 가격').fill('60000')
        await page.getByLabel('최고 가격').press('Enter')
        await page.waitForURL(/maxPrice=60000/)

        await shoe.click()
        await page.waitForURL(`**/products/${wanted}`)
        assert.deepEqual(complaints, [])
        await page.context().close()
      },
    )
  }

  for (const javaScriptEnabled of [true, false]) {
    await t.test(
      `with script ${javaScriptEnabled ? 'on' : 'off'}: words that say all of it are read as filters`,
      async () => {
        const { page, complaints } = await visitor(browser, site.url, { javaScriptEnabled })
        await page.goto('/')
        await search(page, '블랙 러닝화 270 10만원 이하')
        await page.locator(`article a[href$="/products/${wanted}"]`).waitFor()
        assert.equal(await page.locator(`article a[href$="/products/${other}"]`).count(), 0)
        for (const filter of ['‘러닝화’', '270 mm', '블랙', '100,000원까지'])
          await page.getByRole('link', { name: `${filter} 조건 지우기` }).waitFor()
        assert.deepEqual(complaints, [])
        await page.context().close()
      },
    )
  }

  await t.test('each filter says how many shoes it leaves, also without script', async () => {
    const { page, complaints } = await visitor(browser, site.url, { javaScriptEnabled: false })
    const runners = page.locator('#category option[value="8"]')
    await page.goto('/products?maxPrice=90000&size=270')
    const black = await page.locator('label:has(input[value=BLACK]) small').textContent()
    await page.goto('/products?maxPrice=90000&size=270&color=BLACK')
    await page.getByText(`상품 ${black}개`, { exact: true }).first().waitFor()
    await page.goto('/products?maxPrice=90000')
    const counted = await page.locator('label:has(input[value="270"]) small').textContent()
    const category = await runners.textContent()
    assert.match(category!, /^러닝화 \(\d+\)$/)
    await page.goto('/products?maxPrice=90000&size=270')
    await page.getByText(`상품 ${counted}개`, { exact: true }).first().waitFor()
    // Another filter leaves fewer; what would leave none cannot be chosen.
    await page.goto('/products?maxPrice=90000&size=270&sale=true')
    assert.notEqual(await runners.textContent(), category)
    await page.goto('/products?maxPrice=0&size=270')
    assert.equal(await page.locator('input[name=size][value="270"]').isDisabled(), false)
    assert.equal(await page.locator('input[name=size][value="265"]').isDisabled(), true)
    assert.equal(await runners.isDisabled(), true)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('what was typed on the other keyboard is found, and said', async () => {
    const { page } = await visitor(browser, site.url)
    await page.goto('/')
    await search(page, 'fjsldghk')
    await page.getByText('‘러닝화’로 찾았습니다').waitFor()
    assert.ok((await page.locator('article').count()) > 0)
    await page.context().close()
  })

  await t.test('where nothing matches the page says what to do, and is right for axe', async () => {
    const { page, complaints } = await visitor(browser, site.url)
    await inBothLooks(page, async () => {
      await page.goto('/products?q=러닝화&size=270&size=265&color=BLACK&color=GOLD&maxPrice=100000&sale=true')
      await checkPage(page)
      await page.locator('summary').first().click()
      await checkPage(page)
    })
    await page.goto('/products?q=없는신발&size=270')
    await page.getByRole('link', { name: '조건 지우기', exact: true }).click()
    await page.waitForURL((url) => !url.search.includes('size'))
    await page.getByRole('link', { name: '새로 나온 신발 보기' }).click()
    await page.locator('article').first().waitFor()
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
})
