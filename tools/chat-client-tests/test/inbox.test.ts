import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InboxEvent } from '@munova/chat-contract'
import { settled, until } from '@munova/testing'
import type { ChatError } from '@munova/chat-client'
import { openChat, shortDelays, text, upTo } from './support/chat.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'

const ofAnotherDatabase = Buffer.from(JSON.stringify(['inbox', 'restored', 3, 0])).toString('base64url')

/** What an inbox has told. */
function recorder() {
  const events: InboxEvent[] = []
  const lost: true[] = []
  const ended: ChatError[] = []
  return {
    events,
    lost,
    ended,
    options: {
      onEvent: (event: InboxEvent) => events.push(event),
      onLost: () => lost.push(true),
      onEnded: (error: ChatError) => ended.push(error),
    },
    lastSeqs: (roomId: number) =>
      events.flatMap((event) =>
        event.event === 'inbox.room' && event.room.id === roomId ? [event.room.lastSeq] : [],
      ),
  }
}

test('what changes while a client is away is in its inbox when it is back, on another node', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const [reader, writer] = [await chat.member(), await chat.member()]
  const [roomId, other] = [await chat.group(reader.id, writer.id), await chat.group(reader.id, writer.id)]
  const proxies = await Promise.all(chat.nodes.map((node) => openTcpProxy(t, node.url)))
  const { client } = chat.client(reader, { url: proxies.map(({ url }) => url), limits: shortDelays })
  const { events, lost, options, lastSeqs } = recorder()
  // The first states of the rooms are before the position, and are not told.
  await settled(chat.sql)
  const inbox = await client.openInbox(options)
  const room = await chat.client(writer).client.join(roomId, { onEvent: () => {} })
  await room.send(text('seen'))
  await until(() => lastSeqs(roomId).at(-1) === 1, { what: 'the first message' })
  for (const proxy of proxies) proxy.stop()
  await until(() => client.state.name !== 'live', { what: 'the loss of the connection' })
  for (const n of upTo(3)) await room.send(text(`missed ${n}`))
  proxies[1]!.start()
  await until(() => lastSeqs(roomId).at(-1) === 4, { what: 'what was missed' })
  assert.deepEqual(lastSeqs(other), [], 'what has not changed is not told')
  assert.equal(new Set(lastSeqs(roomId)).size, lastSeqs(roomId).length, 'no state twice')
  assert.deepEqual(lost, [])
  assert.equal(inbox.cursor, events.at(-1)!.cursor)
})

test('a cursor of another database: the list has to be read again, and the inbox goes on', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const { client } = chat.client(member)
  const { lost, ended, options, lastSeqs } = recorder()
  await client.openInbox({ after: ofAnotherDatabase, ...options })
  assert.equal(lost.length, 1)
  await (await client.join(roomId, { onEvent: () => {} })).send(text('after it'))
  await until(() => lastSeqs(roomId).at(-1) === 1, { what: 'the message' })
  assert.deepEqual(ended, [])
})

test('an inbox that is closed is silent, and may be opened again', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const { client } = chat.client(member)
  const [first, second] = [recorder(), recorder()]
  await settled(chat.sql)
  const inbox = await client.openInbox(first.options)
  await assert.rejects(client.openInbox(second.options), { code: 'ALREADY_JOINED' })
  await inbox.close()
  await client.openInbox(second.options)
  await (await client.join(roomId, { onEvent: () => {} })).send(text('hello'))
  await until(() => second.lastSeqs(roomId).length === 1, { what: 'the message' })
  assert.deepEqual(first.lastSeqs(roomId), [])
})

test('a cursor that is none ends the inbox, and not the client', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const { client } = chat.client(member)
  await assert.rejects(client.openInbox({ after: 'none', ...recorder().options }), { code: 'CURSOR_INVALID' })
  assert.equal(client.state.name, 'live')
  await client.openInbox(recorder().options)
})
