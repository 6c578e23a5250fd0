import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { outcomeOf } from '@munova/http-client'
import { demoAccounts } from '@munova/tool-seed'
import { askReturn, done, shopOf } from '../support/sale.ts'
import { type Stage, unexpected } from './stage.ts'

const { seller } = demoAccounts

/** Of goods that were shipped before. */
export async function returns(t: TestContext, stage: Stage): Promise<void> {
  await t.test('returns and exchanges are accepted or rejected', async () => {
    const delivered = await stage.site.sql<{ id: number; order_id: number }[]>`
      update order_items set status = 'DELIVERED', delivered_at = now() - interval '1 day'
      where status in ('SHIPPED', 'DELIVERED') returning id::int, order_id::int`
    const [one, two, three] = delivered
    await askReturn(stage.shop, one!)
    await askReturn(stage.shop, two!)
    const [other] = await stage.site.sql<{ id: number }[]>`
      select other.id::int from order_items join skus on skus.id = sku_id
        join skus as other on other.product_id = skus.product_id and other.size_mm <> skus.size_mm
      where order_items.id = ${three!.id} and other.stock - other.reserved - other.allocated > 0 limit 1`
    await askReturn(stage.shop, three!, { exchangeSkuId: other!.id })

    const { page, complaints } = await stage.atDesk('/seller/returns')
    await page.getByText(/교환 희망: .+mm/).waitFor()
    assert.equal(await page.getByText(/일.* 남음/).count(), 3)
    const row = (nth: number) => page.locator('article').nth(nth)
    await row(0).getByText('거절하기').click()
    await row(0).getByLabel('거절 사유').fill('신은 흔적이 있습니다')
    await row(0).getByRole('button', { name: '거절', exact: true }).click()
    await page.locator('article').nth(2).waitFor({ state: 'detached' })
    await row(0).getByText('승인하기').click()
    await row(0).getByLabel('구매자에게 할 말').fill('확인했습니다')
    await row(0).getByRole('button', { name: '승인', exact: true }).click()
    await page.locator('article').nth(1).waitFor({ state: 'detached' })

    // Answered elsewhere in the meantime.
    await row(0).getByText('거절하기').click()
    await row(0).getByLabel('거절 사유').fill('교환할 수 없습니다')
    const sellers = await shopOf(stage.site, seller.email)
    const [open] = await stage.site.sql<
      { id: number }[]
    >`select id::int from returns where status = 'REQUESTED'`
    done(
      await outcomeOf(
        sellers.POST('/v1/seller/returns/{id}/accept', {
          params: { path: { id: open!.id }, header: { 'idempotency-key': crypto.randomUUID() } },
          body: { restock: true, answer: '' },
        }),
      ),
    )
    await row(0).getByRole('button', { name: '거절', exact: true }).click()
    await page.getByRole('alert').getByText('이미 처리된 신청입니다').waitFor()
    assert.equal(await row(0).getByLabel('거절 사유').inputValue(), '교환할 수 없습니다')
    await page.getByRole('link', { name: '승인함' }).click()
    await page.getByText('내 답변: 확인했습니다').waitFor()
    const answers = await stage.site.sql`select status, answer from returns order by id`
    assert.deepEqual(
      answers.map(({ status, answer }) => [status, answer]),
      [
        ['REJECTED', '신은 흔적이 있습니다'],
        ['ACCEPTED', '확인했습니다'],
        ['ACCEPTED', ''],
      ],
    )
    assert.deepEqual(unexpected(complaints), [])
  })
}
