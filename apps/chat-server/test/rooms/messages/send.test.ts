import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { openChat } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

const body = (words: string, clientMessageId: string = randomUUID()) => ({
  clientMessageId,
  type: 'TEXT',
  content: { text: words },
})

test('a message over HTTP is delivered, stored once however often it is sent, and only by members', async (t) => {
  const chat = await openChat(t)
  const [writer, reader, stranger] = [await chat.member(), await chat.member(), await chat.member()]
  const roomId = await chat.group(writer.id, reader.id)
  const path = `/v1/rooms/${roomId}/messages`
  const listening = await chat.client(reader)
  await listening.request('subscribe', { roomId })
  const message = body('hello')
  const first = await chat.call(writer, { path, body: message })
  assert.equal(first.status, 200)
  assert.deepEqual([first.body.roomId, first.body.seq], [roomId, 1])
  assert.deepEqual((await chat.call(writer, { path, body: message })).body, first.body)
  const live = await chat.client(writer)
  const again = await live.request('send', { ...message, roomId })
  assert.equal(again.seq, 1, 'the same message over both')
  await listening.reached(roomId, 1)
  assert.equal(listening.events[0].content.text, 'hello')

  const code = async (member: { token: string }, input: object) =>
    (await chat.call(member, { path, body: input })).body.code
  assert.equal(await code(writer, body('another', message.clientMessageId)), 'CLIENT_MESSAGE_ID_REUSED')
  assert.equal(await code(stranger, body('me too')), 'NOT_A_MEMBER')
  assert.equal(await code(writer, { ...body('reply'), replyTo: 9 }), 'REPLY_NOT_FOUND')
  assert.equal(await code(writer, body(' ')), 'VALIDATION_FAILED')
  await chat.call(writer, { path: `/v1/groups/${roomId}/close`, method: 'POST' })
  assert.equal(await code(writer, body('closed?')), 'ROOM_CLOSED')
  const page = await chat.call(reader, { path })
  assert.equal(page.body.items.filter(({ event }: { event: string }) => event === 'message').length, 1)
})

test('what a member sends over HTTP and live is one rate', async (t) => {
  const chat = await openChat(t, { settings: { SENDS_PER_SECOND: '1', SENDS_BURST: '4' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  for (const n of upTo(2)) await client.request('send', { ...body(`${n}`), roomId })
  const statuses: number[] = []
  for (const n of upTo(8)) {
    const { status } = await chat.call(member, { path: `/v1/rooms/${roomId}/messages`, body: body(`${n}`) })
    statuses.push(status)
  }
  assert.ok(statuses.includes(429), statuses.join())
  assert.equal((await client.rejection('send', { ...body('more'), roomId })).code, 'RATE_LIMITED')
})
