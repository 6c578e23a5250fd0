import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openChat, upTo, wsUrl } from './support/chat.ts'
import { openTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'

test('a node that keeps answering UNAVAILABLE is left for the next one', async (t) => {
  const chat = await openChat(t, { nodes: 0 })
  const databases = new Map<string, TcpProxy>()
  for (const _ of upTo(2)) {
    const proxy = await openTcpProxy(t, chat.databaseUrl)
    const through = new URL(chat.databaseUrl)
    through.host = new URL(proxy.url).host
    const node = await chat.addNode({ DATABASE_URL: through.href })
    databases.set(wsUrl(node), proxy)
  }
  const member = await chat.member()
  const [first, second] = [await chat.group(member.id), await chat.group(member.id)]
  const logged: unknown[] = []
  const { client } = chat.client(member, {
    limits: { unavailableAnswers: 3 },
    log: (_message, fields) => logged.push(fields['reason']),
  })
  await client.join(first, { after: 0, onEvent: () => {} })
  const { state } = client
  assert.ok(state.name === 'live')
  const database = databases.get(state.url)!
  database.stop()
  t.after(() => database.start())
  const joined = client.join(second, { after: 0, onEvent: () => {} })
  await until(() => client.state.name === 'live' && client.state.url !== state.url, {
    what: 'the other node',
    timeoutMs: 30_000,
  })
  await joined
  assert.deepEqual(logged, ['The server keeps answering UNAVAILABLE'])
})
