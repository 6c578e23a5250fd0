import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latch, testBrowser, until } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Page } from 'playwright-core'
import { desk } from './chatting/stage.ts'
import { fillAddress, placeOrder, toCheckout, toWindow } from './support/buying.ts'
import { enter, fill, reach } from './support/keyboard.ts'
import { member } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { deliver, paidOrder, shopOf } from './support/sale.ts'
import { checkPage } from './support/visitor.ts'

/** Unfolds the cancellation before the script of the page runs, and waits until it has run. */
async function unfoldEarly(page: Page, path: string): Promise<void> {
  const arrived = latch()
  await page.route('**/_app/**/*.js', async (route) => {
    await arrived.promise
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'commit' })
  await page.getByText('주문 취소', { exact: true }).click()
  arrived.resolve()
  await page.locator('[data-stream=live]').waitFor()
  await page.unrouteAll({ behavior: 'wait' })
  assert.ok(await page.getByLabel('사유').isVisible())
}

/** The words of an exchange, with what is said of its stock. */
async function exchangeOf(page: Page, variant: string): Promise<string> {
  return page.getByRole('option', { name: `교환: ${variant}` }).innerText()
}

test('a buyer orders and pays', async (t) => {
  const site = await openSite(t, {}, { withPayments: true })
  const browser = await testBrowser(t)
  const { email } = demoAccounts.buyer
  const statesOf = (id: number) =>
    site.sql<{ status: string; pairs: number; amount: number }[]>`
      select status, quantity::int as pairs, (unit_price * quantity - discount)::int as amount
      from order_items where order_id = ${id} order by id`
  const ordersOf = async () => (await site.sql`select id from orders`).length

  for (const javaScriptEnabled of [true, false]) {
    await t.test(
      `with script ${javaScriptEnabled ? 'on' : 'off'}: from the list to a paid order`,
      async () => {
        const { page, complaints } = await member(browser, site.url, { email, javaScriptEnabled })
        await toCheckout(page)
        await placeOrder(page)
        const order = page.url()
        await toWindow(page)
        await page.getByRole('button', { name: '결제하기' }).click()
        await page.getByText('결제가 완료되었습니다.').waitFor()

        // Neither reloading nor the window of before charges again.
        const result = page.url()
        await page.reload()
        await page.getByText('결제가 완료되었습니다.').waitFor()
        const number = new URL(result).searchParams.get('orderId')!
        await page.goBack()
        await page.waitForURL(/\/window\?/)
        await page.goto(order)
        await page.getByText('배송 준비 중').first().waitFor()
        assert.equal(await page.getByRole('link', { name: /원 결제하기$/ }).count(), 0)
        const { captured } = await site.toss.ledger(number)
        const [paid] = await site.sql<{ total: number }[]>`select total from orders where number = ${number}`
        assert.equal(captured, paid!.total)
        assert.deepEqual(complaints, [])

        // What is not shipped can be cancelled; the money comes back.
        await page.getByText('주문 취소', { exact: true }).click()
        await page.getByLabel('사유').fill('다른 상품으로 바꾸려고요')
        await page.getByRole('button', { name: '취소하기' }).click()
        await page.getByRole('heading', { name: '환불' }).waitFor()
        await page.context().close()
      },
    )
  }

  await t.test(
    'with the keyboard alone: from the list to a paid order, the focus always in sight',
    async () => {
      const { page, complaints } = await member(browser, site.url, { email, path: '/products', ...desk })
      await page.locator('[data-stream=live]').waitFor()
      const available = page.locator('article', { hasNot: page.locator('.badge') }).getByRole('link')
      await enter(page, available)
      await page.waitForURL(/\/products\/\d+$/)
      await reach(page, page.locator('input[name=skuId]'))
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowRight')
      const chosen = await page.locator('input[name=skuId]:checked').inputValue()
      await enter(page, page.getByRole('button', { name: '장바구니 담기' }))
      await page.getByText('장바구니에 담았습니다.').waitFor()
      await enter(page, page.getByRole('link', { name: '장바구니 보기' }), 'Shift+Tab')
      await enter(page, page.getByRole('link', { name: '주문하기' }))
      await page.waitForURL('**/checkout')
      const another = page.getByLabel('새 배송지 입력')
      if ((await another.count()) > 0 && !(await another.isChecked())) {
        await reach(page, page.locator('input[name=addressId]'))
        while (!(await another.isChecked())) await page.keyboard.press('ArrowDown')
      }
      await fill(page, '받는 분', '김구매')
      await fill(page, '휴대전화', '010-1234-5678')
      await fill(page, '우편번호', '63100')
      await fill(page, '도로명 주소', '제주대로 1')
      await enter(page, page.getByRole('button', { name: /금액 확인|금액 다시 계산/ }))
      await page.getByRole('button', { name: /원 주문하기$/ }).waitFor()
      await enter(page, page.getByRole('button', { name: /원 주문하기$/ }))
      await page.waitForURL(/\/orders\/\d+$/)
      const id = Number(new URL(page.url()).pathname.split('/').at(-1))
      await enter(page, page.getByRole('link', { name: /원 결제하기$/ }))
      await page.waitForURL(/\/window\?/)
      await enter(page, page.getByRole('button', { name: '결제하기' }))
      await page.getByText('결제가 완료되었습니다.').waitFor()
      const items = await site.sql<{ sku: string; status: string }[]>`
      select sku_id::text as sku, status from order_items where order_id = ${id}`
      assert.ok(items.some(({ sku }) => sku === chosen))
      assert.ok(
        items.every(({ status }) => status === 'PREPARING' || status === 'PAID'),
        JSON.stringify(items),
      )
      assert.deepEqual(complaints, [])
      await page.context().close()
    },
  )

  await t.test('what is typed before the script runs is still there when it does', async () => {
    const { page, complaints } = await member(browser, site.url, { email })
    await toCheckout(page)
    let arrived = latch()
    await page.route('**/_app/**/*.js', async (route) => {
      await arrived.promise
      await route.continue()
    })
    /** Types while the script is under way, and looks once it runs. */
    const typing = async (path: string, type: () => Promise<void>, look: () => Promise<void>) => {
      arrived = latch()
      await page.goto(path, { waitUntil: 'commit' })
      await type()
      arrived.resolve()
      await page.locator('[data-stream=live]').waitFor()
      await look()
    }
    const quantity = page.getByLabel('수량')
    await typing(
      '/cart',
      () => quantity.fill('3'),
      async () => assert.equal(await quantity.inputValue(), '3'),
    )
    const [line, note] = [page.getByLabel('도로명 주소'), page.getByLabel('배송 메모')]
    await typing(
      '/checkout',
      async () => {
        await page.getByLabel('새 배송지 입력').check()
        await line.fill('테헤란로 1')
        await note.fill('문 앞')
      },
      async () => {
        assert.deepEqual([await line.inputValue(), await note.inputValue()], ['테헤란로 1', '문 앞'])
        assert.ok(await page.getByLabel('새 배송지 입력').isChecked())
      },
    )
    await page.unroute('**/_app/**/*.js')
    await placeOrder(page)
    await page.route('**/_app/**/*.js', async (route) => {
      await arrived.promise
      await route.continue()
    })
    const reason = page.getByLabel('사유')
    await typing(
      page.url(),
      async () => {
        await page.getByText('주문 취소', { exact: true }).click()
        await reason.fill('다른 상품으로')
      },
      async () => assert.equal(await reason.inputValue(), '다른 상품으로'),
    )
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('the same form sent twice at once places one order', async () => {
    const { page } = await member(browser, site.url, { email })
    await toCheckout(page)
    await page.getByLabel('새 배송지 입력').check()
    await fillAddress(page, '06236', '테헤란로 1')
    await page.getByRole('button', { name: /금액 확인|금액 다시 계산/ }).click()
    await page.getByRole('button', { name: /원 주문하기$/ }).waitFor()
    const form = await page
      .locator('form[action="?/place"]')
      .evaluate((element) =>
        Object.fromEntries(
          [...new FormData(element as HTMLFormElement)].map(([name, value]) => [
            name,
            typeof value === 'string' ? value : '',
          ]),
        ),
      )
    const before = await ordersOf()
    const send = () =>
      page.context().request.post('/checkout?/place', {
        form,
        headers: { origin: new URL(site.url).origin, accept: 'text/html' },
        maxRedirects: 0,
      })
    const answers = await Promise.all([send(), send()])
    assert.deepEqual(
      answers.map((answer) => answer.status()),
      [303, 303],
    )
    assert.equal(answers[0].headers()['location'], answers[1].headers()['location'])
    assert.equal(await ordersOf(), before + 1)
    await page.context().close()
  })

  await t.test('who leaves the window, or is declined, may pay again', async () => {
    const { page } = await member(browser, site.url, { email })
    await toCheckout(page)
    await placeOrder(page)
    const order = page.url()
    await toWindow(page)
    await page.getByRole('button', { name: '취소' }).click()
    await page.getByText('결제창을 닫았습니다').waitFor()
    await page.getByRole('link', { name: '주문 보기' }).click()
    await page.waitForURL(order)
    await site.toss.fault({ kind: 'refuse', code: 'REJECT_CARD_PAYMENT' })
    await toWindow(page)
    await page.getByRole('button', { name: '결제하기' }).click()
    await page.getByText('결제가 승인되지 않았습니다.').waitFor()
    await checkPage(page)
    await page.getByRole('link', { name: '주문 보기' }).click()
    await toWindow(page)
    await page.locator('select').selectOption('가상계좌')
    await page.getByRole('button', { name: '결제하기' }).click()
    await page.getByText('입금하시면').waitFor()
    await page.getByText('신한은행').waitFor()

    // The money arrives; it goes back to an account of the buyer.
    const [payment] = await site.sql<{ key: string }[]>`
      select payment_key as key from payments where status = 'WAITING_FOR_DEPOSIT'`
    await site.toss.deposit(payment!.key)
    const webhook = { eventType: 'PAYMENT_STATUS_CHANGED', data: { paymentKey: payment!.key } }
    await page.context().request.post('/v1/payments/webhook', { data: webhook })
    await until(
      async () =>
        (await site.sql`select from payments where payment_key = ${payment!.key} and status = 'DONE'`)
          .length > 0,
      { what: 'the deposit' },
    )
    await page.goto(order)
    await page.getByText('주문 취소', { exact: true }).click()
    await page.getByLabel('사유').fill('다른 상품으로 바꾸려고요')
    await page.getByLabel('은행').selectOption('우리은행')
    await page.getByLabel('계좌번호').fill('1002123456789')
    await page.getByLabel('예금주').fill('김구매')
    await page.getByRole('button', { name: '취소하기' }).click()
    await page.getByRole('heading', { name: '환불' }).waitFor()
    await page.context().close()
  })

  for (const javaScriptEnabled of [true, false]) {
    await t.test(
      `with script ${javaScriptEnabled ? 'on' : 'off'}: one pair of a line is cancelled, one exchanged, one returned`,
      async () => {
        const shop = await shopOf(site, email)
        const [sku] = await site.sql<{ id: number; otherId: number; other: string }[]>`
          select skus.id::int, other.id::int as "otherId", colors.name || ' ' || other.size_mm || 'mm' as other
          from skus join products on products.id = skus.product_id and status = 'PUBLISHED' and purchase_limit is null
            join skus as other on other.color_id = skus.color_id and other.id <> skus.id and other.stock > 20
            join product_colors as colors on colors.id = skus.color_id
          where skus.stock > 20 limit 1`
        const { id } = await paidOrder(site, shop, [sku!.id], { pairs: 3 })
        const { page, complaints } = await member(browser, site.url, { email, javaScriptEnabled })
        if (javaScriptEnabled) await unfoldEarly(page, `/orders/${id}`)
        else {
          await page.goto(`/orders/${id}`)
          await page.getByText('주문 취소', { exact: true }).click()
        }
        const [whole] = await statesOf(id)
        await page.getByLabel(/^취소할 수량/).selectOption('1')
        await page.getByLabel('사유').fill('한 켤레만 필요해요')
        await page.getByRole('button', { name: '취소하기' }).click()
        await page.getByRole('heading', { name: '환불' }).waitFor()
        const cancelled = (await statesOf(id)).toSorted((one, other) => one.pairs - other.pairs)
        assert.deepEqual(
          cancelled.map(({ status, pairs }) => [status, pairs]),
          [
            ['CANCELLED', 1],
            ['PAID', 2],
          ],
        )
        assert.equal(cancelled[0]!.amount * 3, whole!.amount)

        await deliver(site.sql, id)
        await page.reload()
        await page.getByText('반품·교환 신청', { exact: true }).click()
        await page.getByLabel('수량', { exact: true }).selectOption('1')
        await page.getByLabel('받으실 것').selectOption({ label: await exchangeOf(page, sku!.other) })
        // Only a fault is noticed: what was entered stays.
        await page.getByLabel(/^문제를 안 날/).fill('2026-01-02')
        await page.getByLabel(/^자세한 내용/).fill('발볼이 좁아요')
        await page.getByRole('button', { name: '신청하기' }).click()
        await page.getByRole('alert').getByText('상품에 문제가 있을 때만').waitFor()
        assert.equal(await page.getByLabel(/^자세한 내용/).inputValue(), '발볼이 좁아요')
        assert.equal(await page.getByLabel('수량', { exact: true }).inputValue(), '1')
        if (javaScriptEnabled) await checkPage(page)
        complaints.length = 0
        await page.getByLabel(/^문제를 안 날/).fill('')
        await page.getByRole('button', { name: '신청하기' }).click()
        await page.getByText('교환 신청됨', { exact: true }).waitFor()

        // What is sold out meanwhile is said, and the money can be asked for instead.
        await page.getByText('반품·교환 신청', { exact: true }).click()
        await page.getByLabel('받으실 것').selectOption({ label: await exchangeOf(page, sku!.other) })
        await site.sql`update skus set stock = reserved + allocated where id = ${sku!.otherId}`
        await page.getByRole('button', { name: '신청하기' }).click()
        await page.getByRole('alert').waitFor()
        complaints.length = 0
        await page.getByLabel('받으실 것').selectOption({ label: '환불 (반품)' })
        await page.getByRole('button', { name: '신청하기' }).click()
        await page.getByText('반품 신청됨', { exact: true }).waitFor()
        assert.deepEqual((await statesOf(id)).map(({ status, pairs }) => `${status} ${pairs}`).toSorted(), [
          'CANCELLED 1',
          'EXCHANGE_REQUESTED 1',
          'RETURN_REQUESTED 1',
        ])
        assert.deepEqual(complaints, [])
        await page.context().close()
      },
    )
  }

  await t.test('what is sold out since is said, and nothing entered is lost', async () => {
    const { page } = await member(browser, site.url, { email })
    await toCheckout(page)
    await page.getByLabel('배송 메모').fill('경비실에 맡겨 주세요')
    await page.getByLabel('새 배송지 입력').check()
    await fillAddress(page, '06236', '테헤란로 1')
    const stock = await site.sql<{ id: number }[]>`
      update skus set stock = reserved + allocated
      where id in (
        select sku_id from cart_lines join carts on carts.id = cart_id where member_id = ${demoAccounts.buyer.id}
      )
      returning id`
    assert.equal(stock.length, 1)
    await page.getByRole('button', { name: /금액 확인|금액 다시 계산/ }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByLabel('배송 메모').inputValue(), '경비실에 맡겨 주세요')
    assert.equal(await page.getByLabel('도로명 주소').inputValue(), '테헤란로 1')
    await page.goto('/checkout')
    await page.getByText('품절되었습니다').first().waitFor()
    await checkPage(page)
    await page.context().close()
  })

  await t.test('no page has serious faults for axe, in both languages', async () => {
    const { page, complaints } = await member(browser, site.url, { email, path: '/orders' })
    const order = await page.locator('.list a').first().getAttribute('href')
    for (const language of ['English', '한국어']) {
      await page.goto('/')
      await page.getByRole('button', { name: language }).click()
      for (const path of ['/checkout', '/orders', order ?? '', '/coupons', '/checkout/result?order=1']) {
        await page.goto(path)
        await checkPage(page)
      }
    }
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
})
