import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { demoAccounts } from '@munova/tool-seed'
import { until } from '@munova/testing'
import type { Page } from 'playwright-core'
import { connected, desk, log, type Stage } from './stage.ts'

const MEMBERS = 200
const MESSAGES = 400
/** How many entries the page keeps. */
const MAX_SHOWN = 300

interface Watched {
  seen: string[]
}

/** A group of many members in which much is said. */
export async function crowded(t: TestContext, stage: Stage): Promise<void> {
  await t.test(
    'in a group of 200 members all messages appear in order, once, and the page keeps no more than it has to',
    async () => {
      const { sql } = stage.chat
      const [{ id: room }] = await sql<[{ id: number }]>`
        with made as (
          insert into rooms (kind, title, owner_id, member_count, max_members)
          values ('GROUP', '모두 모인 방', ${demoAccounts.buyer.id}, ${MEMBERS}, 300) returning id
        ), several as (
          insert into room_members (room_id, member_id, role)
          select made.id, member_id, case when member_id = ${demoAccounts.buyer.id} then 'OWNER' else 'MEMBER' end
          from made, (
            values (${demoAccounts.buyer.id}::bigint), (${demoAccounts.seller.id})
            union all select 1000000 + i from generate_series(1, ${MEMBERS - 2}) i
          ) as others (member_id)
        )
        select id::int from made`
      const { page, complaints } = await stage.buyerAt(`/messages/${room}`, desk)
      await connected(page)
      await watch(page)
      const sender = await stage.sellerAt('/products')
      const { accessToken } = await (await sender.page.context().request.get('/session')).json()
      const texts = Array.from({ length: MESSAGES }, (_, index) => `새 소식 ${index + 1}번`)
      for (const text of texts) {
        const sent = await fetch(`${stage.chat.url}/v1/rooms/${room}/messages`, {
          method: 'POST',
          headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
          body: JSON.stringify({ clientMessageId: randomUUID(), type: 'TEXT', content: { text } }),
        })
        assert.equal(sent.status, 200)
      }
      await log(page).getByText(texts.at(-1)!, { exact: true }).waitFor()
      const seen = () => page.evaluate(() => (globalThis as unknown as Watched).seen)
      await until(async () => (await seen()).length >= MESSAGES, { what: 'all messages' })
      assert.deepEqual(await seen(), texts)
      assert.equal(await log(page).locator('[data-seq]').count(), MAX_SHOWN)
      assert.deepEqual(complaints, [])
    },
  )
}

/** Notes each text that comes into the log of the page, as it comes. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const watched = globalThis as unknown as Watched
    watched.seen = []
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
        if (node instanceof HTMLElement && node.matches('[data-seq]'))
          watched.seen.push(node.querySelector('.text')?.textContent.trim() ?? '')
    }).observe(document.querySelector('[role=log]')!, { childList: true })
  })
