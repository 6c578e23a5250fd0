import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoAccounts } from '@munova/tool-seed'
import { connection } from './chatting/connection.ts'
import { crowded } from './chatting/crowded.ts'
import { inquiry } from './chatting/inquiry.ts'
import { historyAndGroups } from './chatting/rooms.ts'
import { desk, openStage } from './chatting/stage.ts'
import { talking } from './chatting/talking.ts'
import { checkPage, inBothLooks } from './support/visitor.ts'

test('members talk', async (t) => {
  const stage = await openStage(t)
  t.afterEach(() => stage.leave())
  await talking(t, stage)
  await inquiry(t, stage)
  await connection(t, stage)
  await historyAndGroups(t, stage)
  await crowded(t, stage)

  await t.test(
    'no page of the chat has serious faults for axe, in both languages and both themes',
    async () => {
      const { page, complaints } = await stage.buyerAt('/')
      const [group] = await stage.chat.sql<{ id: number }[]>`
      select r.id from rooms r join room_members m on m.room_id = r.id
      where r.kind = 'GROUP' and r.owner_id = ${demoAccounts.buyer.id} order by r.id limit 1`
      const [foreign] = await stage.chat.sql<{ id: number }[]>`
      select id from rooms r where kind = 'GROUP' and not exists (
        select from room_members m where m.room_id = r.id and m.member_id = ${demoAccounts.buyer.id}) limit 1`
      const pages = [
        '/messages',
        stage.roomPath,
        '/groups',
        '/groups/new',
        `/groups/${group?.id ?? foreign!.id}`,
        `/groups/${foreign!.id}`,
      ]
      await inBothLooks(page, async () => {
        for (const path of pages) {
          await page.goto(path)
          await checkPage(page)
          if (!path.startsWith('/messages')) continue
          // Where the list and the room are side by side.
          await page.setViewportSize(desk.viewport)
          await checkPage(page)
          await page.setViewportSize({ width: 360, height: 740 })
        }
      })
      assert.deepEqual(complaints, [])
    },
  )
})
