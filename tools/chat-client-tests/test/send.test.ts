import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { openChat, text, upTo } from './support/chat.ts'

const ignore = { onEvent: () => {} }

test('a response is lost with the connection: the retry gets the same seq, the message is stored once', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  const { client } = chat.client(member, { url: proxy.url })
  const room = await client.join(roomId, ignore)
  proxy.dropResponses()
  const sends = ['one', 'two', 'three'].map((words) => room.send(text(words)))
  await until(async () => (await chat.texts(roomId)).length === 1, { what: 'the first to be stored' })
  proxy.cut()
  const results = await Promise.all(sends)
  assert.deepEqual(
    results.map(({ seq }) => seq),
    [1, 2, 3],
  )
  assert.deepEqual(await chat.texts(roomId), ['one', 'two', 'three'])
  assert.equal(proxy.count, 2)
})

test('requests without a connection wait for the next one', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const { client, states } = chat.client(member)
  const room = await client.join(roomId, ignore)
  const requests = Promise.withResolvers<Promise<unknown>[]>()
  const stop = client.onState(({ name }) => {
    if (name !== 'waiting') return
    stop()
    requests.resolve([room.send(text('hello')), room.history({ limit: 5 }), room.read(0)])
  })
  const live = client.state
  const index = live.name === 'live' && live.url.startsWith(chat.nodes[0]!.url.replace('http', 'ws')) ? 0 : 1
  await chat.nodes[index]!.close()
  const [sent] = await Promise.all(await requests.promise)
  assert.equal((sent as { seq: number }).seq, 1)
  assert.equal(states.at(-1)!.name, 'live')
})

test('a rate limit delays messages and does not change their order', async (t) => {
  const chat = await openChat(t, { settings: { SENDS_BURST: '3', SENDS_PER_SECOND: '50' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const room = await chat.client(member).client.join(roomId, ignore)
  const words = upTo(12).map(String)
  await Promise.all(words.map((word) => room.send(text(word))))
  assert.deepEqual(await chat.texts(roomId), words)
})

test('a permanent rejection affects only its message', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const room = await chat.client(member).client.join(roomId, ignore)
  const missing = room.send({ type: 'PRODUCT', content: { productId: 999 } })
  const next = room.send(text('fine'))
  await assert.rejects(missing, { code: 'PRODUCT_NOT_FOUND', temporary: false })
  assert.equal((await next).seq, 1)
  const blank = [{ path: 'content.text', message: 'must not be blank' }]
  await assert.rejects(room.send(text('  ')), { code: 'VALIDATION_FAILED', errors: blank })
  await assert.rejects(room.send(text('x'.repeat(70_000))), { code: 'VALIDATION_FAILED' })
  assert.equal((await room.send(text('still connected'))).seq, 2)
})

test('pending requests are limited; they are rejected when the client closes', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  const { client } = chat.client(member, { url: proxy.url, limits: { unanswered: 3 } })
  const room = await client.join(roomId, ignore)
  proxy.freeze()
  const waiting = upTo(3).map((n) => room.send(text(`${n}`)))
  await assert.rejects(room.send(text('one too many')), { code: 'TOO_MANY_UNANSWERED' })
  const closing = client.close()
  for (const send of waiting) await assert.rejects(send, { code: 'CLOSED' })
  proxy.cut()
  await closing
  await assert.rejects(room.send(text('late')), { code: 'CLOSED' })
})

test('history pages back through the log and a read position moves forward only', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const room = await chat.client(member).client.join(roomId, ignore)
  for (const n of upTo(5)) await room.send(text(`${n}`))
  const newest = await room.history({ limit: 2 })
  assert.deepEqual(
    newest.items.map(({ seq }) => seq),
    [4, 5],
  )
  const older = await room.history({ limit: 2, before: newest.nextCursor! })
  assert.deepEqual(
    older.items.map(({ seq }) => seq),
    [2, 3],
  )
  assert.equal((await room.read(3)).seq, 5, 'the sender has read its own messages')
})
