import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { ChatClient, clientLimits } from '@munova/chat-client'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { openChat, text, upTo, wsUrl } from './support/chat.ts'

test('a half-open connection is detected and replaced', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  const { client, states } = chat.client(member, {
    url: proxy.url,
    limits: { silenceMs: 50, pingTimeoutMs: 100 },
  })
  const seen: number[] = []
  const room = await client.join(roomId, { after: 0, onEvent: ({ seq }) => seen.push(seq) })
  proxy.freeze()
  await until(() => proxy.count === 2 && client.state.name === 'live', { what: 'another connection' })
  await room.send(text('back'))
  await until(() => seen.length === 1, { what: 'the message' })
  assert.ok(states.some(({ name }) => name === 'waiting'))
})

test('an idle client leaves a frozen node within ten seconds', () => {
  const { silenceMs, pingTimeoutMs, backoffBaseMs } = clientLimits
  assert.ok(silenceMs + pingTimeoutMs + backoffBaseMs <= 10_000)
})

test('a connection that is only idle is kept', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  const logged: string[] = []
  const { client, states } = chat.client(member, {
    url: proxy.url,
    limits: { silenceMs: 10 },
    log: (message) => logged.push(message),
  })
  await until(() => client.state.name === 'live', { what: 'the connection' })
  const { chunks } = proxy
  await until(() => proxy.chunks >= chunks + 5, { what: 'responses to pings' })
  assert.deepEqual(
    states.map(({ name }) => name),
    ['connecting', 'live'],
  )
  assert.deepEqual(logged, [])
})

test('an unreachable node is skipped', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const stopped = await chat.addNode()
  await stopped.close()
  for (const _ of upTo(6)) {
    const { client } = chat.client(member)
    await until(() => client.state.name === 'live', { what: 'a connection' })
    assert.deepEqual(client.state, { name: 'live', url: wsUrl(chat.nodes[0]!) })
    await client.close()
  }
})

test('a sign-in that the server did not get in time is repeated', async (t) => {
  const chat = await openChat(t, { settings: { AUTH_TIMEOUT_MS: '100' } })
  const member = await chat.member()
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  proxy.dropNextRequests()
  const logged: unknown[] = []
  const { client } = chat.client(member, {
    url: proxy.url,
    log: (_message, fields) => logged.push(fields['code']),
  })
  await until(() => client.state.name === 'live' || client.state.name === 'closed', { what: 'the outcome' })
  assert.equal(client.state.name, 'live')
  assert.deepEqual(logged, [closeCodes.AUTH_TIMEOUT.code])
})

test('connect() while waiting tries at once', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  const hour = 3_600_000
  const { client } = chat.client(member, {
    url: proxy.url,
    limits: { backoffBaseMs: 1e9, backoffCapMs: 24 * hour },
  })
  await until(() => client.state.name === 'live', { what: 'the connection' })
  proxy.cut()
  await until(() => client.state.name === 'waiting', { what: 'the loss' })
  client.connect()
  await until(() => client.state.name === 'live', { what: 'the reconnect' })
})

test('close() rejects pending calls, is idempotent, and nothing happens afterwards', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const { client, states } = chat.client(member, { url: 'ws://127.0.0.1:9/ws' })
  const joining = client.join(1, { onEvent: () => {} })
  await Promise.all([client.close(), client.close(), assert.rejects(joining, { code: 'CLOSED' })])
  await client.close()
  await assert.rejects(client.join(1, { onEvent: () => {} }), { code: 'CLOSED' })
  assert.equal(states.at(-1)!.name, 'closed')
  assert.equal(states.filter(({ name }) => name === 'closed').length, 1)
})

test('when a listener closes the client during a change of state, `closed` is the last state for all listeners', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  for (const state of ['connecting', 'live'] as const) {
    const names: string[] = []
    const client = new ChatClient({ url: wsUrl(chat.nodes[0]!), token: () => member.sign() })
    client.onState(({ name }) => {
      if (name === state) void client.close()
    })
    client.onState(({ name }) => names.push(name))
    client.connect()
    await until(() => client.state.name === 'closed', { what: 'the close' })
    await client.close()
    assert.equal(names.at(-1), 'closed')
  }
})

test('an address that is not a WebSocket address is rejected at once', () => {
  for (const url of ['http://127.0.0.1/ws', 'chat', []]) {
    assert.throws(() => new ChatClient({ url, token: async () => '' }), TypeError)
  }
})
