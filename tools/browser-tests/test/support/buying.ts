import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** From the list to the checkout, with one pair in the cart. */
export async function toCheckout(page: Page): Promise<void> {
  await page.goto('/products')
  await page
    .locator('article', { hasNot: page.locator('.badge') })
    .getByRole('link')
    .first()
    .click()
  await page.waitForURL(/\/products\/\d+$/)
  await page.locator('input[name=skuId]:enabled').first().check()
  await page.getByRole('button', { name: '장바구니 담기' }).click()
  await page.getByRole('link', { name: '장바구니 보기' }).click()
  await page.getByRole('link', { name: '주문하기' }).click()
  await page.waitForURL('**/checkout')
}

export async function fillAddress(page: Page, postcode: string, line1: string): Promise<void> {
  await page.getByLabel('받는 분').fill('김구매')
  await page.getByLabel('휴대전화').fill('010-1234-5678')
  await page.getByLabel('우편번호').fill(postcode)
  await page.getByLabel('도로명 주소').fill(line1)
}

/** Asks for the order to a new address. */
export async function askForOrder(page: Page): Promise<void> {
  await page.getByLabel('새 배송지 입력').check()
  await fillAddress(page, '63100', '제주대로 1')
  await page.getByLabel('배송 메모').fill('문 앞에 놓아 주세요')
  await page.getByRole('button', { name: /금액 확인|금액 다시 계산/ }).click()
  await page.getByRole('button', { name: /원 주문하기$/ }).waitFor()
  assert.equal(await page.getByLabel('배송 메모').inputValue(), '문 앞에 놓아 주세요')
  await page.getByRole('button', { name: /원 주문하기$/ }).click()
}

/** Places the order for a new address; ends on its page. */
export async function placeOrder(page: Page): Promise<void> {
  await askForOrder(page)
  await page.waitForURL(/\/orders\/\d+$/)
}

/** From the page of an order to where it is paid. */
export const toWindow = (page: Page): Promise<void> =>
  page.getByRole('link', { name: /원 결제하기$/ }).click()
