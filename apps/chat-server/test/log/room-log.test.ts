import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { connectMemory } from '@munova/broker'
import { until } from '@munova/testing'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'
import { draft, openRoomLog } from '../support/open-room-log.ts'

/** Longer than the test, so that an entry that arrives was announced and not found by the sweep. */
const NEVER_MS = '600000'

test('every verb that changes a room reaches the live subscribers of every node', async (t) => {
  const settings = { SWEEP_MS: NEVER_MS, SWEEP_BROKER_DOWN_MS: NEVER_MS }
  const chat = await openChat(t, { nodes: 2, settings })
  const [owner, member, guest] = [await chat.member(), await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id, guest.id)
  const clients = await Promise.all(chat.nodes.map((node) => chat.client(owner, node)))
  for (const client of clients) await client.request('subscribe', { roomId, after: 0 })

  const group = `/v1/groups/${roomId}`
  const post = (path: string, body?: object) => ({
    path: `${group}/${path}`,
    method: 'POST',
    ...(body && { body }),
  })
  const changes = [
    { by: member, request: post('join'), event: 'member.joined' },
    {
      by: owner,
      request: { path: group, method: 'PATCH', body: { title: 'marathon' } },
      event: 'room.updated',
    },
    { by: owner, request: post('transfer', { memberId: member.id }), event: 'room.updated' },
    { by: member, request: post('close'), event: 'room.closed' },
    { by: member, request: post('reopen'), event: 'room.updated' },
    { by: member, request: { path: `${group}/members/${guest.id}`, method: 'DELETE' }, event: 'member.left' },
    { by: member, request: post('transfer', { memberId: owner.id }), event: 'room.updated' },
    { by: member, request: post('leave'), event: 'member.left' },
  ]
  for (const [index, { by, request }] of changes.entries()) {
    const { status } = await chat.call(by, { ...request, node: chat.nodes[index % 2]! })
    assert.ok(status === 200 || status === 204, `${request.method} ${request.path}: ${status}`)
  }
  const { seq } = await clients[0]!.request('send', text(roomId, 'the last one'))
  assert.equal(seq, changes.length + 1)
  for (const client of clients) {
    await client.reached(roomId, seq)
    assert.deepEqual(client.seqs(roomId), upTo(seq))
    assert.deepEqual(
      client.events.map(({ event }) => event),
      [...changes.map(({ event }) => event), 'message'],
    )
  }
})

test('each message is announced once, by seq within a room, and a duplicate is not announced', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const rooms = [await chat.group(member.id), await chat.group(member.id)]
  const announced: string[] = []
  const repeated: string[] = []
  const roomLog = openRoomLog(t, chat.sql, {
    onEntry: ({ roomId, seq }) => announced.push(`entry ${roomId}:${seq}`),
    onMessage: ({ roomId, seq }) => announced.push(`message ${roomId}:${seq}`),
    onRepeated: ({ roomId, seq }) => repeated.push(`${roomId}:${seq}`),
  })
  const drafts = upTo(100).map((n) => draft(rooms[n % 2]!, member.id, JSON.stringify({ text: `${n}` })))
  const results = await Promise.all(drafts.map((each) => roomLog.append(each)))
  assert.ok(results.every(({ outcome }) => outcome === 'STORED'))
  assert.deepEqual(repeated, [])
  const again = await roomLog.append(drafts[0]!)
  assert.ok(again.outcome === 'DUPLICATE')
  await until(() => repeated.length === 1, { what: 'the repetition' })
  assert.deepEqual(repeated, [`${drafts[0]!.roomId}:${again.seq}`])
  for (const roomId of rooms) {
    const expected = upTo(50).flatMap((seq) => [`entry ${roomId}:${seq}`, `message ${roomId}:${seq}`])
    assert.deepEqual(
      announced.filter((line) => line.includes(` ${roomId}:`)),
      expected,
    )
  }
})

test('a message whose acknowledgement was lost is delivered by the repeated send, and reported to the seller', async (t) => {
  const settings = {
    SWEEP_MS: NEVER_MS,
    SWEEP_BROKER_DOWN_MS: NEVER_MS,
    UNREAD_AFTER_MS: '1',
    INQUIRY_SCAN_INTERVAL_MS: '20',
  }
  const chat = await openChat(t, { settings })
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const productId = await chat.product(seller.id)
  const { id: roomId } = (await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })).body
  let unread = 0
  const broker = connectMemory(chat.exchange)
  t.after(() => broker.close())
  const queue = {
    queue: 'unread',
    types: ['chat.message.unread'],
    prefetch: 1,
    maxAttempts: 1,
    retryDelayMs: 1,
  }
  const consumer = broker.consume({ ...queue, isTransient: () => false }, async () => void unread++)
  await consumer.ready
  const [reading, writing] = [await chat.client(seller), await chat.client(buyer)]
  await reading.request('subscribe', { roomId, after: 0 })
  // The full scan after the start has passed.
  await writing.request('send', text(roomId, 'the first'))
  await until(() => unread === 1, { what: 'the first event' })
  await reading.request('read', { roomId, seq: 1 })
  const message = text(roomId, 'lost')
  // As a statement of which the response is lost: committed, and unknown to the process.
  const elsewhere = openRoomLog(t, chat.sql)
  const stored = await elsewhere.append({
    ...draft(roomId, buyer.id, JSON.stringify(message.content)),
    ...message,
    content: JSON.stringify(message.content),
  })
  assert.equal(stored.outcome, 'STORED')
  const { seq } = await writing.request('send', message)
  assert.equal(seq, 2)
  await reading.reached(roomId, 2)
  await until(() => unread === 2, { what: 'the event of the lost message' })
})

test('a message whose value PostgreSQL does not accept is rejected, and the others of its batch are stored', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const roomLog = openRoomLog(t, chat.sql)
  const results = await Promise.allSettled(
    ['{}', 'no JSON', '{}'].map((content) => roomLog.append(draft(roomId, member.id, content))),
  )
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
})

test('no source outside the log writes to the table of messages', () => {
  const src = new URL('../../src/', import.meta.url).pathname
  const writes = globSync('**/*.ts', { cwd: src }).filter((file) =>
    /\b(insert\s+into|update|delete\s+from)\s+messages\b/i.test(readFileSync(`${src}${file}`, 'utf8')),
  )
  assert.deepEqual(writes.toSorted(), ['log/append.ts', 'log/purge.ts', 'log/system-entry.ts'])
})
