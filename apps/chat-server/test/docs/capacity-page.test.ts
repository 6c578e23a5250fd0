import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { docsTable } from '@munova/testing'
import { ChatConfig } from '../../src/index.ts'
import { openChat } from '../support/chat.ts'

const page = new URL('../../../../docs/capacity.md', import.meta.url)

test('docs/capacity.md counts the connections that a node may open by its settings', async (t) => {
  const chat = await openChat(t, { nodes: 0 })
  const config = ChatConfig.parse(chat.environment)
  const { DATABASE_POOL, HTTP_DATABASE_POOL, REPAIR_DATABASE_POOL, BACKGROUND_DATABASE_POOL, APPEND_LANES } =
    config
  const pools = DATABASE_POOL + HTTP_DATABASE_POOL + REPAIR_DATABASE_POOL + BACKGROUND_DATABASE_POOL
  // The contended lane, and the check of the database.
  const most = pools + APPEND_LANES + 1 + 1
  const row = (await docsTable(page, 'Costs')).find(([what]) => what!.startsWith('connections to PostgreSQL'))
  assert.match(row![1]!, new RegExp(`chat-server at most ${most},`))
  assert.ok(config.RELAY_BATCH_WINDOW_MS === 2 && config.MAX_CONNECTIONS / 2 > 9_000)
})

test('every metric of chat-server that the page names is there', async (t) => {
  const chat = await openChat(t)
  const metrics = await (await fetch(new URL('/metrics', chat.nodes[0]!.url))).text()
  const names = new Set((await readFile(page, 'utf8')).match(/\bchat_[a-z_]+/g))
  assert.ok(names.size > 4)
  for (const name of names) assert.match(metrics, new RegExp(`^# TYPE ${name} `, 'm'))
})
