import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { until } from '@munova/testing'
import { signOut } from '../support/member.ts'
import { connected, log, say, type Stage, stored } from './stage.ts'

/** What a page does while the connection, a tab or the session is away. */
export async function connection(t: TestContext, stage: Stage): Promise<void> {
  await t.test('what is written offline is sent once, when the browser is online again', async () => {
    const { page } = await stage.buyerAt(stage.roomPath)
    await connected(page)
    await page.context().setOffline(true)
    await page.getByText('오프라인입니다').waitFor()
    await say(page, '지하철에서')
    await log(page).getByText('지하철에서').waitFor()
    await page.context().setOffline(false)
    await stored(page, '지하철에서')
    await page.getByText('오프라인입니다').waitFor({ state: 'hidden' })
    assert.equal((await stage.textsOf(stage.roomId)).filter((text) => text === '지하철에서').length, 1)
  })

  await t.test('why a message was rejected is said in Korean, and it can be sent again', async () => {
    const { page } = await stage.buyerAt(stage.roomPath)
    await connected(page)
    await page.context().setOffline(true)
    await page.getByText('오프라인입니다').waitFor()
    await say(page, '문 닫은 뒤에')
    const { sql } = stage.chat
    await sql`update rooms set status = 'CLOSED' where id = ${stage.roomId}`
    await page.context().setOffline(false)
    const alert = log(page).getByRole('alert')
    await alert.getByText('보내지 못했습니다: 종료된 대화입니다').waitFor()
    await sql`update rooms set status = 'OPEN' where id = ${stage.roomId}`
    await alert.getByRole('button', { name: '다시 보내기' }).click()
    await stored(page, '문 닫은 뒤에')
  })

  await t.test(
    'chat-server is away and comes back: the page says so, and what was written arrives once',
    async () => {
      const { page } = await stage.buyerAt(stage.roomPath)
      await connected(page)
      const start = await stage.chat.stop()
      await page.getByText('다시 연결하는 중…').first().waitFor()
      await say(page, '서버가 쉬는 동안')
      await log(page).getByText('보내는 중').waitFor()
      await start()
      await stored(page, '서버가 쉬는 동안')
      assert.equal(
        (await stage.textsOf(stage.roomId)).filter((text) => text === '서버가 쉬는 동안').length,
        1,
      )
    },
  )

  await t.test('an unsent message survives its page, and is sent from any page of the chat', async () => {
    const { page } = await stage.buyerAt(stage.roomPath)
    await connected(page)
    const start = await stage.chat.stop()
    await say(page, '나중에 보내질 말')
    await log(page).getByText('보내는 중').waitFor()
    await page.goto('/products')
    await start()
    await page.goto('/messages')
    await until(async () => (await stage.textsOf(stage.roomId)).includes('나중에 보내질 말'), {
      what: 'the message',
    })
    await page.goto(stage.roomPath)
    await stored(page, '나중에 보내질 말')
    assert.equal((await stage.textsOf(stage.roomId)).filter((text) => text === '나중에 보내질 말').length, 1)
  })

  await t.test(
    'tabs share one connection, and one of them takes over when the tab that has it closes',
    async () => {
      await until(async () => (await stage.inboxes()) === 0, { what: 'the end of earlier connections' })
      const { page: first } = await stage.buyerAt(stage.roomPath)
      await until(async () => (await stage.inboxes()) === 1, { what: 'the connection' })
      const second = await first.context().newPage()
      await second.goto(stage.roomPath)
      await connected(second)
      await say(second, '둘째 탭에서')
      await stored(second, '둘째 탭에서')
      await stored(first, '둘째 탭에서')
      await say(first, '첫째 탭에서')
      await stored(second, '첫째 탭에서')
      assert.equal(await stage.inboxes(), 1)

      await first.close()
      await say(second, '혼자 남아서')
      await stored(second, '혼자 남아서')
      await until(async () => (await stage.inboxes()) === 1, { what: 'one connection again' })
      const seller = await stage.sellerAt(stage.roomPath)
      await connected(seller.page)
      await say(seller.page, '잘 보입니다')
      await log(second).getByText('잘 보입니다').waitFor()
    },
  )

  await t.test(
    'a tab that the system has suspended loses the connection to one that is looked at',
    async () => {
      await until(async () => (await stage.inboxes()) === 0, { what: 'the end of earlier connections' })
      const { page: first } = await stage.buyerAt(stage.roomPath)
      await connected(first)
      const suspended = await first.context().newCDPSession(first)
      await suspended.send('Debugger.enable')
      await suspended.send('Debugger.pause')
      const second = await first.context().newPage()
      await second.goto(stage.roomPath)
      await say(second, '앞에 있는 탭에서')
      await stored(second, '앞에 있는 탭에서')
      await suspended.send('Debugger.disable')
      await stored(first, '앞에 있는 탭에서')
      await until(async () => (await stage.inboxes()) === 1, { what: 'one connection again' })
      await say(first, '깨어난 탭에서')
      await stored(second, '깨어난 탭에서')
    },
  )

  await t.test('without locks, as on a page that is not secure, each tab connects for itself', async () => {
    await until(async () => (await stage.inboxes()) === 0, { what: 'the end of earlier connections' })
    const { page: first } = await stage.buyerAt('/')
    await first.context().addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })
      Object.defineProperty(Crypto.prototype, 'randomUUID', { value: undefined })
    })
    await first.goto(stage.roomPath)
    const second = await first.context().newPage()
    await second.goto(stage.roomPath)
    await connected(first)
    await connected(second)
    await say(first, '잠금 없이')
    await stored(first, '잠금 없이')
    await stored(second, '잠금 없이')
    assert.equal(await stage.inboxes(), 2)
    assert.equal((await stage.textsOf(stage.roomId)).filter((text) => text === '잠금 없이').length, 1)
  })

  await t.test('who signs out leaves nothing unsent behind, and no tab is connected any more', async () => {
    const { page } = await stage.buyerAt(stage.roomPath)
    const other = await page.context().newPage()
    await other.goto(stage.roomPath)
    await connected(other)
    const start = await stage.chat.stop()
    await say(other, '남지 않을 말')
    await log(other).getByText('보내는 중').waitFor()
    await signOut(page)
    await other.getByText('로그아웃되었습니다').first().waitFor()
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [])
    await start()
    assert.ok(!(await stage.textsOf(stage.roomId)).includes('남지 않을 말'))
  })
}
