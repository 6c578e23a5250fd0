import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latch, testBrowser } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Page } from 'playwright-core'
import { fillAddress, placeOrder, toCheckout } from './support/buying.ts'
import { member } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { checkPage } from './support/visitor.ts'

const toWindow = (page: Page) => page.getByRole('link', { name: /원 결제하기$/ }).click()

test('a buyer orders and pays', async (t) => {
  const site = await openSite(t, {}, { withPayments: true })
  const browser = await testBrowser(t)
  const { email } = demoAccounts.buyer
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
    await page.context().close()
  })

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
