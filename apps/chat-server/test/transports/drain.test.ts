import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { openChat, text } from '../support/chat.ts'
import { TestClient, upTo } from '../support/client.ts'
import { nodeProcess } from '../support/node-process.ts'

test('SIGTERM: connections are closed with a resumable code, accepted sends are stored, the process ends with 0', async (t) => {
  const chat = await openChat(t, { broker: 'rabbit' })
  const leaving = await nodeProcess(t, chat)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await TestClient.open(leaving.url)
  await client.request('connect', { token: member.token })
  const messages = upTo(300).map((n) => text(roomId, `${n}`))
  const acked: number[] = []
  const sends = messages.map((message) =>
    client.request('send', message).then(
      ({ seq }) => acked.push(seq),
      () => undefined,
    ),
  )
  leaving.process.kill('SIGTERM')
  const [code] = await once(leaving.process, 'exit')
  assert.equal(code, 0)
  assert.equal(await client.closed(), closeCodes.GOING_AWAY.code)
  await Promise.all(sends)

  const back = await chat.client(member)
  await back.request('subscribe', { roomId, after: 0 })
  for (const message of messages) await back.request('send', message)
  await back.reached(roomId, messages.length)
  assert.deepEqual(back.seqs(roomId), upTo(messages.length))
  const texts = back.events.map((event) => event.content.text)
  assert.equal(new Set(texts).size, messages.length, 'each message once')
})

test('during the grace /readyz is 404 and everything is served on; a second SIGTERM ends it', async (t) => {
  const chat = await openChat(t, { broker: 'rabbit' })
  const leaving = await nodeProcess(t, chat, { settings: { DRAIN_GRACE_MS: '60000' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const signIn = async () => {
    const client = await TestClient.open(leaving.url)
    await client.request('connect', { token: member.token })
    return client
  }
  const ready = () => fetch(new URL('/readyz', leaving.url))
  const before = await signIn()
  await until(async () => (await ready()).ok || undefined, { what: 'the node to be ready' })
  leaving.process.kill('SIGTERM')
  await until(async () => (await ready()).status === 404 || undefined, { what: 'the node to leave' })
  assert.equal((await ready()).headers.get('connection'), 'close')
  // A balancer that has not noticed yet still sends some.
  const during = await signIn()
  for (const client of [before, during]) await client.request('send', text(roomId, 'served on'))
  leaving.process.kill('SIGTERM')
  for (const client of [before, during]) assert.equal(await client.closed(), closeCodes.GOING_AWAY.code)
  const [code] = await once(leaving.process, 'exit')
  assert.equal(code, 0)
})

test('while draining /readyz is 404 and handshakes are rejected; close is idempotent', async (t) => {
  const chat = await openChat(t, { settings: { DRAIN_MS: '1500' } })
  const node = chat.nodes[0]!
  const ready = () => fetch(new URL('/readyz', node.url)).then((response) => response.status)
  await until(async () => (await ready()) === 200 || undefined, { what: 'the node to be ready' })
  const members = await Promise.all(upTo(20).map(() => chat.member()))
  const clients = await Promise.all(members.map((member) => chat.client(member)))
  const closing = node.close()
  assert.equal(await ready(), 404)
  await assert.rejects(TestClient.open(node.url), /answered 503/)
  const codes = await Promise.all(clients.map((client) => client.closed()))
  assert.ok(codes.every((code) => code === closeCodes.GOING_AWAY.code))
  await Promise.all([closing, node.close()])
})
