import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { paidOrder } from '../support/sale.ts'
import { checkPage } from '../support/visitor.ts'
import { type Stage, unexpected } from './stage.ts'

/** 주문번호,택배사,운송장번호 in the code page of Windows, whose letters are two bytes each. */
const NAMES = Buffer.from('c1d6b9aeb9f8c8a32cc5c3b9e8bbe72cbfeebcdbc0e5b9f8c8a3', 'hex')

export async function file(t: TestContext, stage: Stage): Promise<void> {
  await t.test(
    'a file ships many orders; what fails is said, and sent again when it is corrected',
    async () => {
      const orders = [
        await paidOrder(stage.site, stage.shop, [stage.first]),
        await paidOrder(stage.site, stage.shop, [stage.second]),
      ]
      const [good, bad] = orders.map(({ number }) => number)
      const { page, complaints } = await stage.atDesk('/seller/shipments')
      await page.getByRole('button', { name: '등록하기' }).click()
      await page.getByRole('alert').getByText('파일을 고르거나').waitFor()
      await page.getByLabel('CSV 파일').setInputFiles({
        name: 'export.csv',
        mimeType: 'text/csv',
        buffer: Buffer.concat([
          NAMES,
          Buffer.from(
            `\r\n${good},CJ,1111-2222-3333\r\n${bad},CJ,12345678\r\n261123-7K3M9Q2X4T,CJ,111122223333\r\n`,
          ),
        ]),
      })
      await page.getByRole('button', { name: '등록하기' }).click()
      await page
        .getByRole('cell', { name: 'CJ대한통운 운송장번호는 숫자 10자리 또는 12자리입니다' })
        .waitFor()
      await page.getByRole('cell', { name: '내 상품이 들어 있는 주문이 아닙니다' }).waitFor()
      const field = page.getByLabel('CSV 내용')
      assert.equal(
        await field.inputValue(),
        `주문번호,택배사,운송장번호\n${bad},CJ,12345678\n261123-7K3M9Q2X4T,CJ,111122223333\n`,
      )
      await checkPage(page)
      await field.fill(`주문번호,택배사,운송장번호\n${bad},CJ대한통운,4444-5555-6666\n`)
      await page.getByRole('button', { name: '이 줄만 다시 등록' }).click()
      // The first answer said that one line was shipped, too: what it also said is gone once the second is there.
      await page
        .getByRole('cell', { name: '내 상품이 들어 있는 주문이 아닙니다' })
        .waitFor({ state: 'hidden' })
      await page
        .getByRole('status')
        .filter({ hasText: /^\s*발송 1줄\s*$/ })
        .waitFor()
      const sent = await stage.site.sql`
      select tracking_number from shipments where order_id in ${stage.site.sql(orders.map(({ id }) => id))} order by id`
      assert.deepEqual(
        sent.map((row) => row['tracking_number']),
        ['111122223333', '444455556666'],
      )
      await field.fill('이름\n1')
      await page.getByRole('button', { name: '등록하기' }).click()
      await page
        .getByRole('alert')
        .getByText('파일을 읽을 수 없습니다. 주문번호 열이 있어야 합니다')
        .waitFor()
      assert.deepEqual(unexpected(complaints), [])
    },
  )
}
