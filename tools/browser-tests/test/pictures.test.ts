import assert from 'node:assert/strict'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { afterTheTest, testBrowser, until } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Page } from 'playwright-core'
import { connected, desk, log, say, stored } from './chatting/stage.ts'
import { member } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { drawShoes } from './support/draw-shoes.ts'
import { askReturn, deliver, paidOrder, shopOf } from './support/sale.ts'
import { visitor } from './support/visitor.ts'

/** Of one picture, and of all: they are part of the repository. */
const MAX_BYTES = 150_000
const MAX_TOTAL = 1_000_000

/** Pictures of shoes are drawn after the shop has opened. */
const drawn = (page: Page) =>
  until(
    () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLImageElement>('img.picture')]
          .filter((img) => img.getBoundingClientRect().top < innerHeight)
          .every((img) => img.complete && img.currentSrc.startsWith('http') && img.naturalWidth > 1),
      ),
    { what: 'the pictures of the page', timeoutMs: 90_000 },
  )

/** The font arrives after the page. */
const lettered = (page: Page) =>
  until(
    () =>
      page.evaluate(
        () =>
          document.fonts.status === 'loaded' && [...document.fonts].some(({ status }) => status === 'loaded'),
      ),
    { what: 'the font of the page', timeoutMs: 30_000 },
  )

test('the pictures of the docs are taken of the demo shop, each of them small', async (t) => {
  const store = await mkdtemp(join(tmpdir(), 'munova-shoes-'))
  afterTheTest(t, () => rm(store, { recursive: true, force: true }))
  const site = await openSite(t, { PICTURE_STORE: store }, { withChat: true, withPayments: true })
  const browser = await testBrowser(t, { withoutKoreanFont: true })
  const { buyer, seller, admin } = demoAccounts
  const given = process.env['PICTURES_FOLDER']
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'munova-pictures-')))
  if (given === undefined) afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  await mkdir(folder, { recursive: true })
  let total = 0

  async function take(page: Page, name: string): Promise<void> {
    await drawn(page)
    await lettered(page)
    const cdp = await page.context().newCDPSession(page)
    const shot = await cdp.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
    const bytes = Buffer.from(shot.data, 'base64')
    assert.ok(bytes.length <= MAX_BYTES, `${name} has ${bytes.length} bytes`)
    total += bytes.length
    await writeFile(join(folder, `${name}.webp`), bytes)
  }

  const [shoe] = await site.sql<[{ id: number; name: string; skuId: number }]>`
    select products.id::int, products.name, skus.id::int as "skuId"
    from products join skus on product_id = products.id
    where seller_id = ${seller.id} and status = 'PUBLISHED' and skus.stock - reserved - allocated > 12
    order by products.id desc limit 1`
  const newest = await site.sql<{ id: number }[]>`
    select id::int from products where status = 'PUBLISHED' order by published_at desc limit 9`
  const asked = await site.chat.sql<{ id: number }[]>`
    select product_id::int as id from rooms where kind = 'INQUIRY' and ${buyer.id} in (buyer_id, owner_id)`
  await drawShoes(
    site.sql,
    [shoe, ...newest, ...asked].map(({ id }) => id),
    store,
  )

  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await visitor(browser, site.url, { colorScheme })
    await page.goto('/')
    await take(page, `home-${colorScheme}`)
    await page.context().close()
  }

  const asking = await member(browser, site.url, {
    email: buyer.email,
    path: `/products/${shoe.id}`,
    ...desk,
  })
  await take(asking.page, 'product')
  await asking.page.getByRole('button', { name: '판매자에게 문의하기' }).click()
  await asking.page.waitForURL(/\/messages\/\d+$/)
  await connected(asking.page)
  const answering = await member(browser, site.url, { email: seller.email, path: '/seller/inbox', ...desk })
  await connected(answering.page)
  const questions = ['발볼이 넓은 편인데 한 치수 크게 사야 할까요?', '평소에는 255를 신어요.']
  for (const words of questions) {
    await say(asking.page, words)
    await stored(asking.page, words)
  }
  await answering.page
    .getByRole('list', { name: '문의 목록' })
    .getByRole('link')
    .filter({ hasText: shoe.name })
    .click()
  await log(answering.page).getByText(questions[1]!).waitFor()
  const answer = '발볼이 넓게 나온 모델이라 255 그대로 권해 드립니다.'
  await say(answering.page, answer)
  await stored(answering.page, answer)
  await log(asking.page).getByText(answer).waitFor()
  await say(asking.page, '고맙습니다! 255로 주문할게요.')
  await stored(asking.page, '고맙습니다! 255로 주문할게요.')
  await take(asking.page, 'chat')

  const shop = await shopOf(site, buyer.email)
  const orders = [await paidOrder(site, shop, [shoe.skuId]), await paidOrder(site, shop, [shoe.skuId])]
  await log(answering.page).getByText('고맙습니다! 255로 주문할게요.').waitFor()
  await answering.page.reload()
  await connected(answering.page)
  await take(answering.page, 'inbox')

  await deliver(site.sql, orders[0]!.id)
  await askReturn(shop, { id: orders[0]!.items[0]!.id, order_id: orders[0]!.id })
  const office = await member(browser, site.url, { email: admin.email, path: '/admin', ...desk })
  await take(office.page, 'office')
  await office.page.context().close()
  assert.ok(total <= MAX_TOTAL, `${total} bytes`)
})
