import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testBrowser, until } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Page, Response } from 'playwright-core'
import { placeOrder, toCheckout, toWindow } from './support/buying.ts'
import { member } from './support/member.ts'
import { CLIENT_KEY, openSite } from './support/open-site.ts'
import { openTossSdk, requestsOf } from './support/toss-sdk.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'

const pay = (page: Page) => page.getByRole('button', { name: /원 결제하기$/ })

/** The directive of the policy of a page. */
const directive = async (response: Response | null, name: string) =>
  (await response?.headerValue('content-security-policy'))
    ?.split('; ')
    .find((each) => each.startsWith(`${name} `))

test("a buyer pays in Toss Payments' own window", async (t) => {
  const sdk = await openTossSdk(t)
  const site = await openSite(t, {}, { withPayments: true, tossSdk: sdk.url })
  sdk.windowUrl = `${site.toss.url}/window`
  const browser = await testBrowser(t)
  const { email } = demoAccounts.buyer

  /** On the page where a new order is paid, with a script whose windows end so. */
  const toPay = async (ending: typeof sdk.ending) => {
    sdk.ending = ending
    const { page, complaints } = await member(browser, site.url, { email })
    const requests = await requestsOf(page)
    await toCheckout(page)
    await placeOrder(page)
    const order = page.url()
    await toWindow(page)
    await page.waitForURL(`${order}/pay`)
    return { page, complaints, requests, order }
  }

  await t.test('the window is asked for exactly the order, once, and leads to its result', async () => {
    const { page, complaints, requests, order } = await toPay('window')
    await page.getByLabel('휴대폰').check()
    await pay(page).dblclick()
    await page.waitForURL(/\/window\?/)
    const [row] = await site.sql<{ number: string; total: number; name: string }[]>`
      select number, total::int as total, product_name as name
      from orders join order_items on order_id = orders.id where orders.id = ${order.split('/').pop()!}`
    const back = `${site.url}/checkout/result?order=${order.split('/').pop()}`
    assert.deepEqual(requests, [
      {
        clientKey: CLIENT_KEY,
        customerKey: '@@ANONYMOUS',
        request: {
          method: 'MOBILE_PHONE',
          amount: { currency: 'KRW', value: row!.total },
          orderId: row!.number,
          orderName: row!.name,
          successUrl: back,
          failUrl: back,
        },
      },
    ])

    // Back without paying: the window can be opened again.
    await page.goBack()
    await pay(page).click()
    await page.waitForURL(/\/window\?/)
    await page.getByRole('button', { name: '결제하기' }).click()
    await page.getByText('결제가 완료되었습니다.').waitFor()
    assert.equal((await site.toss.ledger(row!.number)).captured, row!.total)

    // Back to it after paying: there is nothing to pay any more.
    await page.goto(`${order}/pay`)
    await page.waitForURL(order)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('who leaves at the gateway, or closes the window, may open it again', async () => {
    const { page, complaints, order } = await toPay('window')
    await pay(page).click()
    await page.getByRole('button', { name: '취소' }).click()
    await page.getByText('결제를 마치지 않고 결제창을 닫았습니다.').waitFor()
    sdk.ending = 'closed'
    await page.goto(`${order}/pay`)
    await pay(page).click()
    await page.getByText('결제를 마치지 않고 결제창을 닫았습니다.').waitFor()
    assert.ok(await pay(page).isEnabled())
    await checkPage(page)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('a window that fails says why, and one that is open cannot be opened again', async () => {
    const { page, complaints, order } = await toPay('declined')
    await pay(page).click()
    await page.getByRole('alert').getByText('한도초과 혹은 잔액부족').waitFor()
    assert.ok(await pay(page).isEnabled())
    sdk.ending = 'open'
    await page.goto(`${order}/pay`)
    await pay(page).click()
    await page.getByText('결제창에서 결제를 마쳐 주세요.').waitFor()
    assert.ok(await pay(page).isDisabled())
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('a script that never comes is given up, and can be asked for again', async () => {
    sdk.isServed = false
    const { page, complaints, requests } = await toPay('open').catch((error: unknown) => {
      sdk.isServed = true
      throw error
    })
    await page.getByText('결제창을 준비하고 있습니다.').waitFor()
    assert.ok(await pay(page).isDisabled())
    await page.clock.install()
    await page.reload({ waitUntil: 'commit' })
    await page.locator('script[src$="/v2/standard"]').waitFor({ state: 'attached' })
    await page.clock.fastForward(20_000)
    await page.getByRole('alert').getByText('결제창을 불러오지 못했습니다.').waitFor()
    await checkPage(page)
    sdk.isServed = true
    await page.getByRole('link', { name: '다시 시도' }).click()
    await pay(page).click()
    await until(() => requests.length === 1, { what: 'the window' })
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('only this page admits the script, however one comes to it or leaves it', async () => {
    const { page, complaints, order } = await toPay('open')
    const { origin } = new URL(sdk.url)
    const own = await page.reload()
    assert.match((await directive(own, 'script-src'))!, new RegExp(` ${origin}$`))
    assert.equal(
      await directive(own, 'frame-src'),
      'frame-src https://*.tosspayments.com https://pay.toss.im',
    )
    assert.doesNotMatch((await own!.headerValue('content-security-policy'))!, /unsafe-inline/)
    const others = await page.request.get(order)
    assert.doesNotMatch(others.headers()['content-security-policy']!, new RegExp(`${origin}|toss`))

    // A document of its own: the order's page does not inherit what this one admits.
    const documents: string[] = []
    page.on('request', (request) => {
      if (request.isNavigationRequest()) documents.push(new URL(request.url()).pathname)
    })
    await page.getByRole('link', { name: '주문 보기' }).click()
    await page.waitForURL(order)
    await page.goBack()
    await pay(page).waitFor()
    const path = new URL(order).pathname
    assert.deepEqual(documents, [path, `${path}/pay`])
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test(
    'the page has no serious faults for axe, and says without script that it needs it',
    async () => {
      const { page, order } = await toPay('open')
      await inBothLooks(page, async () => {
        await page.goto(`${order}/pay`)
        await pay(page)
          .or(page.getByRole('button', { name: /^Pay / }))
          .waitFor()
        await checkPage(page)
      })
      await page.context().close()
      const { page: plain } = await member(browser, site.url, { email, javaScriptEnabled: false })
      await plain.goto(`${order}/pay`)
      await plain.locator('noscript p').waitFor()
      assert.equal(await pay(plain).count(), 0)
      await plain.context().close()
    },
  )
})
