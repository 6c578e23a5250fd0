import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { paidOrder } from '../support/sale.ts'
import { somePng } from '../support/some-png.ts'
import { type Stage, unexpected } from './stage.ts'

const saved = (page: Page) => page.waitForURL(/\/seller\/products\/\d+$/)

async function fillBasics(page: Page, name: string): Promise<void> {
  await page.getByLabel('상품 이름').fill(name)
  await page.getByLabel('브랜드').selectOption({ index: 1 })
  await page.getByLabel('카테고리').selectOption({ index: 1 })
  await page.getByLabel('정가 (원)').fill('89000')
  await page.getByLabel('상품 설명').fill('하루 종일 신어도 가벼운 신발입니다.')
}

async function fillDisclosure(page: Page): Promise<void> {
  await page.getByLabel('제품 소재').fill('겉감 폴리에스터, 안감 메시')
  await page.getByLabel('제조국').fill('대한민국')
  await page.getByLabel('제조자').fill('걸음공방')
  await page.getByLabel('취급 시').fill('마른 천으로 닦아 주세요.')
  await page.getByLabel('품질보증').fill('소비자분쟁해결기준을 따릅니다.')
  await page.getByLabel('A/S 책임자').fill('걸음상점')
  await page.getByLabel('A/S 전화번호').fill('02-123-4567')
}

export async function products(t: TestContext, stage: Stage): Promise<void> {
  const { sql } = stage.site

  await t.test('a product is created with pictures and stock, published, and bought', async () => {
    const { page, complaints } = await stage.atDesk('/seller/products')
    await page.getByRole('link', { name: '상품 등록' }).click()
    await page.getByRole('heading', { name: '상품 등록' }).waitFor()
    await fillBasics(page, '산책 러너')
    const picker = page.locator('input[type=file]')
    await picker.setInputFiles([
      { name: 'one.png', mimeType: 'image/png', buffer: await somePng(page, 'red') },
      { name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('no picture') },
      { name: 'two.png', mimeType: 'image/png', buffer: await somePng(page, 'blue') },
    ])
    await page.getByText('no.png: 올리지 못했습니다.').waitFor()
    await page.getByRole('img', { name: '사진 2' }).waitFor()
    const second = await page.getByRole('img', { name: '사진 2' }).getAttribute('src')
    await page.getByRole('button', { name: '사진 2 앞으로' }).click()
    await page.locator(`li:first-child img[src="${second}"]`).waitFor()
    await page.getByRole('button', { name: '색상 더하기' }).click()
    await page.getByLabel('색상 이름').nth(1).waitFor()
    await page.getByLabel('색상 이름').nth(0).fill('검정')
    await page.getByLabel('260mm 재고').nth(0).fill('7')
    await page.getByLabel('색상 이름').nth(1).fill('검정')
    await page.getByLabel('250mm 재고').nth(1).fill('3')
    await page.getByRole('button', { name: '저장하기' }).last().click()
    await page.getByRole('alert').getByText('표시한 곳을 확인해 주세요').waitFor()
    assert.equal(await page.getByLabel('상품 이름').inputValue(), '산책 러너')
    await page.getByLabel('색상 이름').nth(1).fill('흰색')
    await page.getByRole('button', { name: '저장하기' }).last().click()
    await saved(page)

    // A draft can do without the disclosure, what is on sale cannot.
    await page.getByRole('button', { name: '판매 시작' }).click()
    await page.getByRole('alert').getByText('상품정보제공고시를 채워야').waitFor()
    await fillDisclosure(page)
    await page.getByRole('button', { name: '저장하기' }).last().click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '판매 시작' }).click()
    await page.locator('.badge', { hasText: '판매 중' }).waitFor()
    await page.getByRole('link', { name: '상품 페이지 보기' }).click()
    await page.getByRole('heading', { name: '산책 러너' }).waitFor()
    const [sku] = await sql<{ id: number }[]>`
      select skus.id::int from skus join products on products.id = product_id
      where name = '산책 러너' and size_mm = 260`
    const { number } = await paidOrder(stage.site, stage.shop, [sku!.id])
    await page.goto('/seller/orders')
    await page.getByRole('link', { name: number }).waitFor()
    assert.deepEqual(unexpected(complaints), [])
  })

  await t.test('a stock that has changed is not overwritten unseen, and what was typed stays', async () => {
    const { page } = await stage.atDesk('/seller/products?name=산책')
    await page.getByRole('link', { name: '산책 러너' }).click()
    await page.getByRole('heading', { name: '산책 러너' }).waitFor()
    const field = page.getByLabel('260mm 재고').first()
    assert.equal(await field.inputValue(), '7')
    await sql`update skus set stock = 5 where size_mm = 260 and product_id in (select id from products where name = '산책 러너')`
    await field.fill('9')
    await field.press('Enter')
    await page.getByText('그사이 재고가 5켤레로 바뀌었습니다').waitFor()
    assert.equal(await field.inputValue(), '9')
    await page.getByRole('button', { name: '재고 저장' }).first().click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    assert.equal(await field.inputValue(), '9')
    await field.fill('0')
    await page.getByRole('button', { name: '재고 저장' }).first().click()
    await page.getByText('주문에 잡힌 1켤레보다 적게 할 수 없습니다').waitFor()
    assert.equal(await field.inputValue(), '0')
    const stocks = await sql`
      select stock from skus where size_mm = 260 and product_id in (select id from products where name = '산책 러너')`
    assert.equal(stocks[0]!['stock'], 9)
    await page.getByRole('button', { name: '260mm 판매 종료' }).click()
    await page.getByRole('alert').getByText('주문에 잡힌 켤레가 있어').waitFor()
  })

  await t.test('colours, sizes, a sale, and an edit that met another one', async () => {
    const { page, complaints } = await stage.atDesk('/seller/products?name=산책')
    await page.getByRole('link', { name: '산책 러너' }).click()
    await page.getByRole('heading', { name: '산책 러너' }).waitFor()
    const black = page.getByRole('region', { name: '검정' })
    await black.getByText('사이즈 더하기').first().click()
    await black.getByLabel('270mm 재고').fill('4')
    await black.getByRole('button', { name: '사이즈 더하기' }).click()
    await black.getByRole('rowheader', { name: '270' }).waitFor()
    await page.getByText('색상 더하기').first().click()
    await page.getByLabel('색상 이름').last().fill('하늘')
    await page.locator('form[action="?/addColor"]').getByLabel('240mm 재고').fill('2')
    await page.getByRole('button', { name: '색상 더하기' }).click()
    const sky = page.getByRole('region', { name: '하늘' })
    await sky.getByText('찾기 필터에서는 블루').waitFor()
    await sky.getByText('색상 고치기').click()
    await sky.getByLabel('색상 이름').fill('하늘빛 은')
    await sky.getByLabel('찾기 필터의 색상').selectOption({ label: '실버' })
    await sky.getByRole('button', { name: '색상 저장' }).click()
    await page.getByRole('region', { name: '하늘빛 은' }).getByText('찾기 필터에서는 실버').waitFor()
    await page.goto('/products?color=SILVER&size=240')
    await page.getByRole('article').getByText('산책 러너').waitFor()
    await page.goBack()

    await page.getByText('할인', { exact: true }).click()
    await page.getByLabel('할인가').fill('99000')
    await page.getByLabel('끝', { exact: true }).fill('2099-01-01T00:00')
    await page.getByRole('button', { name: '할인 저장' }).click()
    await page.getByRole('alert').getByText('정가보다 낮아야').waitFor()
    await page.getByLabel('할인가').fill('69000')
    await page.getByRole('button', { name: '할인 저장' }).click()
    await page.getByText('69,000원 · ').waitFor()
    await page.getByRole('button', { name: '할인 끝내기' }).click()
    await page.getByText('69,000원 · ').waitFor({ state: 'detached' })

    await sql`update products set revision = revision + 1 where name = '산책 러너'`
    await page.getByLabel('상품 이름').fill('산책 러너 2')
    await page.getByRole('button', { name: '저장하기' }).last().click()
    await page.getByRole('alert').getByText('그사이 상품이 바뀌었습니다').waitFor()
    assert.equal(await page.getByLabel('상품 이름').inputValue(), '산책 러너 2')
    await page.getByRole('button', { name: '저장하기' }).last().click()
    await page.getByRole('heading', { name: '산책 러너 2' }).waitFor()
    await page.getByRole('button', { name: '판매 중지' }).click()
    await page.getByRole('button', { name: '판매 시작' }).waitFor()
    assert.deepEqual(unexpected(complaints), [])
  })

  await t.test('without script a product is created with its picture, and its stock set', async () => {
    const { page } = await stage.atDesk('/seller/products/new')
    const picture = await somePng(page, 'green')
    const plain = await stage.atDesk('/seller/products/new', { javaScriptEnabled: false })
    // Chromium under test shows no noscript, only has it.
    assert.match(await plain.page.content(), /모두 합해 1MB까지/)
    await fillBasics(plain.page, '느린 걸음')
    await plain.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'one.png', mimeType: 'image/png', buffer: picture })
    await plain.page.getByLabel('색상 이름').fill('회색')
    await plain.page.getByLabel('255mm 재고').fill('1')
    await plain.page.getByRole('button', { name: '저장하기' }).last().click()
    await saved(plain.page)
    await plain.page.getByRole('img', { name: '사진 1' }).waitFor()
    assert.equal(await plain.page.getByLabel('상품 설명').inputValue(), '하루 종일 신어도 가벼운 신발입니다.')
    await plain.page.getByLabel('255mm 재고').first().fill('6')
    await plain.page.getByRole('button', { name: '재고 저장' }).click()
    await plain.page.locator('td.count', { hasText: /^6$/ }).waitFor()
    await plain.page.getByRole('button', { name: '사진 1 빼기' }).click()
    await plain.page.getByRole('img', { name: '사진 1' }).waitFor({ state: 'detached' })
  })
}
