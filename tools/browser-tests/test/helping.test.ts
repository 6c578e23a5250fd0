import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testBrowser, until } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import { fieldOf, openAct, sendAct } from './support/acts.ts'
import { member } from './support/member.ts'
import { askReturn, paidOrder, shopOf } from './support/sale.ts'
import { openSite } from './support/open-site.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'

test('an administrator helps', async (t) => {
  const site = await openSite(t, {}, { withPayments: true })
  const browser = await testBrowser(t)
  const { admin, buyer } = demoAccounts
  const others = await site.sql<{ id: number; email: string; name: string }[]>`
    select id, email, name from members where role = 'BUYER' and id <> ${buyer.id} order by id limit 2`
  const [promoted, troublesome] = [others[0]!, others[1]!]

  await t.test('only administrators are shown the way to it, and let in', async () => {
    const shopping = await member(browser, site.url, { email: buyer.email })
    assert.equal(await shopping.page.getByRole('link', { name: '관리', exact: true }).count(), 0)
    for (const path of ['/admin', '/admin/members', `/admin/members/${promoted.id}`, '/admin/audit']) {
      assert.equal((await shopping.page.goto(path))?.status(), 403, path)
      await shopping.page.getByRole('heading', { name: '이 페이지를 볼 권한이 없습니다' }).waitFor()
    }
    await shopping.page.context().close()
  })

  for (const javaScriptEnabled of [true, false]) {
    const script = `with script ${javaScriptEnabled ? 'on' : 'off'}`
    const role = javaScriptEnabled ? '판매자' : '구매자'

    await t.test(`${script}: a member is found and gets another role, and a brand is made`, async () => {
      const { page, complaints } = await member(browser, site.url, { email: admin.email, javaScriptEnabled })
      await page.getByRole('link', { name: '관리', exact: true }).click()
      await page.getByRole('navigation', { name: '관리' }).getByRole('link', { name: '회원' }).click()
      await page.getByLabel('앞부분').fill(promoted.email)
      await page.locator('#content').getByRole('button', { name: '찾기' }).click()
      await page.getByRole('link', { name: promoted.name }).click()
      await openAct(page, '역할 바꾸기')
      await fieldOf(page, '역할').selectOption({ label: role })
      await sendAct(page, '역할 바꾸기')
      await page.locator('.badge', { hasText: role }).waitFor()

      const name = javaScriptEnabled ? '새걸음' : '헌걸음'
      await page.getByRole('link', { name: '브랜드' }).click()
      await openAct(page, '브랜드 만들기')
      await fieldOf(page, '이름').fill(name)
      await sendAct(page, '만들기')
      // A name that is taken is said beside the form, which keeps what was entered.
      await openAct(page, '브랜드 만들기')
      await fieldOf(page, '이름').fill(name)
      await page.getByRole('button', { name: '만들기' }).click()
      await page.getByRole('alert').waitFor()
      assert.equal(await fieldOf(page, '이름').inputValue(), name)

      await page.getByRole('link', { name: '기록' }).click()
      await page.getByRole('listitem').filter({ hasText: '브랜드 만들기' }).first().waitFor()
      assert.deepEqual(
        complaints.filter((text) => !text.includes('409')),
        [],
      )
      await page.context().close()
    })
  }

  const skus = await site.sql<{ id: number; sellerId: number }[]>`
    select skus.id, seller_id as "sellerId" from skus join products on products.id = skus.product_id
    where products.status = 'PUBLISHED' and skus.stock > 10 order by skus.id limit 40`
  const skuIds = skus.filter(({ sellerId }) => sellerId === skus[0]!.sellerId).map(({ id }) => id)
  const shop = await shopOf(site, buyer.email)

  for (const javaScriptEnabled of [true, false]) {
    const script = `with script ${javaScriptEnabled ? 'on' : 'off'}`

    await t.test(`${script}: an order is found by number, and a part of it cancelled`, async () => {
      const order = await paidOrder(site, shop, skuIds.slice(0, 2))
      const [kept, unwanted] = [order.items[0]!, order.items[1]!]
      const { page, complaints } = await member(browser, site.url, {
        email: admin.email,
        path: '/admin/orders',
        javaScriptEnabled,
      })
      await page.getByLabel('찾을 말').fill(order.number)
      await page.locator('#content').getByRole('button', { name: '찾기' }).click()
      await page.getByRole('link', { name: order.number }).click()
      await page.getByRole('listitem').filter({ hasText: '결제됨' }).waitFor()

      await openAct(page, '일부 취소')
      await fieldOf(page, '사유').fill('다른 색이 왔대요')
      await fieldOf(page, '위 내용을 확인했습니다.').check()
      await page.getByRole('button', { name: '일부 취소하기' }).click()
      // Nothing was chosen.
      await page.getByRole('alert').waitFor()
      assert.equal(await fieldOf(page, '사유').inputValue(), '다른 색이 왔대요')
      await page.locator(`input[name=quantity-${unwanted.id}]`).fill('1')
      await sendAct(page, '일부 취소하기')
      await page
        .getByRole('listitem')
        .filter({ hasText: '상품 취소' })
        .getByText(`상품 ${unwanted.id}`)
        .waitFor()
      const items = await site.sql<{ id: number; status: string }[]>`
        select id, status from order_items where order_id = ${order.id} order by id`
      assert.deepEqual(
        items.map(({ id, status }) => [id, status]),
        [
          [kept.id, 'PAID'],
          [unwanted.id, 'CANCELLED'],
        ],
      )
      await until(async () => (await site.toss.ledger(order.number)).cancelled === unwanted.amount, {
        what: 'the money of the cancelled part to go back',
      })

      await page.goto(`/admin/audit?thing=order&thingId=${order.id}`)
      await page
        .getByRole('listitem')
        .filter({ hasText: '주문 취소' })
        .getByText(`회원 ${admin.id}`)
        .waitFor()
      assert.deepEqual(
        complaints.filter((text) => !text.includes('400')),
        [],
      )
      await page.context().close()
    })
  }

  await t.test('a form that is sent twice is one change', async () => {
    const order = await paidOrder(site, shop, skuIds.slice(0, 2))
    const { page } = await member(browser, site.url, {
      email: admin.email,
      path: `/admin/orders/${order.id}`,
    })
    const key = await page.locator('form[action$="/cancelPart"] input[name=key]').inputValue()
    const twice = { key, [`quantity-${order.items[0]!.id}`]: '1', reason: '두 번 누름', restock: 'on' }
    const submit = async () => {
      const answer = await page.context().request.post(`/admin/orders/${order.id}?/cancelPart`, {
        form: twice,
        headers: { origin: new URL(site.url).origin, accept: 'text/html' },
        maxRedirects: 0,
      })
      return answer.status()
    }
    // At the same moment, and once more.
    assert.deepEqual(await Promise.all([submit(), submit()]), [303, 303])
    assert.equal(await submit(), 303)
    const acts = await site.sql`select id from audit_log where thing = 'order' and thing_id = ${order.id}`
    assert.equal(acts.length, 1)
    await page.context().close()
  })

  await t.test('a difference at the gateway is resolved with a note', async () => {
    await site.sql`
      insert into payment_differences (kind, payment_key, order_id, amount) values ('UNKNOWN_PAYMENT', 'tpk_1', null, 5000)`
    const { page } = await member(browser, site.url, { email: admin.email, path: '/admin/differences' })
    await openAct(page, '해결로 적기')
    await fieldOf(page, '어떻게 처리했나요').fill('결제사에 문의해 취소했습니다.')
    await sendAct(page, '저장')
    await page.getByText('결제 차이가 없습니다.').waitFor()
    await page.getByRole('link', { name: '해결한 것' }).click()
    await page.getByRole('paragraph').filter({ hasText: '결제사에 문의해 취소했습니다.' }).waitFor()
    await page.context().close()
  })

  await t.test('a return is accepted in place of its seller', async () => {
    const sold = await paidOrder(site, shop, skuIds.slice(0, 1))
    await site.sql`
      with parcel as (
        insert into shipments (order_id, seller_id, courier, tracking_number, shipped_at)
        values (${sold.id}, ${sold.items[0]!.sellerId}, 'CJ', '123456789012', now() - interval '3 days') returning id
      )
      update order_items set status = 'SHIPPED', shipment_id = (select id from parcel) where order_id = ${sold.id}`
    const { page } = await member(browser, site.url, {
      email: admin.email,
      path: `/admin/orders/${sold.id}`,
    })
    await openAct(page, '배송 완료로 처리 · 123456789012')
    await sendAct(page, '배송 완료')
    await askReturn(shop, { id: sold.items[0]!.id, order_id: sold.id })
    await page.goto('/admin')
    await page.getByRole('main').getByRole('link', { name: '답변을 기다리는 반품·교환' }).click()
    await page.getByText('발볼이 좁아요').waitFor()
    await openAct(page, '반품·교환 거절')
    await fieldOf(page, '답변').fill('')
    await page.locator('details[open] summary').click()
    await openAct(page, '반품·교환 승인')
    await fieldOf(page, '답변').fill('확인했습니다.')
    await sendAct(page, '승인하기')
    await page.getByText('답변을 기다리는 반품·교환이 없습니다.').waitFor()
    const [answered] = await site.sql<{ status: string; answer: string }[]>`
      select status, answer from returns where order_id = ${sold.id}`
    assert.deepEqual({ ...answered }, { status: 'ACCEPTED', answer: '확인했습니다.' })
    await page.context().close()
  })

  await t.test('a campaign with a waiting room is made, and its numbers are read again', async () => {
    const { page, complaints } = await member(browser, site.url, {
      email: admin.email,
      path: '/admin/campaigns',
    })
    await openAct(page, '캠페인 만들기')
    await fieldOf(page, '이름').fill('첫 눈 쿠폰')
    await fieldOf(page, '할인 금액 (원)').fill('5000')
    await fieldOf(page, '수량').fill('1000')
    await fieldOf(page, '나눠 주기 시작').fill('2090-01-01T10:00')
    await fieldOf(page, '나눠 주기 끝').fill('2090-01-01T09:00')
    await fieldOf(page, '사용 기한').fill('2090-02-01T00:00')
    await fieldOf(page, '대기실').fill('50')
    await fieldOf(page, '위 내용을 확인했습니다.').check()
    await page.getByRole('button', { name: '만들기' }).click()
    await page.getByRole('alert').getByText('끝나는 시각은 시작 시각보다 뒤여야 합니다.').waitFor()
    await fieldOf(page, '나눠 주기 끝').fill('2090-01-02T09:00')
    await sendAct(page, '만들기')
    await page.getByRole('heading', { name: '첫 눈 쿠폰' }).waitFor()
    await page.getByText('0 / 1,000장').waitFor()
    await site.sql`update coupon_campaigns set issued = 7 where name = '첫 눈 쿠폰'`
    await page.getByText('7 / 1,000장').waitFor()

    await page.getByRole('link', { name: '드롭' }).click()
    await page.getByRole('link', { name: '첫 눈 쿠폰' }).waitFor()
    // Not one that the other orders are of.
    const [shoe] = await site.sql<{ id: number }[]>`
      select max(id) as id from products where status = 'PUBLISHED'`
    await page.getByLabel('상품 번호').fill(String(shoe!.id))
    await page.getByRole('button', { name: '열기' }).click()
    await page.getByText('대기실이 없습니다.').waitFor()
    await openAct(page, '대기실 정하기')
    await fieldOf(page, '여는 시각').fill('2090-03-01T10:00')
    await fieldOf(page, '닫는 시각').fill('2090-03-01T12:00')
    await sendAct(page, '저장')
    await page.getByText('초당 100명').waitFor()
    await openAct(page, '구매 한도 정하기')
    await fieldOf(page, '한 명이 살 수 있는').fill('2')
    await sendAct(page, '저장')
    const [product] = await site.sql`select purchase_limit from products where id = ${shoe!.id}`
    assert.equal(product?.['purchase_limit'], 2)
    assert.deepEqual(
      complaints.filter((text) => !text.includes('400')),
      [],
    )
    await page.context().close()
  })

  await t.test('a member who is suspended is out, and in again after it', async () => {
    const { page } = await member(browser, site.url, { email: admin.email })
    const guest = await member(browser, site.url, { email: troublesome.email, path: '/orders' })
    assert.equal(new URL(guest.page.url()).pathname, '/orders')
    await page.goto(`/admin/members/${troublesome.id}`)
    await openAct(page, '이용 정지')
    await fieldOf(page, '사유').fill('되팔이')
    await sendAct(page, '이용 정지하기')
    await page.getByText('되팔이').waitFor()
    await until(
      async () => {
        await guest.page.goto('/orders')
        return new URL(guest.page.url()).pathname === '/sign-in'
      },
      { what: 'the suspended member to be signed out' },
    )
    await openAct(page, '이용 정지 풀기')
    await sendAct(page, '정지 풀기')
    await page.locator('.badge', { hasText: '이용 중' }).waitFor()
    const acts = await site.sql<{ action: string }[]>`
      select action from audit_log where thing = 'member' and thing_id = ${troublesome.id} and action <> 'member.read'
      order by id`
    assert.deepEqual(
      acts.map(({ action }) => action),
      ['member.suspend', 'member.reinstate'],
    )
    await guest.page.context().close()
    await page.context().close()
  })

  await t.test('no page has serious faults for axe, in both languages and looks', async () => {
    const { page, complaints } = await member(browser, site.url, { email: admin.email })
    const order = await paidOrder(site, shop, skuIds.slice(0, 2))
    const pages = [
      '/admin',
      '/admin/orders?by=recipient&words=%EA%B9%80',
      `/admin/orders/${order.id}`,
      '/admin/returns',
      '/admin/refunds',
      '/admin/campaigns',
      '/admin/campaigns/1',
      '/admin/drops',
      `/admin/drops/${order.items[0]!.productId}`,
      '/admin/differences?resolved=true',
      '/admin/members?role=SELLER',
      `/admin/members/${promoted.id}`,
      '/admin/brands',
      '/admin/categories',
      '/admin/audit?action=member.role',
    ]
    await inBothLooks(page, async () => {
      for (const path of pages) {
        await page.goto(path)
        // Everything that can be opened is looked at too.
        await page.locator('main details').evaluateAll((all) => {
          for (const details of all) if (details instanceof HTMLDetailsElement) details.open = true
        })
        await checkPage(page)
      }
    })
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
})
