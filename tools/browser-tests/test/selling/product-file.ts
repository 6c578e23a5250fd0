import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { TestContext } from 'node:test'
import { checkPage } from '../support/visitor.ts'
import { type Stage, unexpected } from './stage.ts'

const LINE = 2

export async function productFile(t: TestContext, stage: Stage): Promise<void> {
  const { sql } = stage.site
  const stockOf = async (id: number) =>
    (await sql`select stock from skus where id = ${id}`)[0]!['stock'] as number

  for (const javaScriptEnabled of [true, false])
    await t.test(
      `products are exported, changed by a file and restored${javaScriptEnabled ? '' : ' without script'}`,
      async () => {
        const { page, complaints } = await stage.atDesk('/seller/products', { javaScriptEnabled })
        await page.getByRole('link', { name: '파일로 관리' }).click()
        await page.getByRole('heading', { name: '파일로 관리' }).waitFor()
        const download = page.waitForEvent('download')
        await page.getByRole('link', { name: '상품 파일 내려받기' }).click()
        const text = await readFile(await (await download).path(), 'utf8')
        const [names = '', ...lines] = text.trimEnd().split('\r\n')
        assert.match(names, /^\ufeff상품번호,.*,기존재고,재고$/)

        await page.getByRole('button', { name: '미리 확인' }).click()
        await page.getByRole('alert').getByText('파일을 골라 주세요').waitFor()

        // Too large for a form, and one that would be when it comes back in another encoding.
        for (const size of [1_500_000, 700_000]) {
          await page.getByLabel('상품 CSV 파일').setInputFiles({
            name: 'products.csv',
            mimeType: 'text/csv',
            buffer: Buffer.alloc(size, 'b0a1', 'hex'),
          })
          await page.getByRole('button', { name: '미리 확인' }).click()
          await page.getByRole('alert').getByText('파일이 너무 큽니다').waitFor()
        }

        const [sku] = await sql<
          { id: number; productId: number; size: number; color: string; stock: number }[]
        >`
        select skus.id::int, skus.product_id::int as "productId", size_mm as size, product_colors.name as color, stock
        from skus join product_colors on product_colors.id = color_id where skus.id = ${stage.first}`
        const { productId, size, color, stock } = sku!
        const own = lines.find(
          (line) => line.startsWith(`${productId},`) && line.includes(`,${color},${size},`),
        )!
        const raised = own.replace(/,\d+$/, `,${stock + 5}`)
        const other = lines.find((line) => !line.startsWith(`${productId},`))!
        await page.getByLabel('상품 CSV 파일').setInputFiles({
          name: 'products.csv',
          mimeType: 'text/csv',
          buffer: Buffer.from([names, raised, other.replace(/,\d+$/, ',많이'), ''].join('\r\n')),
        })
        await page.getByRole('button', { name: '미리 확인' }).click()
        await page.getByText('아직 바뀌지 않았습니다').waitFor()
        await page.getByRole('row').nth(1).getByText('재고').waitFor()
        assert.equal(
          await page.getByRole('row').nth(1).getByRole('cell').first().textContent(),
          String(LINE + 1),
        )
        if (javaScriptEnabled) await checkPage(page)
        assert.equal(await stockOf(stage.first), stock)

        await page.getByRole('button', { name: '이대로 반영하기' }).click()
        await page.getByRole('heading', { name: '반영했습니다' }).waitFor()
        assert.equal(await stockOf(stage.first), stock + 5)
        await page
          .getByRole('button', { name: /되돌리기/ })
          .first()
          .click()
        await page.getByRole('status').getByText('상품 1개를 되돌렸습니다').waitFor()
        assert.equal(await stockOf(stage.first), stock)
        assert.deepEqual(unexpected(complaints), [])
      },
    )
}
