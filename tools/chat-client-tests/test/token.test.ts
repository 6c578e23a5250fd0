import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { SignInNeeded } from '@munova/chat-client'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { openChat, text } from './support/chat.ts'

const ignore = { onEvent: () => {} }

test('a token is refreshed before it expires and the connection stays', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const requested: boolean[] = []
  const token = ({ fresh }: { fresh: boolean }) => {
    requested.push(fresh)
    return member.sign(2)
  }
  const { client, states } = chat.client(member, { token, limits: { refreshMinMs: 100 } })
  const room = await client.join(roomId, ignore)
  // Three lifetimes of a token: the server would have closed the connection after the first.
  await until(() => requested.length >= 5, { what: 'refreshes', timeoutMs: 20_000 })
  assert.equal((await room.send(text('still here'))).seq, 1)
  assert.deepEqual(requested.slice(0, 3), [false, true, true])
  assert.deepEqual(
    states.map(({ name }) => name),
    ['connecting', 'live'],
  )
})

test('an expired token is replaced by a fresh one, and the stream resumes', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const requested: boolean[] = []
  const token = ({ fresh }: { fresh: boolean }) => {
    requested.push(fresh)
    return member.sign(fresh ? 3_600 : 1)
  }
  const { client, states } = chat.client(member, { token, limits: { refreshMinMs: 60_000 } })
  await client.join(roomId, ignore)
  await until(() => states.filter(({ name }) => name === 'live').length === 2, { what: 'the reconnect' })
  assert.deepEqual(requested, [false, true])
})

test('a token that never comes is given up and requested again', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  let calls = 0
  const token = () => (++calls === 1 ? new Promise<string>(() => {}) : member.sign())
  const limits = { connectTimeoutMs: 300, backoffBaseMs: 20, backoffCapMs: 50 }
  const { client } = chat.client(member, { token, limits })
  await until(() => client.state.name === 'live', { what: 'the second token' })
})

test('a failed token request is retried; with SignInNeeded the client stops', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  let calls = 0
  const token = async () => {
    calls++
    if (calls === 1) throw new Error('the network is down')
    throw new SignInNeeded()
  }
  const { client, states } = chat.client(member, { token })
  await assert.rejects(client.join(1, ignore), { code: 'CLOSED' })
  assert.equal(calls, 2)
  assert.deepEqual(states.at(-1), {
    name: 'closed',
    reason: { code: 'SIGN_IN_NEEDED', message: 'The member has to sign in again' },
  })
})

test('an invalid token stops the client with the reason', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const { client, states } = chat.client(member, { token: async () => 'invalid' })
  await until(() => client.state.name === 'closed', { what: 'the client to stop' })
  const last = states.at(-1)!
  assert.ok(last.name === 'closed')
  assert.equal(last.reason.code, 'UNAUTHENTICATED')
  assert.throws(() => client.connect(), { code: 'CLOSED' })
})

test('a replaced connection does not reconnect', async (t) => {
  const chat = await openChat(t, { settings: { CONNECTIONS_PER_MEMBER: '1' } })
  const member = await chat.member()
  const first = chat.client(member)
  await until(() => first.client.state.name === 'live', { what: 'the first connection' })
  const second = chat.client(member)
  await until(() => first.client.state.name === 'closed', { what: 'the first to stop' })
  const { state } = first.client
  assert.equal(state.name === 'closed' && state.reason.code, 'REPLACED')
  await until(() => second.client.state.name === 'live', { what: 'the second connection' })
})

test('a token of another member stops the client', async (t) => {
  const chat = await openChat(t)
  const [one, two] = [await chat.member(), await chat.member()]
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  let member = one
  const { client } = chat.client(one, { url: proxy.url, token: () => member.sign() })
  await until(() => client.state.name === 'live', { what: 'the connection' })
  assert.equal(client.memberId, one.id)
  member = two
  proxy.cut()
  await until(() => client.state.name === 'closed', { what: 'the client to stop' })
  const { state } = client
  assert.equal(state.name === 'closed' && state.reason.code, 'MEMBER_CHANGED')
})
