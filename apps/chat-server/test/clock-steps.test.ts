import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { openChat, text } from './support/chat.ts'
import { TestClient } from './support/client.ts'
import { nodeProcess } from './support/node-process.ts'

test('a step of the wall clock of a node, an hour ahead or back, closes no connection and stops no timer', async (t) => {
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit', settings: { AUTH_TIMEOUT_MS: '1000' } })
  const preload = new URL('support/step-clock.ts', import.meta.url)
  const node = await nodeProcess(t, chat, { preload })
  const [member, other] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(member.id, other.id)
  const token = await chat.tokens.sign({ memberId: member.id, expiresIn: 1_800 })
  const expired = await chat.tokens.sign({ memberId: member.id, expiresIn: -600 })
  const client = await chat.client({ token }, node)
  await client.request('subscribe', { roomId })
  const isAccepted = async (bearer: string) => {
    const authorization = `Bearer ${bearer}`
    return (await fetch(new URL('/v1/rooms', node.url), { headers: { authorization } })).status === 200
  }
  /** Every connection has been checked since: one that does not sign in is closed by the same clock. */
  const checked = async () => {
    const silent = await TestClient.open(node.url)
    assert.equal(await silent.closed(), closeCodes.AUTH_TIMEOUT.code)
  }
  assert.equal(await isAccepted(token), true)

  node.process.kill('SIGUSR2')
  await until(async () => !(await isAccepted(token)), { what: 'the clock to be ahead' })
  await checked()
  assert.equal((await client.request('send', text(roomId, 'an hour ahead'))).seq, 1)

  node.process.kill('SIGHUP')
  await until(() => isAccepted(token), { what: 'the clock to be right' })
  node.process.kill('SIGHUP')
  await until(() => isAccepted(expired), { what: 'the clock to be behind' })
  await checked()
  assert.equal((await client.request('send', text(roomId, 'an hour behind'))).seq, 2)
  await client.reached(roomId, 2)
})

test('a token is valid on a connection for no longer than any token, even by a clock that is behind', async (t) => {
  const chat = await openChat(t, { settings: { TOKEN_LIFETIME_MS: '1000' } })
  const client = await chat.client(await chat.member())
  assert.equal(await client.closed(), closeCodes.TOKEN_EXPIRED.code)
})

test('a withdrawal is noticed although the clock of the database was set back before it', async (t) => {
  const chat = await openChat(t)
  const [first, second] = [await chat.member(), await chat.member()]
  const clients = [await chat.client(first), await chat.client(second)]
  const withdraw = (id: number, at: string) =>
    chat.sql`update members set status = 'WITHDRAWN', changed_at = now() + ${at}::interval where id = ${id}`
  await withdraw(first.id, '1 hour')
  assert.equal(await clients[0]!.closed(), closeCodes.ACCOUNT_CLOSED.code)
  await withdraw(second.id, '0')
  assert.equal(await clients[1]!.closed(), closeCodes.ACCOUNT_CLOSED.code)
})

test('a quota that a clock set back has left far ahead is no further ahead than one that is used up', async (t) => {
  const chat = await openChat(t, { settings: { GROUPS_PER_HOUR: '4' } })
  const member = await chat.member()
  const create = () =>
    chat.call(member, { path: '/v1/groups', body: { title: `${Math.random()}`, maxMembers: 5, tags: [] } })
  assert.equal((await create()).status, 201)
  await chat.sql`update member_quotas set full_at = now() + interval '5 hours'`
  const { status, body } = await create()
  assert.equal(status, 429)
  assert.ok(body.retryAfterMs <= 900_000, `${body.retryAfterMs}`)
})
