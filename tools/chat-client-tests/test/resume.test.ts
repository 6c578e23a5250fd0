import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEntry } from '@munova/chat-contract'
import { latch, until } from '@munova/testing'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { openChat, text, upTo, wsUrl } from './support/chat.ts'

const seqs = (events: RoomEntry[]) => events.map(({ seq }) => seq)

test('a node drains under traffic: the other takes over, each event arrives once and in order', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const [reader, writer] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(reader.id, writer.id)
  const listening = chat.client(reader)
  const writing = chat.client(writer)
  const seen: RoomEntry[] = []
  await listening.client.join(roomId, { after: 0, onEvent: (event) => seen.push(event) })
  const room = await writing.client.join(roomId, { onEvent: () => {} })
  const live = listening.client.state
  const draining = chat.nodes.find((node) => live.name === 'live' && wsUrl(node) === live.url)!

  const words = upTo(40).map(String)
  const sends = words.map((word) => room.send(text(word)))
  await sends[9]
  const closing = draining.close()
  const results = await Promise.all(sends)
  await closing
  await until(() => seen.length >= words.length, { what: 'all messages' })

  assert.deepEqual(
    results.map(({ seq }) => seq),
    upTo(words.length),
  )
  assert.deepEqual(seqs(seen), upTo(words.length))
  assert.deepEqual(await chat.texts(roomId), words)
  const back = listening.client.state
  assert.ok(back.name === 'live' && live.name === 'live' && back.url !== live.url)
  assert.deepEqual(
    listening.states.map(({ name }) => name),
    ['connecting', 'live', 'waiting', 'connecting', 'live'],
  )
})

test('without `after` a stream starts at the end; missed events are counted and delivered', async (t) => {
  const chat = await openChat(t)
  const [reader, writer] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(reader.id, writer.id)
  const writerRoom = await chat.client(writer).client.join(roomId, { onEvent: () => {} })
  await writerRoom.send(text('before'))

  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  const { client } = chat.client(reader, {
    url: proxy.url,
    limits: { backoffBaseMs: 200, backoffCapMs: 200 },
  })
  const seen: RoomEntry[] = []
  const missed: number[] = []
  const room = await client.join(roomId, {
    onEvent: (event) => seen.push(event),
    onResumed: (count) => missed.push(count),
  })
  assert.equal(room.position, 1)
  client.onState(({ name }) => {
    if (name !== 'waiting') return
    for (const word of ['2', '3', '4']) void writerRoom.send(text(word))
  })
  proxy.cut()
  await until(() => seen.length === 3 && missed.length === 1, { what: 'the missed events' })
  assert.deepEqual(seqs(seen), [2, 3, 4])
  assert.equal(room.position, 4)
  assert.ok(missed[0]! <= 3)
  assert.equal(proxy.count, 2)
})

test('a room that was left sends no events and can be joined again', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const { client } = chat.client(member)
  const first: number[] = []
  const second: number[] = []
  const room = await client.join(roomId, { onEvent: ({ seq }) => first.push(seq) })
  await assert.rejects(client.join(roomId, { onEvent: () => {} }), { code: 'ALREADY_JOINED' })
  await room.send(text('one'))
  await until(() => first.length === 1, { what: 'the first event' })
  const left = room.leave()
  const again = await client.join(roomId, { after: 0, onEvent: ({ seq }) => second.push(seq) })
  await left
  await again.send(text('two'))
  await until(() => second.length === 2, { what: 'both events' })
  assert.deepEqual(first, [1])
  assert.deepEqual(second, [1, 2])
})

test('the members of a deleted group get its last event, and then the end', async (t) => {
  const chat = await openChat(t)
  const owner = await chat.member()
  const roomId = await chat.group(owner.id)
  const ended: string[] = []
  const events: string[] = []
  await chat.client(owner).client.join(roomId, {
    onEvent: ({ event }) => events.push(event),
    onEnded: ({ code }) => ended.push(code),
  })
  await fetch(`${chat.nodes[0]!.url}/v1/groups/${roomId}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${await owner.sign()}` },
  })
  await until(() => ended.length > 0, { what: 'the end' })
  assert.deepEqual([events, ended], [['room.deleted'], ['NOT_A_MEMBER']])
})

test('a member who was removed and is back goes on after what was said meanwhile', async (t) => {
  const chat = await openChat(t)
  const [owner, member] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id, member.id)
  const logged: string[] = []
  const request = async (by: typeof owner, method: string, path: string) => {
    const headers = { authorization: `Bearer ${await by.sign()}` }
    const { ok } = await fetch(`${chat.nodes[0]!.url}/v1/groups/${roomId}/${path}`, { method, headers })
    assert.ok(ok, path)
  }
  const { client } = chat.client(member, { log: (message) => logged.push(message) })
  const received: number[] = []
  const ended = latch()
  const onEvent = ({ seq }: { seq: number }) => received.push(seq)
  const first = await client.join(roomId, { onEvent, onEnded: () => ended.resolve() })
  await first.send(text('together'))
  await request(owner, 'DELETE', `members/${member.id}`)
  await ended.promise
  const other = await chat.client(owner).client.join(roomId, { onEvent: () => {} })
  await other.send(text('meanwhile'))
  await request(owner, 'DELETE', `removed-members/${member.id}`)
  await request(member, 'POST', 'join')
  const back = await client.join(roomId, { onEvent, after: first.position })
  assert.equal(back.startPositions.position, 3)
  await back.send(text('back'))
  await until(() => received.at(-1) === 5, { what: 'the message' })
  assert.deepEqual(received, [1, 2, 4, 5])
  assert.deepEqual(logged, [])
})

test('a removed member is notified of the end once; a non-member cannot join', async (t) => {
  const chat = await openChat(t)
  const [owner, member, stranger] = [await chat.member(), await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id, member.id)
  const ended: string[] = []
  const events: string[] = []
  await chat.client(member).client.join(roomId, {
    onEvent: ({ event }) => events.push(event),
    onEnded: ({ code }) => ended.push(code),
  })
  const response = await fetch(`${chat.nodes[0]!.url}/v1/groups/${roomId}/members/${member.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${await owner.sign()}` },
  })
  assert.ok(response.ok)
  await until(() => ended.length > 0, { what: 'the end' })
  assert.deepEqual(ended, ['NOT_A_MEMBER'])
  assert.deepEqual(events, ['member.left'])
  await assert.rejects(chat.client(stranger).client.join(roomId, { onEvent: () => {} }), {
    code: 'NOT_A_MEMBER',
  })
})
