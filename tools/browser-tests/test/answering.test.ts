import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testBrowser, until } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Page } from 'playwright-core'
import { connected, desk, log, say, stored, write } from './chatting/stage.ts'
import { enter, reach } from './support/keyboard.ts'
import { member } from './support/member.ts'
import { openSite } from './support/open-site.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'

const rows = (page: Page) => page.getByRole('list', { name: '문의 목록' }).getByRole('link')
const view = (page: Page, name: string) =>
  page.getByRole('navigation', { name: '문의 상태' }).getByRole('link', { name })

test('a seller answers inquiries', async (t) => {
  const site = await openSite(t, {}, { withChat: true })
  const browser = await testBrowser(t)
  const { sql } = site.chat
  const { seller } = demoAccounts
  // What the demo shop was opened with is answered.
  await sql`update rooms set waiting_since = null where owner_id = ${seller.id}`
  const buyers = await site.sql<{ email: string; name: string }[]>`
    select email, name from members where role = 'BUYER' order by id limit 2`
  const shoes = await site.sql<{ id: number; name: string }[]>`
    select id, name from products where seller_id = ${seller.id} and status = 'PUBLISHED' order by id desc limit 2`
  const sellerAt = (path: string, options: object = desk) =>
    member(browser, site.url, { email: seller.email, path, ...options })

  /** A buyer asks on the page of a shoe. */
  async function ask(index: 0 | 1, words: string): Promise<Page> {
    const path = `/products/${shoes[index]!.id}`
    const { page } = await member(browser, site.url, { email: buyers[index]!.email, path })
    await page.getByRole('button', { name: '판매자에게 문의하기' }).click()
    await page.waitForURL(/\/messages\/\d+$/)
    await connected(page)
    await say(page, words)
    await stored(page, words)
    return page
  }

  await t.test('two buyers ask; the seller sees both at once, who waits longest first', async () => {
    const { page, complaints } = await sellerAt('/seller/inbox')
    await page.getByText('모두 답했습니다!').waitFor()
    await connected(page)
    const first = await ask(0, '한 치수 크게 사야 하나요?')
    await rows(page).nth(0).getByText('방금 문의함').waitFor()
    const second = await ask(1, '내일까지 받을 수 있을까요?')
    await rows(page).nth(1).getByText(buyers[1]!.name).waitFor()
    await rows(page).nth(0).getByText(buyers[0]!.name).waitFor()
    await rows(page).nth(1).getByText('안 읽은 메시지 1개').waitFor()
    await view(page, '답변 대기').getByText('2건').waitFor()
    await view(page, '새 문의').getByText('2건').waitFor()

    await sql`
      update rooms set waiting_since = clock_timestamp() - interval '12 minutes 30 seconds'
      where owner_id = ${seller.id} and product_id = ${shoes[1]!.id} and waiting_since is not null`
    await page.reload()
    await rows(page).nth(0).getByText('12분째 기다림').waitFor()
    await rows(page).nth(0).getByText(buyers[1]!.name).waitFor()
    assert.deepEqual(complaints, [])
    await Promise.all([first, second, page].map((each) => each.context().close()))
  })

  await t.test('with the keyboard: the next who waits, an answer, the one after, and the end', async () => {
    const { page, complaints } = await sellerAt('/seller/inbox')
    await connected(page)
    await page.keyboard.press('j')
    await page.getByRole('heading', { name: buyers[1]!.name }).waitFor()
    await log(page).getByText('내일까지 받을 수 있을까요?').waitFor()
    await page.getByRole('complementary', { name: '문의 정보' }).getByText(shoes[1]!.name).waitFor()
    await page.keyboard.press('r')
    // In the field a letter is a letter.
    await page.keyboard.type('jkc 네, 가능합니다')
    assert.equal(await write(page).inputValue(), 'jkc 네, 가능합니다')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('heading', { name: buyers[0]!.name }).waitFor()
    await until(() => write(page).evaluate((field) => field === document.activeElement), {
      what: 'the field of the next answer',
    })
    await rows(page).nth(0).getByText(buyers[0]!.name).waitFor()
    await until(async () => (await rows(page).count()) === 1, { what: 'the answered one to leave' })
    await page.keyboard.press('Escape')
    await page.keyboard.press('c')
    await page.getByText('종료된 대화입니다').waitFor()
    await page.getByText('모두 답했습니다!').waitFor()
    await view(page, '종료').click()
    await rows(page).getByText(buyers[0]!.name).first().waitFor()
    await view(page, '답변함').click()
    await rows(page).getByText('네, 가능합니다').waitFor()

    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: '단축키' })
    await help.getByRole('checkbox', { name: '단축키 사용' }).uncheck()
    await help.getByRole('button', { name: '닫기' }).click()
    await page.reload()
    await connected(page)
    await page.keyboard.press('?')
    await page.keyboard.press('j')
    assert.equal(await help.isVisible(), false)
    assert.ok(page.url().endsWith('?show=answered'), 'keys that are turned off do nothing')
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('with Tab and Enter alone: an inquiry is found, answered and closed', async () => {
    const asking = await ask(0, '비 오는 날 신어도 되나요?')
    const { page, complaints } = await sellerAt('/seller/inbox')
    await connected(page)
    await enter(page, rows(page).getByText(buyers[0]!.name).locator('xpath=ancestor::a'))
    await page.getByRole('heading', { name: buyers[0]!.name }).waitFor()
    await log(page).getByText('비 오는 날 신어도 되나요?').waitFor()
    await connected(page)
    await reach(page, write(page))
    await page.keyboard.type('네, 생활 방수가 됩니다')
    await enter(page, page.getByRole('button', { name: '보내기', exact: true }))
    await stored(page, '네, 생활 방수가 됩니다')
    await log(asking).getByText('네, 생활 방수가 됩니다').waitFor()
    await enter(page, page.getByRole('button', { name: '문의 종료' }), 'Shift+Tab')
    await page.getByText('종료된 대화입니다').waitFor()
    assert.deepEqual(complaints, [])
    await Promise.all([asking, page].map((each) => each.context().close()))
  })

  await t.test('a canned reply is made, chosen by its shortcut, and filled in for the buyer', async () => {
    const asking = await ask(0, '언제 도착하나요?')
    const { page, complaints } = await sellerAt('/seller/inbox')
    await page.getByRole('link', { name: '자주 쓰는 답변' }).click()
    await page.getByLabel('단축어').fill('/배송')
    const text = page.getByRole('textbox', { name: '답변', exact: true })
    await text.fill('{구매자}님, {상품} 주문 {주문번호}은 내일 도착합니다.')
    await page.getByRole('button', { name: '저장' }).first().click()
    await page.getByRole('heading', { name: '/배송' }).waitFor()
    await page.getByLabel('단축어').fill('두 낱말')
    await text.fill('남는 글')
    await page.getByRole('button', { name: '저장' }).first().click()
    await page.getByRole('alert').waitFor()
    assert.equal(await text.inputValue(), '남는 글')
    // The browser tells of the answer 400.
    complaints.length = 0

    await page.goto('/seller/inbox')
    await connected(page)
    await page.keyboard.press('j')
    await page.getByRole('heading', { name: buyers[0]!.name }).waitFor()
    await connected(page)
    await page.keyboard.press('/')
    await page.keyboard.type('배')
    await page.getByRole('option', { name: '배송' }).waitFor()
    await page.keyboard.press('Enter')
    const [order] = await site.sql<{ number: string }[]>`
      select number from orders join order_parts on order_id = orders.id
      where seller_id = ${seller.id} and orders.member_id = ${demoAccounts.buyer.id} order by orders.id desc limit 1`
    const expected = `${buyers[0]!.name}님, ${shoes[0]!.name} 주문 ${order?.number ?? '{주문번호}'}은 내일 도착합니다.`
    assert.equal(await write(page).inputValue(), expected)
    await page.keyboard.press('Enter')
    await stored(page, expected)
    await log(asking).getByText(expected).waitFor()

    const plain = await sellerAt('/seller/inbox/replies', { javaScriptEnabled: false })
    await plain.page.getByRole('button', { name: '삭제' }).click()
    await plain.page.getByText('아직 없습니다.').waitFor()
    assert.deepEqual(complaints, [])
    await Promise.all([asking, page, plain.page].map((each) => each.context().close()))
  })

  await t.test('without script: the list, an answer, the end and a new beginning', async () => {
    const buyer = await ask(1, '하나 더 여쭤볼게요')
    await buyer.context().close()
    const { page } = await sellerAt('/seller/inbox', { javaScriptEnabled: false })
    await rows(page).getByText('하나 더 여쭤볼게요').click()
    await write(page).fill('말씀하세요')
    await page.getByRole('button', { name: '보내기', exact: true }).click()
    await log(page).getByText('말씀하세요').waitFor()
    await page.getByRole('button', { name: '문의 종료' }).click()
    await page.getByRole('button', { name: '다시 열기' }).click()
    await page.getByRole('button', { name: '문의 종료' }).waitFor()
    await page.context().close()
  })

  await t.test(
    'the figures of the day: what is to do, the plots in words, and the answer time on the shoe',
    async () => {
      await site.sql`insert into seller_sales values (${seller.id}, now(), 1, 50000)`
      await site.sql`
      insert into seller_answers values (${seller.id}, (now() at time zone 'Asia/Seoul')::date, 10, 12)
      on conflict (seller_id, day, within_minutes) do update set answers = 12`
      const { orders, revenue } = await site.sql<[{ orders: number; revenue: number }]>`
      select count(*)::int as orders, sum(amount)::int as revenue from seller_sales
      where seller_id = ${seller.id} and (paid_at at time zone 'Asia/Seoul')::date = (now() at time zone 'Asia/Seoul')::date`.then(
        ([row]) => row,
      )
      const { page, complaints } = await sellerAt('/seller', { javaScriptEnabled: false })
      await page.getByRole('img', { name: `결제된 주문, 최근 15일: 오늘 ${orders}건` }).waitFor()
      await page
        .getByRole('img', { name: `판매 금액, 최근 15일: 오늘 ${revenue.toLocaleString('en-US')}원` })
        .waitFor()
      await page.getByRole('img', { name: '답변 시간, 최근 15일: 오늘 10분 안' }).waitFor()
      await page.getByText('표로 보기').click()
      assert.equal(await page.getByRole('row').count(), 16)
      await page.getByRole('link', { name: '답변을 기다리는 문의' }).click()
      await page.getByRole('heading', { name: '문의함' }).waitFor()
      await page.context().close()
      const shopping = await member(browser, site.url, {
        email: buyers[0]!.email,
        path: `/products/${shoes[0]!.id}`,
      })
      await shopping.page.getByText('보통 10분 안에 답변').waitFor()
      assert.deepEqual([...complaints, ...shopping.complaints], [])
      await shopping.page.context().close()
    },
  )

  await t.test('of a thousand inquiries those near the screen are in the page', async () => {
    await sql`
      with made as (
        insert into rooms (kind, title, owner_id, member_count, max_members, buyer_id, product_id, product_name,
          waiting_since, last_activity_at)
        select 'INQUIRY', '신발 ' || i, ${seller.id}, 2, 2, ${demoAccounts.buyer.id}, 1000000 + i, 'shoe',
          now() - interval '9 days' + i * interval '1 second', now()
        from generate_series(1, 1000) i returning id, owner_id, buyer_id
      )
      insert into room_members (room_id, member_id, role, is_inquiry)
      select id, unnest(array[owner_id, buyer_id]), 'MEMBER', true from made`
    const { page, complaints } = await sellerAt('/seller/inbox')
    await connected(page)
    await view(page, '답변 대기')
      .getByText(/^1,0\d\d건$/)
      .waitFor()
    await rows(page).nth(0).getByText('신발 1', { exact: true }).waitFor()
    const scroller = page.getByRole('list', { name: '문의 목록' }).locator('..')
    for (const shown of ['신발 60', '신발 120', '신발 180']) {
      const sought = rows(page).getByText(shown, { exact: true })
      await until(
        async () => {
          if ((await sought.count()) > 0) return true
          await scroller.evaluate((element) => element.scrollBy(0, 700))
          return false
        },
        { what: shown },
      )
      const count = await rows(page).count()
      assert.ok(count < 60, `${count} rows are in the page`)
    }
    assert.deepEqual(complaints, [])
    await page.context().close()
    await sql`delete from room_members where room_id in (select id from rooms where product_id > 1000000)`
    await sql`delete from rooms where product_id > 1000000`
  })

  await t.test('no page has serious faults for axe, in both languages and looks', async () => {
    const buyer = await ask(0, '다른 색도 있나요?')
    await buyer.context().close()
    const [room] = await sql<[{ id: number }]>`
      select id from rooms where owner_id = ${seller.id} and waiting_since is not null`
    for (const options of [{}, desk]) {
      const { page, complaints } = await sellerAt('/', options)
      await inBothLooks(page, async () => {
        for (const path of [
          '/seller/inbox',
          `/seller/inbox/${room.id}`,
          '/seller/inbox/replies',
          '/seller',
        ]) {
          await page.goto(path)
          await checkPage(page)
        }
      })
      assert.deepEqual(complaints, [])
      await page.context().close()
    }
  })
})
