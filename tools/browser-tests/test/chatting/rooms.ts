import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { until } from '@munova/testing'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import { connected, log, say, type Stage, stored, write } from './stage.ts'

/** Long histories, and groups. */
export async function historyAndGroups(t: TestContext, stage: Stage): Promise<void> {
  await t.test(
    'a long history: unread messages are found, and what comes above does not move what is read',
    async () => {
      const buyer = await stage.buyerAt(stage.roomPath)
      await connected(buyer.page)
      await buyer.page.close()
      const texts = Array.from({ length: 140 }, (_, index) => `메시지 ${index + 1}번`)
      const seller = await stage.sellerAt('/products')
      const { accessToken } = await (await seller.page.context().request.get('/session')).json()
      for (const words of texts) {
        const sent = await fetch(`${stage.chat.url}/v1/rooms/${stage.roomId}/messages`, {
          method: 'POST',
          headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
          body: JSON.stringify({ clientMessageId: randomUUID(), type: 'TEXT', content: { text: words } }),
        })
        assert.equal(sent.status, 200)
      }
      await seller.page.context().close()
      const page = await buyer.page.context().newPage()
      await page.goto(stage.roomPath)
      await log(page).getByText('메시지 140번').waitFor()
      assert.equal(await log(page).locator('[data-seq]').count(), 50)
      await page.getByRole('button', { name: '안 읽은 메시지 140개 보기' }).click()
      await log(page).getByText('여기서부터 안 읽은 메시지').waitFor()
      await log(page).getByText('메시지 1번', { exact: true }).waitFor()

      await page.getByRole('button', { name: '새 메시지' }).click()
      await log(page).getByText('메시지 140번').waitFor()
      const seen = log(page).locator('[data-seq]', { hasText: '메시지 91번' })
      const top = await seen.evaluate((row) => {
        const scroller = row.closest('[role=log]')!
        row.scrollIntoView({ block: 'start' })
        scroller.scrollTop = 40
        return row.getBoundingClientRect().top
      })
      await log(page).getByText('메시지 50번').waitFor({ state: 'attached' })
      const moved = Math.abs((await seen.evaluate((row) => row.getBoundingClientRect().top)) - top)
      assert.ok(moved <= 1, `moved by ${moved} px`)
      await page.context().close()

      const plain = await stage.buyerAt(stage.roomPath, { javaScriptEnabled: false })
      await plain.page.getByRole('link', { name: '이전 메시지 보기' }).click()
      await log(plain.page).getByText('메시지 90번', { exact: true }).waitFor()
      assert.equal(await log(plain.page).locator('[data-seq]').count(), 50)
    },
  )

  await t.test(
    'a group is made, joined and talked in; its owner names it anew and removes a member',
    async () => {
      const owner = await stage.buyerAt('/groups')
      // What is entered before the script of the page runs stays.
      const released = Promise.withResolvers<void>()
      await owner.page.route('**/_app/**/*.js', async (route) => {
        await released.promise
        await route.continue()
      })
      await owner.page.goto('/groups/new', { waitUntil: 'commit' })
      await owner.page.getByLabel('이름').fill('한강 아침 산책')
      await owner.page.getByLabel('최대 인원').fill('10')
      await owner.page.getByRole('checkbox').first().check()
      await owner.page.getByLabel('이전 대화').selectOption('ALL')
      released.resolve()
      await owner.page.locator('[data-stream=live]').waitFor()
      await owner.page.unrouteAll({ behavior: 'wait' })
      assert.equal(await owner.page.getByLabel('최대 인원').inputValue(), '10')
      assert.equal(await owner.page.getByLabel('이전 대화').inputValue(), 'ALL')
      await owner.page.getByRole('button', { name: '만들기' }).click()
      await owner.page.getByRole('heading', { name: '한강 아침 산책' }).waitFor()
      const groupPath = new URL(owner.page.url()).pathname

      // Whoever is not signed in looks around, and signs in to join.
      const guest = await stage.guestAt('/groups?keyword=한강', { javaScriptEnabled: false })
      await guest.page.getByRole('link', { name: '한강 아침 산책' }).click()
      await guest.page.getByRole('link', { name: '로그인하고 참여하기' }).click()
      await guest.page.getByLabel('이메일').fill(demoAccounts.seller.email)
      await guest.page.getByLabel('비밀번호').fill(demoPassword)
      await guest.page.getByRole('button', { name: '로그인' }).click()
      await guest.page.waitForURL(`**${groupPath}`)
      await guest.page.getByText('참여한 뒤에 볼 수 있습니다').waitFor()
      await guest.page.getByRole('button', { name: '참여하기' }).click()
      await guest.page.waitForURL(/\/messages\/\d+$/)
      await write(guest.page).fill('안녕하세요')
      await guest.page.getByRole('button', { name: '보내기', exact: true }).click()

      await owner.page.getByRole('link', { name: '대화하기' }).click()
      await log(owner.page).getByText('걸음상점님이 참여했습니다').waitFor()
      await connected(owner.page)
      await say(owner.page, '어서 오세요')
      await stored(owner.page, '어서 오세요')

      const watching = await stage.sellerAt(groupPath.replace('groups', 'messages'))
      await connected(watching.page)

      await owner.page.goto(groupPath)
      await owner.page.getByLabel('이름').fill('한강 저녁 산책')
      await owner.page.getByRole('button', { name: '저장' }).click()
      await owner.page.getByText('저장했습니다.').waitFor()
      await owner.page.getByRole('button', { name: `${demoAccounts.seller.name} 내보내기` }).click()
      await owner.page.getByRole('button', { name: `${demoAccounts.seller.name} 다시 참여 허용` }).waitFor()
      await watching.page.getByRole('heading', { name: '한강 저녁 산책' }).waitFor()
      await watching.page.getByText('이 대화를 더 볼 수 없습니다.').waitFor()
      await watching.page.context().close()
      await guest.page.goto(groupPath)
      await guest.page.getByRole('button', { name: '참여하기' }).click()
      await guest.page.getByRole('alert').waitFor()
      await owner.page.getByRole('button', { name: '모임 종료' }).click()
      await owner.page.getByRole('button', { name: '모임 다시 열기' }).waitFor()
      await owner.page.getByRole('button', { name: '나가기' }).click()
      await owner.page.waitForURL('**/groups')
      assert.deepEqual(owner.complaints, [])
    },
  )

  await t.test(
    'the home page shows groups to members, and does without while chat-server is away',
    async () => {
      const { page } = await stage.buyerAt('/')
      const groups = page.getByRole('heading', { name: '열려 있는 모임' })
      // The page does not wait for long.
      await until(
        async () => {
          await page.goto('/')
          return (await groups.count()) > 0
        },
        { what: 'the groups', timeoutMs: 60_000 },
      )
      const start = await stage.chat.stop()
      const response = await page.goto('/')
      assert.equal(response?.status(), 200)
      await page.locator('article').first().waitFor()
      assert.equal(await groups.count(), 0)
      await start()
    },
  )
}
