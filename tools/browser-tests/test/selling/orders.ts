import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { demoAccounts } from '@munova/tool-seed'
import type { Page } from 'playwright-core'
import { paidOrder } from '../support/sale.ts'
import { type Stage, unexpected } from './stage.ts'

async function ship(page: Page, trackingNumber: string): Promise<void> {
  await page.getByRole('textbox', { name: '운송장 번호' }).first().fill(trackingNumber)
  await page.getByRole('button', { name: '발송 처리' }).click()
}

const openOrder = async (page: Page, number: string) => {
  await page.goto('/seller/orders')
  await page.getByRole('link', { name: number }).click()
  await page.getByRole('heading', { name: number }).waitFor()
}

const { buyer } = demoAccounts

export async function orders(t: TestContext, stage: Stage): Promise<void> {
  for (const javaScriptEnabled of [true, false]) {
    await t.test(
      `with script ${javaScriptEnabled ? 'on' : 'off'}: a paid order is shipped in two parcels`,
      async () => {
        const { number } = await paidOrder(stage.site, stage.shop, [stage.first, stage.second])
        const { page, complaints } = await stage.atDesk('/seller', { javaScriptEnabled })
        await page.getByRole('link', { name: '주문', exact: true }).last().click()
        await page.getByRole('link', { name: number }).click()
        await page.getByText('테헤란로 1').waitFor()
        await page.getByText('문 앞에 놓아 주세요').waitFor()

        // A number that no label of this courier has is refused, and nothing entered is lost.
        await page.getByRole('checkbox').nth(1).uncheck()
        await page.getByLabel('택배사').selectOption('HANJIN')
        await ship(page, '1234-5678')
        await page.getByRole('alert').getByText('운송장 번호가 이 택배사의 형식과 다릅니다').waitFor()
        assert.equal(await page.getByLabel('택배사').inputValue(), 'HANJIN')
        assert.equal(await page.getByRole('checkbox').nth(1).isChecked(), false)
        await ship(page, '1234-5678-90')
        await page.getByText('1234567890').waitFor()
        await ship(page, '2222222222')
        await page.getByText('2222222222').waitFor()
        assert.equal(await page.getByRole('button', { name: '발송 처리' }).count(), 0)

        const parcel = page.locator('li', { hasText: '1234567890' })
        await parcel.getByText('운송장 고치기').click()
        await parcel.getByRole('textbox', { name: '운송장 번호' }).fill('3333333333')
        await parcel.getByRole('button', { name: '고치기' }).click()
        await page.getByText('3333333333').waitFor()
        const corrected = page.locator('li', { hasText: '3333333333' })
        await corrected.getByText('배송 완료로 표시').click()
        await corrected.getByLabel(/도착한 시각/).fill('2020-01-01T00:00')
        await corrected.getByRole('button', { name: '배송 완료' }).click()
        await page.getByRole('alert').getByText('그때 도착했을 수 없습니다').waitFor()
        assert.equal(await corrected.getByLabel(/도착한 시각/).inputValue(), '2020-01-01T00:00')
        await stage.site.sql`update shipments set shipped_at = now() - interval '2 days'`
        await corrected.getByLabel(/도착한 시각/).fill('')
        await corrected.getByRole('button', { name: '배송 완료' }).click()
        await corrected.getByText(/도착$/).waitFor()
        assert.deepEqual(unexpected(complaints), [])
      },
    )
  }

  await t.test('orders are found by number, recipient or buyer, and by day, page by page', async () => {
    const { number } = await paidOrder(stage.site, stage.shop, [stage.first], { recipient: '한나래' })
    const { page } = await stage.atDesk('/seller/orders', { javaScriptEnabled: false })
    const search = async (by: string, words: string) => {
      await page.getByLabel('찾을 것').selectOption(by)
      await page.getByLabel('찾을 내용').fill(words)
      await page.locator('#content').getByRole('button', { name: '찾기' }).click()
    }
    await search('recipient', '한나')
    await page.getByRole('link', { name: number }).waitFor()
    assert.equal(await page.locator('article').count(), 1)
    await search('number', number)
    await page.getByRole('link', { name: number }).waitFor()
    await search('number', '1')
    await page.getByText('이 조건의 주문이 없습니다').waitFor()
    assert.equal(await page.getByLabel('찾을 내용').inputValue(), '1')
    await search('buyer', buyer.name)
    assert.ok((await page.locator('article').count()) >= 3)
    await page.getByLabel('주문일까지').fill('2020-01-01')
    await page.locator('#content').getByRole('button', { name: '찾기' }).click()
    await page.getByText('이 조건의 주문이 없습니다').waitFor()
    await page.goto('/seller/orders?state=ALL&cursor=nonsense')
    await page.getByRole('alert').getByText('처음부터 다시').waitFor()
  })

  await t.test('what is sold out is cancelled, and the money goes back', async () => {
    const order = await paidOrder(stage.site, stage.shop, [stage.first, stage.second])
    const { page } = await stage.atDesk('/seller/orders')
    await openOrder(page, order.number)
    const other = await page.context().newPage()
    await openOrder(other, order.number)
    await page.getByText('보낼 수 없는 상품 취소').click()
    const form = page.locator('form[action="?/cancel"]')
    await form.getByRole('button', { name: '취소하고 환불' }).click()
    await form.getByRole('alert').getByText('취소할 상품을 골라 주세요').waitFor()
    await form.getByRole('checkbox').first().check()
    await form.getByRole('button', { name: '취소하고 환불' }).click()
    await page.locator('.badge', { hasText: '취소됨' }).waitFor()
    const [item] = await stage.site
      .sql`select status from order_items where order_id = ${order.id} order by id`
    assert.equal(item!['status'], 'CANCELLED')
    const { cancelled } = await stage.site.toss.ledger(order.number)
    assert.equal(cancelled, order.items[0]!.amount)

    // A page of before: it is told what has changed, and what is left is shipped with the same form.
    await ship(other, '123456789012')
    await other.getByRole('alert').waitFor()
    await other.locator('form[action="?/ship"]').getByRole('checkbox').first().uncheck()
    await ship(other, '123456789012')
    await other.locator('.badge', { hasText: '배송 중' }).first().waitFor()
  })
}
