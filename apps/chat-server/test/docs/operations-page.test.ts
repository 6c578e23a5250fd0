import assert from 'node:assert/strict'
import { test } from 'node:test'
import { docsTable } from '@munova/testing'
import { ChatConfig } from '../../src/index.ts'
import { openChat } from '../support/chat.ts'

const page = new URL('../../../../docs/operations.md', import.meta.url)

test('docs/operations.md lists every setting of chat-server with its default', async () => {
  const { DATABASE_URL, AMQP_URL, ...defaults } = ChatConfig.parse({
    DATABASE_URL: 'postgres://localhost/x',
    AMQP_URL: 'amqp://localhost',
  })
  assert.ok(DATABASE_URL && AMQP_URL)
  const rows = await docsTable(page, 'Settings of chat-server')
  assert.deepEqual(
    rows.map(([name, value]) => [name, value]),
    Object.entries(defaults).map(([name, value]) => [name, String(value)]),
  )
})

test('every metric that docs/operations.md says to watch is there', async (t) => {
  const chat = await openChat(t)
  const metrics = await (await fetch(new URL('/metrics', chat.nodes[0]!.url))).text()
  const rows = await docsTable(page, 'What to watch')
  assert.ok(rows.length > 10)
  for (const [name] of rows) assert.match(metrics, new RegExp(`^# TYPE ${name} `, 'm'))
})
