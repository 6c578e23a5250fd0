import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { ChatClient } from '../src/index.ts'
import { layCable } from './support/tcp-proxy.ts'
import { openChat, text, upTo, wsUrl } from './support/chat.ts'

test('a link that is dead without a word is found out and replaced', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const cable = await layCable(t, chat.nodes[0]!.url)
  const { client, states } = chat.client(member, {
    url: cable.url,
    limits: { silenceMs: 50, answerTimeoutMs: 100 },
  })
  const seen: number[] = []
  const room = await client.join(roomId, { after: 0, onEvent: ({ seq }) => seen.push(seq) })
  cable.freeze()
  await until(() => cable.count === 2 && client.state.name === 'live', { what: 'another connection' })
  await room.send(text('back'))
  await until(() => seen.length === 1, { what: 'the message' })
  assert.ok(states.some(({ name }) => name === 'waiting'))
})

test('a link that is only silent is left alone', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const cable = await layCable(t, chat.nodes[0]!.url)
  const logged: string[] = []
  const { client, states } = chat.client(member, {
    url: cable.url,
    limits: { silenceMs: 10 },
    log: (message) => logged.push(message),
  })
  await until(() => client.state.name === 'live', { what: 'the connection' })
  const { heard } = cable
  await until(() => cable.heard >= heard + 5, { what: 'signs of life that were asked for' })
  assert.deepEqual(
    states.map(({ name }) => name),
    ['connecting', 'live'],
  )
  assert.deepEqual(logged, [])
})

test('a node that is not there is passed over', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const gone = await chat.addNode()
  await gone.close()
  for (const _ of upTo(6)) {
    const { client } = chat.client(member)
    await until(() => client.state.name === 'live', { what: 'a connection' })
    assert.deepEqual(client.state, { name: 'live', url: wsUrl(chat.nodes[0]!) })
    await client.close()
  }
})

test('connect() while waiting tries at once', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const cable = await layCable(t, chat.nodes[0]!.url)
  const hour = 3_600_000
  const { client } = chat.client(member, {
    url: cable.url,
    limits: { backoffBaseMs: 1e9, backoffCapMs: 24 * hour },
  })
  await until(() => client.state.name === 'live', { what: 'the connection' })
  cable.cut()
  await until(() => client.state.name === 'waiting', { what: 'the loss' })
  client.connect()
  await until(() => client.state.name === 'live', { what: 'being back' })
})

test('close() rejects what waits, is idempotent, and nothing happens afterwards', async (t) => {
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

test('a listener that closes the client in the middle of a change has the last word', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  for (const moment of ['connecting', 'live'] as const) {
    const names: string[] = []
    const client = new ChatClient({ url: wsUrl(chat.nodes[0]!), token: () => member.sign() })
    client.onState(({ name }) => {
      if (name === moment) void client.close()
    })
    client.onState(({ name }) => names.push(name))
    client.connect()
    await until(() => client.state.name === 'closed', { what: 'the close' })
    await client.close()
    assert.equal(names.at(-1), 'closed')
  }
})

test('addresses that are not WebSocket addresses are refused at once', () => {
  for (const url of ['http://127.0.0.1/ws', 'chat', []]) {
    assert.throws(() => new ChatClient({ url, token: async () => '' }), TypeError)
  }
})
