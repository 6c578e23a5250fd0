import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoAccounts } from '@munova/tool-seed'
import { file } from './selling/file.ts'
import { orders } from './selling/orders.ts'
import { productFile } from './selling/product-file.ts'
import { products } from './selling/products.ts'
import { returns } from './selling/returns.ts'
import { openStage, unexpected } from './selling/stage.ts'
import { member } from './support/member.ts'
import { paidOrder } from './support/sale.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'

test('a seller at the desk', async (t) => {
  const stage = await openStage(t)
  const { buyer } = demoAccounts

  await t.test('only sellers are shown the way to it, and let in', async () => {
    const shopping = await member(stage.browser, stage.site.url, { email: buyer.email })
    assert.equal(await shopping.page.getByRole('link', { name: '판매자 데스크' }).count(), 0)
    for (const path of [
      '/seller',
      '/seller/orders',
      '/seller/orders/1',
      '/seller/shipments',
      '/seller/returns',
      '/seller/products/file',
    ]) {
      assert.equal((await shopping.page.goto(path))?.status(), 403, path)
    }
    await shopping.page.getByRole('heading', { name: '이 페이지를 볼 권한이 없습니다' }).waitFor()
    const headers = { origin: new URL(stage.site.url).origin, accept: 'text/html' }
    const posted = await shopping.page
      .context()
      .request.post('/seller/returns?/accept', { form: {}, headers })
    assert.equal(posted.status(), 403)

    const { page, complaints } = await stage.atDesk('/')
    await page.getByRole('link', { name: '판매자 데스크' }).click()
    await page.getByRole('heading', { name: '오늘' }).waitFor()
    assert.deepEqual(unexpected(complaints), [])
  })

  await orders(t, stage)
  await file(t, stage)
  await returns(t, stage)
  await productFile(t, stage)
  await products(t, stage)

  await t.test('no page has serious faults for axe, in both languages and looks', async () => {
    const { id } = await paidOrder(stage.site, stage.shop, [stage.first, stage.second])
    const [shipped] = await stage.site.sql<
      { id: number }[]
    >`select order_id::int as id from shipments limit 1`
    const [product] = await stage.site.sql<{ id: number }[]>`
      select product_id::int as id from skus where id = ${stage.first}`
    const { page, complaints } = await stage.atDesk('/seller')
    await inBothLooks(page, async () => {
      for (const path of [
        '/seller',
        '/seller/orders',
        '/seller/orders?state=ALL&words=1',
        `/seller/orders/${id}`,
        `/seller/orders/${shipped!.id}`,
        '/seller/shipments',
        '/seller/returns',
        '/seller/returns?state=ACCEPTED',
        '/seller/products',
        '/seller/products/new',
        '/seller/products/file',
        `/seller/products/${product!.id}`,
      ]) {
        await page.goto(path)
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true
        })
        await checkPage(page)
      }
    })
    assert.deepEqual(unexpected(complaints), [])
  })
})
