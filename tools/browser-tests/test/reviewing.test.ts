import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcomeOf } from '@munova/http-client'
import { testBrowser } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import { member } from './support/member.ts'
import { openSite, type Site } from './support/open-site.ts'
import { deliver, done, paidOrder, shopOf } from './support/sale.ts'
import { checkPage, inBothLooks, visitor } from './support/visitor.ts'

const { admin, buyer, seller } = demoAccounts

const of = (id: number) => ({ path: { id } })

/** An order of the buyer whose one item has arrived and is kept. */
async function confirmedOrder(site: Site, skuId: number) {
  const shop = await shopOf(site, buyer.email)
  const { id } = await paidOrder(site, shop, [skuId])
  await deliver(site.sql, id)
  done(await outcomeOf(shop.POST('/v1/orders/{id}/confirm', { params: of(id), body: {} })))
  return id
}

test('a pair is reviewed', async (t) => {
  const site = await openSite(t, {}, { withPayments: true })
  const browser = await testBrowser(t)
  const [sku] = await site.sql<[{ id: number; productId: number }]>`
    select skus.id, product_id as "productId" from skus join products on products.id = product_id
    where seller_id = ${seller.id} and products.status = 'PUBLISHED' and stock > 5 order by skus.id limit 1`
  const product = `/products/${sku.productId}`

  for (const javaScriptEnabled of [true, false]) {
    await t.test(
      `with script ${javaScriptEnabled ? 'on' : 'off'}: written, read, answered, reported, hidden and deleted`,
      async () => {
        const order = `/orders/${await confirmedOrder(site, sku.id)}`
        const says = `발볼이 넉넉해요 ${javaScriptEnabled}`
        const author = await member(browser, site.url, { email: buyer.email, path: order, javaScriptEnabled })
        await author.page.getByRole('link', { name: /후기 쓰기$/ }).click()
        await author.page.getByRole('heading', { name: '후기 쓰기' }).waitFor()
        const form = author.page.url()
        const again = await author.page.context().newPage()
        await again.goto(form)
        await author.page.getByRole('combobox', { name: '별점' }).selectOption({ label: '별점 4점' })
        await author.page.getByRole('textbox', { name: '후기', exact: true }).fill(says)
        await author.page.getByLabel('사이즈 느낌').selectOption({ label: '조금 커요' })
        await author.page.getByLabel('발길이').fill('265')
        await author.page.getByRole('button', { name: '후기 저장' }).click()
        await author.page.getByRole('link', { name: /후기 고치기$/ }).waitFor()
        // A form that was opened before the review was written changes it.
        await again.getByRole('combobox', { name: '별점' }).selectOption({ label: '별점 4점' })
        await again.getByRole('textbox', { name: '후기', exact: true }).fill(`${says}!`)
        await again.getByLabel('발길이').fill('265')
        await again.getByRole('button', { name: '후기 저장' }).click()
        await again.getByRole('link', { name: /후기 고치기$/ }).waitFor()

        const reader = await visitor(browser, site.url, { javaScriptEnabled })
        await reader.page.goto(product)
        await reader.page.getByText(`${says}!`).waitFor()
        await reader.page.getByText('평균 4.0점').waitFor()
        await reader.page.getByText('발길이 265mm', { exact: false }).first().waitFor()

        const desk = await member(browser, site.url, {
          email: seller.email,
          path: '/seller/reviews',
          javaScriptEnabled,
        })
        await desk.page.getByLabel('답변', { exact: true }).fill('늘 고맙습니다.')
        await desk.page.getByRole('button', { name: '답변 저장' }).click()
        await desk.page.getByText('해당하는 후기가 없습니다.').waitFor()

        // An administrator reads it as a member, and reports it.
        const office = await member(browser, site.url, {
          email: admin.email,
          path: product,
          javaScriptEnabled,
        })
        await office.page.getByText('늘 고맙습니다.').waitFor()
        await office.page.getByRole('button', { name: '도움돼요 0' }).click()
        await office.page.getByRole('button', { name: '도움돼요 1', pressed: true }).waitFor()
        await office.page.locator('summary', { hasText: '신고' }).click()
        await office.page.getByLabel('신고 사유').selectOption({ label: '광고·홍보' })
        await office.page.getByRole('button', { name: '이 후기를 신고하기' }).click()
        await office.page.getByText('신고를 접수했습니다.').waitFor()
        await office.page.goto('/admin/reviews')
        await office.page.getByText('광고·홍보 1건').waitFor()
        await office.page.locator('summary', { hasText: '숨기기' }).click()
        await office.page.getByLabel('사유', { exact: true }).fill('광고입니다')
        await office.page.locator('details[open]').getByRole('button', { name: '숨기기' }).click()
        await office.page.getByText('해당하는 후기가 없습니다.').waitFor()
        await reader.page.goto(product)
        await reader.page.getByText('아직 후기가 없습니다.').waitFor()

        await author.page.getByRole('link', { name: /후기 고치기$/ }).click()
        await author.page.getByText('사유: 광고입니다').waitFor()
        await author.page.getByLabel('지우면 이 상품의 후기를').check()
        await author.page.getByRole('button', { name: '후기 삭제' }).click()
        await author.page.waitForURL(`**${order}`)
        await author.page.getByText('구매 확정').first().waitFor()
        assert.equal(await author.page.getByRole('link', { name: /후기 (쓰기|고치기)$/ }).count(), 0)
        await author.page.goto(form)
        await author.page.getByText('이 상품의 후기는 삭제되었습니다.').waitFor()
        const visits = [author, reader, desk, office]
        assert.deepEqual(visits.flatMap(({ complaints }) => complaints), []) // prettier-ignore
        for (const { page } of visits) await page.context().close()
      },
    )
  }

  await t.test('no page has serious faults for axe, in both languages and both themes', async () => {
    const order = await confirmedOrder(site, sku.id)
    const shop = await shopOf(site, buyer.email)
    const { items } = done(await outcomeOf(shop.GET('/v1/orders/{id}', { params: of(order) })))
    const itemId = items[0]!.id
    done(await outcomeOf(shop.POST('/v1/me/reviews', { body: { itemId, rating: 5, text: '편해요.' } })))
    for (const [email, paths] of [
      [buyer.email, [`${product}?foot=265`, `/orders/${order}/reviews/${itemId}`]],
      [seller.email, ['/seller/reviews']],
      [admin.email, ['/admin/reviews', product]],
    ] as const) {
      const { page, complaints } = await member(browser, site.url, { email })
      await inBothLooks(page, async () => {
        for (const path of paths) {
          await page.goto(path)
          await checkPage(page)
        }
      })
      assert.deepEqual(complaints, [])
      await page.context().close()
    }
  })
})
