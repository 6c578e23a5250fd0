import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import { testBrowser, until } from '@munova/testing'
import type { Page } from 'playwright-core'
import { member, signOut } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { checkPage, inBothLooks, visitor } from './support/visitor.ts'

/** From a list to the page of its first product that is not sold out. */
const openInStock = (page: Page) =>
  page
    .locator('article', { hasNot: page.locator('.badge') })
    .getByRole('link')
    .first()
    .click()

test('a visitor looks at shoes, fills a cart and signs in', async (t) => {
  const site = await openSite(t, {
    VIEW_STORE_MS: '50',
    INTEREST_COUNT_MS: '50',
    // Longer than pages wait, shorter than the pages' requests would.
    LIST_TIMEOUT_MS: '10000',
  })
  const browser = await testBrowser(t)

  for (const javaScriptEnabled of [true, false]) {
    await t.test(
      `with script ${javaScriptEnabled ? 'on' : 'off'}: from the list to a changed cart`,
      async () => {
        const { page, complaints } = await visitor(browser, site.url, { javaScriptEnabled })
        await page.goto('/products')
        await page.getByRole('link', { name: '낮은 가격순' }).click()
        await page.waitForURL(/sort=priceAsc/)
        await openInStock(page)
        await page.waitForURL(/\/products\/\d+$/)
        await page.locator('input[name=skuId]:enabled').first().check()
        await page.getByRole('button', { name: '장바구니 담기' }).click()
        await page.getByText('장바구니에 담았습니다.').waitFor()
        await page.getByRole('link', { name: '장바구니 보기' }).click()
        await page.getByLabel('수량').fill('2')
        await page.getByRole('button', { name: '수량 변경' }).click()
        await page.getByText('2켤레').waitFor()
        await page.getByRole('button', { name: / 빼기$/ }).click()
        await page.getByText('장바구니가 비어 있습니다.').waitFor()
        assert.deepEqual(complaints, [])
        await page.context().close()
      },
    )
  }

  await t.test(
    'a product leads to similar ones, and what was viewed comes back until it is cleared',
    async () => {
      const { page, complaints } = await visitor(browser, site.url)
      const opened: string[] = []
      const section = (name: string) =>
        page.locator('section', { has: page.getByRole('heading', { name, exact: true }) })
      await page.goto('/products')
      await openInStock(page)
      for (let index = 0; index < 2; index++) {
        await page.waitForURL(
          (url) => /\/products\/\d+$/.test(url.pathname) && !opened.includes(url.pathname),
        )
        opened.push(new URL(page.url()).pathname)
        if (index === 0) await section('비슷한 상품').locator('article a').first().click()
      }
      const viewed = section('최근 본 상품')
      await viewed.locator(`a[href$="${opened[0]}"]`).waitFor()
      assert.equal(await viewed.locator(`a[href$="${opened[1]}"]`).count(), 0, 'not the product of the page')
      await checkPage(page)
      await page.goto('/')
      await viewed.locator('article').nth(1).waitFor()
      assert.deepEqual(
        await viewed.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
        opened.toReversed(),
      )
      await page.getByRole('button', { name: '최근 본 상품 지우기' }).click()
      await viewed.waitFor({ state: 'detached' })
      assert.equal(await page.evaluate(() => localStorage.getItem('munova.viewed')), '[]')
      assert.deepEqual(complaints, [])
      await page.context().close()
    },
  )

  await t.test(
    'a member is shown what goes together, and what may please, until that is forgotten',
    async () => {
      const { email } = demoAccounts.buyer
      const { sql } = site
      await sql`
      insert into member_consents (member_id, document, version) select id, 'PRIVACY', '1' from members where email = ${email}`
      const [one, other] = await sql<[{ id: number }, { id: number }]>`
      select id from products where status = 'PUBLISHED' and not exists (
        select from member_interests where product_id = products.id
      ) and exists (select from skus_in_stock where product_id = products.id) order by id desc limit 2`
      await sql`
      insert into product_pairs (product_id, other_id, members, score)
      values (${one.id}, ${other.id}, 2, popularity_weight(1000000, now()))`
      const viewed = () => sql`select from member_interests where product_id = ${one.id} and weight = 1`
      const { page, complaints } = await member(browser, site.url, { email, path: `/products/${one.id}` })
      const card = (name: string) =>
        page
          .locator('section', { has: page.getByRole('heading', { name, exact: true }) })
          .locator(`a[href$="/products/${other.id}"]`)
      await card('함께 본 상품').waitFor()
      await until(async () => (await viewed()).length === 1, { what: 'the view is counted' })
      await page.goto('/')
      await card('추천').waitFor()
      await checkPage(page)

      const clear = page.getByRole('button', { name: '최근 본 상품 지우기' })
      const kept = () => page.evaluate(() => localStorage.getItem('munova.viewed'))
      const startCommerce = await site.stopCommerce()
      await clear.click()
      await page.getByRole('alert').getByText('지우지 못했습니다.').waitFor()
      assert.deepEqual([await kept(), (await viewed()).length], [`[${one.id}]`, 1], 'nothing is cleared')
      await startCommerce()
      complaints.length = 0
      await clear.click()
      await clear.waitFor({ state: 'detached' })
      assert.deepEqual([await kept(), (await viewed()).length], ['[]', 0])
      await page.goto('/')
      assert.equal(await card('추천').count(), 0)
      assert.deepEqual(complaints, [])
      await page.context().close()
    },
  )

  await t.test('a product is shown while what goes with it is still looked for', async () => {
    const { sql } = site
    const [{ id }] = await sql<[{ id: number }]>`
      select id::int from products where status = 'PUBLISHED' order by id limit 1`
    const { page, complaints } = await visitor(browser, site.url, { javaScriptEnabled: false })
    await sql.begin(async (holder) => {
      await holder`lock table product_cards, product_pairs in access exclusive mode`
      await page.goto(`/products/${id}`)
      const looking = await sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
          and (query like '%near as (%' or query like '%from product_pairs join%')`
      assert.equal(looking.length, 2)
    })
    await page.locator('input[name=skuId]').first().waitFor()
    await page.reload()
    await page.getByRole('heading', { name: '비슷한 상품', exact: true }).waitFor()
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('a size must be chosen, and nothing is chosen beforehand', async () => {
    const { page } = await visitor(browser, site.url, { javaScriptEnabled: false })
    await page.goto('/products')
    await openInStock(page)
    assert.equal(await page.locator('input[name=skuId]:checked').count(), 0)
    await page.getByRole('button', { name: '장바구니 담기' }).click()
    assert.equal(await page.getByText('장바구니에 담았습니다.').count(), 0)
    await page.context().close()
  })

  await t.test('who signs in keeps the cart, comes back to the page and may sign out', async () => {
    const { page, complaints } = await visitor(browser, site.url)
    await page.goto('/products')
    await openInStock(page)
    await page.locator('input[name=skuId]:enabled').first().check()
    await page.getByRole('button', { name: '장바구니 담기' }).click()
    await page.getByText('장바구니에 담았습니다.').waitFor()
    const name = await page.getByRole('heading', { level: 1 }).innerText()

    await page.goto('/sign-in?back=/cart')
    await page.getByLabel('이메일').fill(demoAccounts.buyer.email)
    await page.getByLabel('비밀번호').fill('wrong password 1234')
    await page.getByRole('button', { name: '로그인' }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByLabel('이메일').inputValue(), demoAccounts.buyer.email)
    complaints.length = 0
    await page.getByLabel('비밀번호').fill(demoPassword)
    await page.getByRole('button', { name: '로그인' }).click()
    await page.waitForURL('**/cart')
    await page.getByText(name).first().waitFor()
    await signOut(page)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('no page has serious faults for axe, in both languages and both themes', async () => {
    const { page, complaints } = await visitor(browser, site.url)
    await page.goto('/products')
    const href = await page.locator('article a').first().getAttribute('href')
    const pages = [
      '/',
      '/products',
      '/products?category=1&maxPrice=100000',
      href ?? '',
      '/cart',
      '/sign-in',
      '/nowhere',
    ]
    await inBothLooks(page, async () => {
      for (const path of pages) {
        await page.goto(path)
        await checkPage(page)
      }
    })
    // The page that does not exist is answered with 404.
    assert.deepEqual(
      complaints.filter((text) => !text.includes('404')),
      [],
    )
    await page.context().close()
  })

  await t.test('search engines are told what is sold, for how much, and where', async () => {
    const { page, complaints } = await visitor(browser, site.url)
    const read = async (path: string) => (await page.context().request.get(path)).text()
    const robots = await read('/robots.txt')
    assert.match(robots, /Disallow: \/orders\n/)
    const locations = async (map: string) =>
      [...(await read(new URL(map).pathname + new URL(map).search)).matchAll(/<loc>(.+?)<\/loc>/g)].map(
        ([, address]) => address!,
      )
    const index = await locations(/Sitemap: (.+)/.exec(robots)![1]!)
    const listed = (await Promise.all(index.map(locations))).flat()
    const published = await site.sql<{ id: number }[]>`
      select id::int from products where status = 'PUBLISHED'`
    assert.deepEqual(
      listed.filter((address) => /\/products\/\d+$/.test(address)).toSorted(),
      published.map(({ id }) => new URL(`/products/${id}`, site.url).href).toSorted(),
    )

    const [sold] = await site.sql<{ id: number; name: string }[]>`
      update products set description = ${'</script><script>document.title="run"</script> & "more"'}
      where id = (select min(id) from products where status = 'PUBLISHED') returning id::int, name`
    await page.goto(`/products/${sold!.id}`)
    const canonical = await page.locator('link[rel=canonical]').getAttribute('href')
    assert.equal(canonical, new URL(`/products/${sold!.id}`, site.url).href)
    const data = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent())!) as {
      name: string
      description: string
      offers: { price: number; availability: string }
    }
    assert.equal(data.name, sold!.name)
    assert.equal(data.description, '</script><script>document.title="run"</script> & "more"')
    assert.match(data.offers.availability, /InStock$|OutOfStock$/)
    const shown = await page.locator('.amount').innerText()
    assert.ok(shown.includes(data.offers.price.toLocaleString('ko-KR')), shown)
    const picture = await page.locator('meta[property="og:image"]').getAttribute('content')
    assert.match(picture!, /^http.+\/1200\.webp$/)

    await page.goto('/products?category=1&sort=priceAsc&maxPrice=100000')
    assert.match(await page.title(), /100,000원까지/)
    assert.match((await page.locator('link[rel=canonical]').getAttribute('href'))!, /\/products\?category=1$/)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('what sellers write is shown as text', async () => {
    const text = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`
    const [product] = await site.sql<{ id: number }[]>`
      update products set name = ${text}, description = ${text}
      where id = (select min(id) from products where status = 'PUBLISHED') returning id`
    const { page, complaints } = await visitor(browser, site.url)
    await page.goto(`/products/${product!.id}`)
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), text)
    await page.goto('/cart')
    assert.notEqual(await page.title(), 'run')
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('a picture that is not there yet leaves its place empty, and comes by itself', async () => {
    const { page } = await visitor(browser, site.url)
    let isThere = false
    let asked = 0
    const pixel = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64')
    await page.route('**/v1/pictures/**', (route) => {
      asked++
      return isThere
        ? route.fulfill({ contentType: 'image/gif', body: pixel })
        : route.fulfill({ status: 404 })
    })
    await page.goto('/products')
    const picture = page.locator('article img').first()
    await until(async () => (await picture.getAttribute('src'))?.startsWith('data:') === true, {
      what: 'an empty place',
    })
    const before = asked
    isThere = true
    await until(() => picture.evaluate((img: HTMLImageElement) => img.currentSrc.includes('/v1/pictures/')), {
      what: 'asked for again',
    })
    assert.ok(asked > before)
    await page.context().close()
  })

  await t.test('without commerce-api the page says so in words, and works again by itself', async () => {
    const { page } = await visitor(browser, site.url)
    const start = await site.stopCommerce()
    const response = await page.goto('/products')
    assert.equal(response?.status(), 503)
    await page.getByText('지금은 연결할 수 없습니다').waitFor()
    await start()
    await page.getByRole('link', { name: '다시 시도' }).click()
    await page.locator('article').first().waitFor()
    await page.context().close()
  })
})
