import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { until } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Page } from 'playwright-core'
import { paidOrder, shopOf } from '../support/sale.ts'
import { connected, log, say, type Stage, stored } from './stage.ts'

/** What the two sides of an inquiry see of each other, beside their texts. */
export async function inquiry(t: TestContext, stage: Stage): Promise<void> {
  await t.test(
    'what arrives while nobody looks at the page is not read; with the first look it is',
    async () => {
      const { page } = await stage.buyerAt('/')
      // With unread messages the page would open at the first of them, and not at the end, where new ones are seen.
      await stage.chat.sql`
        update room_members set read_seq = last_seq from rooms where rooms.id = room_id and room_id = ${stage.roomId}`
      await page.context().addInitScript(() => {
        Object.defineProperty(Document.prototype, 'visibilityState', {
          get: () => sessionStorage.getItem('visibility') ?? 'hidden',
        })
      })
      const reads: string[] = []
      page.on('request', (request) => {
        if (request.method() === 'PUT') reads.push(request.url())
      })
      await page.goto(stage.roomPath)
      await connected(page)
      const seller = await stage.sellerAt(stage.roomPath)
      await connected(seller.page)
      for (const words of ['보고 계신가요?', '언제든 봐 주세요']) {
        await say(seller.page, words)
        await stored(seller.page, words)
        await log(page).getByText(words).waitFor()
        await page.evaluate(() => fetch('/session'))
      }
      assert.deepEqual(reads, [])
      const lastRow = log(seller.page).locator('[data-seq]').last()
      assert.equal(await lastRow.getByText('읽음').count(), 0)
      await page.evaluate(() => {
        sessionStorage.setItem('visibility', 'visible')
        document.dispatchEvent(new Event('visibilitychange'))
      })
      await lastRow.getByText('읽음').waitFor()
      assert.equal(reads.length, 1)
    },
  )

  await t.test(
    'a shoe is a card, and a picture of elsewhere a link: nothing of other sites is loaded',
    async () => {
      const { page, complaints } = await stage.buyerAt(stage.roomPath)
      await connected(page)
      const hosts = new Set<string>()
      page.on('request', (request) => hosts.add(new URL(request.url()).host))
      const { id, name } = stage.product
      await post(page, stage, { type: 'PRODUCT', content: { productId: id } })
      await post(page, stage, { type: 'IMAGE', content: { url: 'https://elsewhere.example/a.png' } })
      const card = log(page).getByRole('link', { name })
      assert.equal(await card.getAttribute('href'), `/products/${id}`)
      const link = log(page).getByRole('link', { name: 'elsewhere.example' })
      assert.equal(await link.getAttribute('href'), 'https://elsewhere.example/a.png')
      assert.match((await link.getAttribute('rel')) ?? '', /noopener/)
      await page.reload()
      await link.waitFor()
      assert.deepEqual([...hosts], [new URL(page.url()).host])
      assert.deepEqual(complaints, [])
    },
  )

  await t.test('a buyer asks about an order, and both sides come from its card to the order', async () => {
    const { site, chat, product } = stage
    const [sku] = await site.sql<[{ id: number }]>`
      select id::int from skus where product_id = ${product.id} and stock > reserved + allocated limit 1`
    const order = await paidOrder(site, await shopOf(site, demoAccounts.buyer.email), [sku.id])
    await until(async () => (await chat.sql`select from orders where id = ${order.id}`).length === 1, {
      what: 'the order in chat-server',
    })
    const buyer = await stage.buyerAt(`/orders/${order.id}`)
    await buyer.page.getByRole('button', { name: `${product.name} 판매자에게 문의` }).dblclick()
    const ofBuyer = log(buyer.page).getByRole('link', { name: order.number })
    assert.equal(await ofBuyer.getAttribute('href'), `/orders/${order.id}`)
    const { pathname } = new URL(buyer.page.url())

    const seller = await stage.sellerAt(pathname)
    await log(seller.page).getByRole('link', { name: order.number }).click()
    await seller.page.waitForURL(`**/seller/orders/${order.id}`)
    const sent =
      await chat.sql`select from messages where type = 'ORDER' and (content->>'orderId')::int = ${order.id}`
    assert.equal(sent.length, 1)
    assert.deepEqual(buyer.complaints, [])
    assert.deepEqual(seller.complaints, [])
  })

  await t.test('the seller ends an inquiry and opens it again, and the buyer sees both', async () => {
    const buyer = await stage.buyerAt(stage.roomPath)
    const seller = await stage.sellerAt(stage.roomPath)
    await connected(buyer.page)
    await seller.page.getByRole('button', { name: '문의 종료' }).click()
    await buyer.page.getByText('종료된 대화입니다.').waitFor()
    await seller.page.getByRole('button', { name: '다시 열기' }).click()
    await buyer.page.getByText('종료된 대화입니다.').waitFor({ state: 'hidden' })
    await say(buyer.page, '하나 더 여쭐게요')
    await stored(buyer.page, '하나 더 여쭐게요')
    assert.equal(await buyer.page.getByRole('button', { name: '문의 종료' }).count(), 0)
  })
}

/** Sends what the page has no form for, as its member. */
async function post(page: Page, { roomPath, roomId }: Stage, message: object): Promise<void> {
  const { accessToken } = await (await page.request.get('/session')).json()
  const sent = await page.request.post(`/chat/v1/rooms/${roomId}/messages`, {
    headers: { authorization: `Bearer ${accessToken}` },
    data: { clientMessageId: randomUUID(), ...message },
  })
  assert.equal(sent.status(), 200, roomPath)
}
