import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcomeOf } from '@munova/http-client'
import { testBrowser } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Page } from 'playwright-core'
import { member } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { askReturn, done, paidOrder, shopOf } from './support/sale.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'

async function ship(page: Page, trackingNumber: string): Promise<void> {
  await page.getByRole('textbox', { name: '운송장 번호' }).first().fill(trackingNumber)
  await page.getByRole('button', { name: '발송 처리' }).click()
}

const openOrder = async (page: Page, number: string) => {
  await page.goto('/seller/orders')
  await page.getByRole('link', { name: number }).click()
  await page.getByRole('heading', { name: number }).waitFor()
}

/** Without those about forms that are refused, which a browser counts among its errors. */
const unexpected = (complaints: string[]) => complaints.filter((text) => !/status of 4\d\d/.test(text))

/** 주문번호,택배사,운송장번호 in the code page of Windows, whose letters are two bytes each. */
const NAMES = Buffer.from('c1d6b9aeb9f8c8a32cc5c3b9e8bbe72cbfeebcdbc0e5b9f8c8a3', 'hex')

test('a seller at the desk', async (t) => {
  const site = await openSite(t, {}, { withPayments: true })
  const browser = await testBrowser(t)
  t.afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))
  const { seller, buyer } = demoAccounts
  const shop = await shopOf(site, buyer.email)
  const skus = await site.sql<{ id: number; productId: number }[]>`
    select distinct on (product_id) skus.id::int, product_id::int as "productId"
    from skus join products on products.id = product_id
    where seller_id = ${seller.id} and products.status = 'PUBLISHED' and skus.stock - reserved - allocated > 12
    order by product_id, skus.id limit 3`
  const [first, second] = skus.map(({ id }) => id)
  const atDesk = (path: string, options = {}) =>
    member(browser, site.url, { email: seller.email, path, ...options })

  await t.test('only sellers are shown the way to it, and let in', async () => {
    const shopping = await member(browser, site.url, { email: buyer.email })
    assert.equal(await shopping.page.getByRole('link', { name: '판매자 데스크' }).count(), 0)
    for (const path of [
      '/seller',
      '/seller/orders',
      '/seller/orders/1',
      '/seller/shipments',
      '/seller/returns',
    ]) {
      assert.equal((await shopping.page.goto(path))?.status(), 403, path)
    }
    await shopping.page.getByRole('heading', { name: '이 페이지를 볼 권한이 없습니다' }).waitFor()
    const headers = { origin: new URL(site.url).origin, accept: 'text/html' }
    const posted = await shopping.page
      .context()
      .request.post('/seller/returns?/accept', { form: {}, headers })
    assert.equal(posted.status(), 403)

    const { page, complaints } = await atDesk('/')
    await page.getByRole('link', { name: '판매자 데스크' }).click()
    await page.getByRole('heading', { name: '판매자 데스크' }).waitFor()
    assert.deepEqual(unexpected(complaints), [])
  })

  for (const javaScriptEnabled of [true, false]) {
    await t.test(
      `with script ${javaScriptEnabled ? 'on' : 'off'}: a paid order is shipped in two parcels`,
      async () => {
        const { number } = await paidOrder(site, shop, [first!, second!])
        const { page, complaints } = await atDesk('/seller', { javaScriptEnabled })
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
        await site.sql`update shipments set shipped_at = now() - interval '2 days'`
        await corrected.getByLabel(/도착한 시각/).fill('')
        await corrected.getByRole('button', { name: '배송 완료' }).click()
        await corrected.getByText(/도착$/).waitFor()
        assert.deepEqual(unexpected(complaints), [])
      },
    )
  }

  await t.test('orders are found by number, recipient or buyer, and by day, page by page', async () => {
    const { number } = await paidOrder(site, shop, [first!], '한나래')
    const { page } = await atDesk('/seller/orders', { javaScriptEnabled: false })
    const search = async (by: string, words: string) => {
      await page.getByLabel('찾을 것').selectOption(by)
      await page.getByLabel('찾을 내용').fill(words)
      await page.getByRole('button', { name: '찾기' }).click()
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
    await page.getByRole('button', { name: '찾기' }).click()
    await page.getByText('이 조건의 주문이 없습니다').waitFor()
    await page.goto('/seller/orders?state=ALL&cursor=nonsense')
    await page.getByRole('alert').getByText('처음부터 다시').waitFor()
  })

  await t.test('what is sold out is cancelled, and the money goes back', async () => {
    const order = await paidOrder(site, shop, [first!, second!])
    const { page } = await atDesk('/seller/orders')
    await openOrder(page, order.number)
    await page.getByText('보낼 수 없는 상품 취소').click()
    const form = page.locator('form[action="?/cancel"]')
    await form.getByRole('button', { name: '취소하고 환불' }).click()
    await form.getByRole('alert').getByText('취소할 상품을 골라 주세요').waitFor()
    await form.getByRole('checkbox').first().check()
    await form.getByRole('button', { name: '취소하고 환불' }).click()
    await page.locator('.badge', { hasText: '취소됨' }).waitFor()
    const [item] = await site.sql`select status from order_items where order_id = ${order.id} order by id`
    assert.equal(item!['status'], 'CANCELLED')
    const { cancelled } = await site.toss.ledger(order.number)
    assert.equal(cancelled, order.items[0]!.amount)
  })

  await t.test(
    'a file ships many orders; what fails is said, and sent again when it is corrected',
    async () => {
      const orders = [await paidOrder(site, shop, [first!]), await paidOrder(site, shop, [second!])]
      const [good, bad] = orders.map(({ number }) => number)
      const { page, complaints } = await atDesk('/seller/shipments')
      await page.getByRole('button', { name: '등록하기' }).click()
      await page.getByRole('alert').getByText('파일을 고르거나').waitFor()
      await page.getByLabel('CSV 파일').setInputFiles({
        name: 'export.csv',
        mimeType: 'text/csv',
        buffer: Buffer.concat([
          NAMES,
          Buffer.from(
            `\r\n${good},CJ,1111-2222-3333\r\n${bad},CJ,12\r\n261123-7K3M9Q2X4T,CJ,111122223333\r\n`,
          ),
        ]),
      })
      await page.getByRole('button', { name: '등록하기' }).click()
      await page.getByRole('cell', { name: '운송장 번호가 이 택배사의 형식과 다릅니다' }).waitFor()
      await page.getByRole('cell', { name: '내 상품이 들어 있는 주문이 아닙니다' }).waitFor()
      const field = page.getByLabel('CSV 내용')
      assert.equal(
        await field.inputValue(),
        `주문번호,택배사,운송장번호\n${bad},CJ,12\n261123-7K3M9Q2X4T,CJ,111122223333\n`,
      )
      await checkPage(page)
      await field.fill(`주문번호,택배사,운송장번호\n${bad},CJ대한통운,4444-5555-6666\n`)
      await page.getByRole('button', { name: '이 줄만 다시 등록' }).click()
      await page.getByText('발송 1줄').waitFor()
      const sent = await site.sql`
      select tracking_number from shipments where order_id in ${site.sql(orders.map(({ id }) => id))} order by id`
      assert.deepEqual(
        sent.map((row) => row['tracking_number']),
        ['111122223333', '444455556666'],
      )
      await field.fill('이름\n1')
      await page.getByRole('button', { name: '등록하기' }).click()
      await page.getByRole('alert').getByText('열의 이름이 있어야').waitFor()
      assert.deepEqual(unexpected(complaints), [])
    },
  )

  await t.test('returns and exchanges are accepted or rejected', async () => {
    const delivered = await site.sql<{ id: number; order_id: number }[]>`
      update order_items set status = 'DELIVERED', delivered_at = now() - interval '1 day'
      where status in ('SHIPPED', 'DELIVERED') returning id::int, order_id::int`
    const [one, two, three] = delivered
    await askReturn(shop, one!)
    await askReturn(shop, two!)
    const [other] = await site.sql<{ id: number }[]>`
      select other.id::int from order_items join skus on skus.id = sku_id
        join skus as other on other.product_id = skus.product_id and other.size_mm <> skus.size_mm
      where order_items.id = ${three!.id} and other.stock - other.reserved - other.allocated > 0 limit 1`
    await askReturn(shop, three!, { exchangeSkuId: other!.id })

    const { page, complaints } = await atDesk('/seller/returns')
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
    const sellers = await shopOf(site, seller.email)
    const [open] = await site.sql<{ id: number }[]>`select id::int from returns where status = 'REQUESTED'`
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
    const answers = await site.sql`select status, answer from returns order by id`
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

  await t.test('no page has serious faults for axe, in both languages and looks', async () => {
    const { id } = await paidOrder(site, shop, [first!, second!])
    const [shipped] = await site.sql<{ id: number }[]>`select order_id::int as id from shipments limit 1`
    const { page, complaints } = await atDesk('/seller')
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
