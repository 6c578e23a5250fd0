import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testBrowser } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Page } from 'playwright-core'
import { fieldOf, openAct, sendAct } from './support/acts.ts'
import { member } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { somePng } from './support/some-png.ts'
import { checkPage, inBothLooks, visitor } from './support/visitor.ts'

const { admin } = demoAccounts

/** As a field of day and time has it, in Korea. */
const koreanTime = (hours: number) =>
  new Date(Date.now() + (9 + hours) * 3_600_000).toISOString().slice(0, 16)

/** Where what follows the banners begins. */
const nextTop = async (page: Page) => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  return (await page.getByRole('heading', { name: '새로 나온 신발' }).boundingBox())?.y
}

test('an administrator curates the shop', async (t) => {
  const site = await openSite(t)
  const browser = await testBrowser(t)

  for (const javaScriptEnabled of [true, false]) {
    const script = `with script ${javaScriptEnabled ? 'on' : 'off'}`

    await t.test(`${script}: a banner is made, seen, followed, changed and ended`, async () => {
      const { page, complaints } = await member(browser, site.url, {
        email: admin.email,
        path: '/admin/banners',
        javaScriptEnabled,
      })
      const reader = await visitor(browser, site.url, { javaScriptEnabled })
      await page.getByText('걸려 있거나 예정된 배너가 없습니다.').waitFor()
      await openAct(page, '배너 만들기')
      await fieldOf(page, /^제목/).fill('가을 러닝화')
      await fieldOf(page, /^설명/).fill('가볍고 오래 신어요')
      await fieldOf(page, '링크').fill('//other.example')
      await fieldOf(page, '시작').fill(koreanTime(-1))
      await fieldOf(page, '끝').fill(koreanTime(24))
      await page.getByRole('button', { name: '만들기' }).click()
      // Only pages of the shop; what was entered is kept.
      await page.getByRole('alert').getByText('상점 안의 주소').waitFor()
      assert.equal(await fieldOf(page, /^제목/).inputValue(), '가을 러닝화')
      await fieldOf(page, '링크').fill('/products?sort=popular')
      await sendAct(page, '만들기')
      await page.getByText('걸려 있음', { exact: true }).waitFor()

      await reader.page.goto('/')
      const news = reader.page.getByRole('region', { name: '소식' })
      await news.getByRole('heading', { name: '가을 러닝화' }).waitFor()
      assert.equal(await news.getByRole('img').count(), 0)
      await news.getByRole('link').click()
      await reader.page.waitForURL('**/products?sort=popular')

      await openAct(page, '‘가을 러닝화’ 고치기')
      await fieldOf(page, /^제목/).fill('겨울 부츠')
      const buffer = await somePng(page)
      await fieldOf(page, /^사진/).setInputFiles({ name: 'winter.png', mimeType: 'image/png', buffer })
      await sendAct(page, '저장')
      await page.getByText('사진 있음').waitFor()
      const arrival = Promise.withResolvers<void>()
      await reader.page.route('**/v1/pictures/**', async (route) => {
        await arrival.promise
        await route.continue()
      })
      await reader.page.goto('/', { waitUntil: 'domcontentloaded' })
      await news.getByRole('heading', { name: '겨울 부츠' }).waitFor()
      const top = await nextTop(reader.page)
      assert.ok(top)
      const picture = news.locator('img')
      const size = [await picture.getAttribute('width'), await picture.getAttribute('height')]
      assert.deepEqual(size, ['320', '200'])
      arrival.resolve()
      await picture.evaluate((img: HTMLImageElement) => img.decode())
      assert.equal(await reader.page.locator('img[fetchpriority=high]').count(), 1)
      // Nothing moves when it arrives.
      assert.equal(await nextTop(reader.page), top)

      await openAct(page, '‘겨울 부츠’ 끝내기')
      await sendAct(page, '끝내기')
      await page.getByText('걸려 있거나 예정된 배너가 없습니다.').waitFor()
      await page.getByRole('link', { name: '끝난 배너' }).click()
      await page.getByText('겨울 부츠').first().waitFor()
      await reader.page.goto('/')
      await reader.page.getByRole('heading', { name: '새로 나온 신발' }).waitFor()
      assert.equal(await news.count(), 0)

      await page.goto('/admin/audit?thing=banner')
      await page.getByRole('listitem').filter({ hasText: '배너 종료' }).first().waitFor()
      assert.deepEqual(
        [...complaints, ...reader.complaints].filter((text) => !text.includes('400')),
        [],
      )
      await page.context().close()
      await reader.page.context().close()
    })
  }

  const [one, other] = await site.sql<{ id: number; name: string }[]>`
    select min(id) as id, name from products
    where status = 'PUBLISHED' and exists (select from skus_in_stock where product_id = products.id)
    group by name having count(*) = 1 order by min(popularity), id limit 2`
  assert.ok(one && other)

  for (const javaScriptEnabled of [true, false]) {
    const script = `with script ${javaScriptEnabled ? 'on' : 'off'}`

    await t.test(
      `${script}: products are pinned, come first with a mark, change places and are let go`,
      async () => {
        const { page, complaints } = await member(browser, site.url, {
          email: admin.email,
          path: '/admin/pins',
          javaScriptEnabled,
        })
        const reader = await visitor(browser, site.url, { javaScriptEnabled })
        const firsts = async (path: string) => {
          await reader.page.goto(path)
          const marked = reader.page.getByRole('article').filter({ hasText: '추천' })
          return marked.getByRole('heading').allTextContents()
        }
        await page.getByText('고정한 상품이 없습니다.').waitFor()
        for (const { name } of [one, other]) {
          await page.getByLabel('고정할 상품 찾기').fill(name)
          await page.locator('#content').getByRole('button', { name: '찾기' }).click()
          await openAct(page, `‘${name}’ 고정하기`)
          await fieldOf(page, '시작').fill(koreanTime(-1))
          await fieldOf(page, '끝').fill(koreanTime(-2))
          await page.getByRole('button', { name: '고정하기' }).click()
          await page.getByRole('alert').getByText('끝나는 시각은').waitFor()
          await fieldOf(page, '끝').fill(koreanTime(24))
          await sendAct(page, '고정하기')
          await page.getByRole('listitem').filter({ hasText: name }).getByText('보이는 중').waitFor()
        }
        assert.deepEqual(await firsts('/products?sort=popular'), [one.name, other.name])
        const cards = reader.page.getByRole('article').getByRole('heading')
        assert.deepEqual((await cards.allTextContents()).slice(0, 2), [one.name, other.name])
        assert.deepEqual(await firsts('/'), [one.name, other.name])
        assert.deepEqual(await firsts('/products?sort=new'), [])
        assert.deepEqual(await firsts(`/products?sort=popular&q=${encodeURIComponent(one.name)}`), [])

        await page.getByRole('button', { name: `‘${other.name}’ 위로` }).click()
        await page
          .getByRole('listitem')
          .filter({ hasText: other.name })
          .getByText('1', { exact: true })
          .waitFor()
        assert.deepEqual(await firsts('/products?sort=popular'), [other.name, one.name])

        await page.getByRole('button', { name: `‘${other.name}’ 빼기` }).click()
        await page.getByRole('button', { name: `‘${other.name}’ 빼기` }).waitFor({ state: 'detached' })
        assert.deepEqual(await firsts('/products?sort=popular'), [one.name])
        // Another administrator has been faster.
        await site.sql`update pin_lists set revision = revision + 1`
        await page.getByRole('button', { name: `‘${one.name}’ 빼기` }).click()
        await page.getByRole('alert').getByText('그사이 고정 상품이 바뀌었습니다').waitFor()
        await page.getByRole('link', { name: '목록 다시 읽기' }).click()
        await page.getByRole('alert').waitFor({ state: 'detached' })
        await page.getByRole('button', { name: `‘${one.name}’ 빼기` }).click()
        await page.getByText('고정한 상품이 없습니다.').waitFor()
        assert.deepEqual(await firsts('/products?sort=popular'), [])

        await page.goto('/admin/audit?thing=pin-list')
        await page.getByRole('listitem').filter({ hasText: '고정 상품 변경' }).first().waitFor()
        assert.deepEqual(
          [...complaints, ...reader.complaints].filter((text) => !/40[09]/.test(text)),
          [],
        )
        await page.context().close()
        await reader.page.context().close()
      },
    )
  }

  await t.test('its pages are accessible and fit a phone, light and dark, in both languages', async () => {
    const { page } = await member(browser, site.url, { email: admin.email, path: '/admin/banners' })
    for (const title of ['가을 러닝화를 미리 만나 보세요', '둘째 소식', '셋째 소식']) {
      await openAct(page, '배너 만들기')
      await fieldOf(page, /^제목/).fill(title)
      await fieldOf(page, /^설명/).fill('가볍고 오래 신어요')
      await fieldOf(page, '시작').fill(koreanTime(-1))
      await fieldOf(page, '끝').fill(koreanTime(24))
      await sendAct(page, '만들기')
    }
    await site.sql`
      update pin_lists set pins = jsonb_build_array(jsonb_build_object(
        'productId', ${one.id}::bigint, 'startsAt', ${new Date(0).toISOString()}::text, 'endsAt', '2099-01-01T00:00:00.000Z'))`
    await inBothLooks(page, async () => {
      await page.goto('/')
      await page.getByText('셋째 소식').waitFor()
      await checkPage(page)
      await page.goto('/admin/banners')
      await page.locator('summary').first().click()
      await checkPage(page)
      await page.goto(`/admin/pins?q=${encodeURIComponent(other.name)}`)
      await page.locator('summary').last().click()
      await checkPage(page)
      await page.goto('/products?sort=popular')
      await checkPage(page)
    })
    await page.context().close()
  })
})
