import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testBrowser } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import { member } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { done, shopOf } from './support/sale.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'
import { outcomeOf } from '@munova/http-client'

const { admin, buyer, seller } = demoAccounts

test('members wait for a size: a pair that comes back is held for the first, who orders it', async (t) => {
  const site = await openSite(t, {}, { withPayments: true })
  const browser = await testBrowser(t)
  const [sku] = await site.sql<[{ id: number; productId: number }]>`
    select skus.id, product_id as "productId" from skus join products on products.id = product_id
    where seller_id = ${seller.id} and products.status = 'PUBLISHED' and stock > 5 order by skus.id limit 1`
  await site.sql`update skus set stock = reserved + allocated where id = ${sku.id}`
  const product = `/products/${sku.productId}`
  const desk = await shopOf(site, seller.email)

  const first = await member(browser, site.url, {
    email: buyer.email,
    path: product,
    javaScriptEnabled: true,
  })
  await first.page.getByLabel('기다릴 사이즈').selectOption(String(sku.id))
  await first.page.getByRole('button', { name: '재입고 대기하기' }).click()
  await first.page.getByText('1번째로 기다리는 중').waitFor()

  const second = await member(browser, site.url, {
    email: admin.email,
    path: product,
    javaScriptEnabled: false,
  })
  await second.page.getByLabel('기다릴 사이즈').selectOption(String(sku.id))
  await second.page.getByRole('button', { name: '재입고 대기하기' }).click()
  await second.page.getByText('2번째로 기다리는 중').waitFor()

  const expectedStock = await stockOf()
  const { productId } = sku
  done(
    await outcomeOf(
      desk.PUT('/v1/seller/products/{id}/skus/{skuId}/stock', {
        params: { path: { id: productId, skuId: sku.id } },
        body: { stock: expectedStock + 1, expectedStock },
      }),
    ),
  )
  await first.page.goto(product)
  await first.page.getByText('맡아 두었습니다').waitFor()
  await inBothLooks(first.page, async () => {
    await first.page.goto(product)
    await first.page.locator('#restock .notice').waitFor()
    await checkPage(first.page)
  })
  await second.page.goto('/restock')
  await second.page.getByText('1번째로 기다리는 중').waitFor()
  await first.page.getByRole('button', { name: '맡아 둔 신발 주문하기' }).click()
  await first.page.getByRole('heading', { name: '장바구니' }).waitFor()
  await first.page.getByRole('link', { name: '주문하기' }).waitFor()
  await second.page.getByRole('button', { name: /대기 취소$/ }).click()
  await second.page.waitForURL(`**${product}**`)
  await second.page.goto('/restock')
  await second.page.getByText('대기를 취소했습니다').waitFor()
  assert.deepEqual([...first.complaints, ...second.complaints], [])

  async function stockOf(): Promise<number> {
    const [row] = await site.sql<[{ stock: number }]>`select stock from skus where id = ${sku.id}`
    return row.stock
  }
})
