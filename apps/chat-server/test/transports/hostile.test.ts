import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { createLog } from '@munova/service'
import { metric, ownPostgres, until } from '@munova/testing'
import { ChatConfig, startChatServer } from '../../src/index.ts'
import { openChat, text } from '../support/chat.ts'
import { TestClient, upTo } from '../support/client.ts'
import { holdRoom } from '../support/hold-room.ts'

test('one write with hundreds of sends is worked on a few at a time', async (t) => {
  const chat = await openChat(t, { settings: { OPERATIONS_IN_FLIGHT: '8' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  const release = await holdRoom(chat.sql, roomId)
  const sends = upTo(300).map((n) => client.request('send', text(roomId, `${n}`)))
  await until(async () => (await metric(chat.nodes[0]!.url, 'chat_append_contended_queue_messages')) === 8, {
    what: 'as many sends as may be under way',
  })
  const other = await chat.client(member)
  await other.request('history', { roomId })
  assert.equal(await metric(chat.nodes[0]!.url, 'chat_append_contended_queue_messages'), 8)
  await release()
  const answers = await Promise.all(sends)
  assert.deepEqual(
    answers.map(({ seq }) => seq),
    upTo(300),
  )
})

test('a reader that keeps up is not closed by what the server sends at once', async (t) => {
  const chat = await openChat(t)
  const members = await Promise.all(upTo(8).map(() => chat.member()))
  const roomId = await chat.group(...members.map(({ id }) => id))
  const clients = await Promise.all(members.map((member) => chat.client(member)))
  const reader = await chat.client(members[0]!)
  await reader.request('subscribe', { roomId })
  // Each character takes three bytes, the most that a UTF-16 code unit can.
  const wide = '값'.repeat(4_000)
  await Promise.all(
    clients.flatMap((client) => upTo(60).map(() => client.request('send', text(roomId, wide)))),
  )
  await reader.reached(roomId, 480)
  assert.deepEqual(reader.seqs(roomId), upTo(480))
  const late = await chat.client(members[1]!)
  await late.request('subscribe', { roomId, after: 0 })
  await late.reached(roomId, 480)
  assert.deepEqual(late.seqs(roomId), upTo(480))
})

test('coming back does not give a member a new burst', async (t) => {
  const chat = await openChat(t, { settings: { SENDS_PER_SECOND: '1', SENDS_BURST: '5' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  let stored = 0
  for (let round = 0; round < 4; round++) {
    const client = await chat.client(member)
    const sends = upTo(5).map((n) => client.request('send', text(roomId, `${n}`)).then(() => stored++))
    await Promise.allSettled(sends)
    await client.close()
  }
  assert.ok(stored < 10, `${stored} stored`)
})

test('a member who leaves while the group is transferred to them does not inherit it', async (t) => {
  const chat = await openChat(t)
  const owner = await chat.member()
  for (let round = 0; round < 15; round++) {
    const heir = await chat.member()
    const roomId = await chat.group(owner.id, heir.id)
    await Promise.all([
      chat.call(heir, { path: `/v1/groups/${roomId}/leave`, method: 'POST' }),
      chat.call(owner, { path: `/v1/groups/${roomId}/transfer`, body: { memberId: heir.id } }),
    ])
    const [row] = await chat.sql<{ owners: number }[]>`
      select count(*) as owners from rooms r
      join room_members m on m.room_id = r.id and m.member_id = r.owner_id and m.role = 'OWNER' where r.id = ${roomId}`
    assert.equal(row!.owners, 1, 'the owner is a member')
  }
})

test('somebody who has not arrived from commerce-api, or has withdrawn, becomes a member of nothing', async (t) => {
  const chat = await openChat(t)
  const [owner, gone] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id)
  const join = async (member: { token: string }) =>
    (await chat.call(member, { path: `/v1/groups/${roomId}/join`, method: 'POST' })).body.code
  assert.equal(await join({ token: await chat.tokens.sign({ memberId: 999 }) }), 'UNAVAILABLE')
  await chat.sql`update members set status = 'WITHDRAWN' where id = ${gone.id}`
  assert.equal(await join(gone), 'FORBIDDEN')
})

test('a cursor that was made up is rejected, a system entry is not replied to', async (t) => {
  const chat = await openChat(t)
  const [owner, member] = [await chat.member(), await chat.member()]
  const cursor = Buffer.from('["nonsense",1]').toString('base64url')
  assert.equal((await chat.call(owner, { path: `/v1/rooms?cursor=${cursor}` })).body.code, 'CURSOR_INVALID')
  const roomId = await chat.group(owner.id)
  await chat.call(member, { path: `/v1/groups/${roomId}/join`, method: 'POST' })
  const client = await chat.client(member)
  assert.equal((await client.rejection('send', { ...text(roomId, 'x'), replyTo: 1 })).code, 'REPLY_NOT_FOUND')
  assert.equal((await client.request('send', text(roomId, 'x'))).seq, 2)
  assert.equal((await client.request('send', { ...text(roomId, 'y'), replyTo: 2 })).seq, 3)
})

test('an upgrade to something else is an ordinary request, one to a strange path is rejected', async (t) => {
  const chat = await openChat(t)
  const { url } = chat.nodes[0]!
  const status = (path: string, upgrade: string) =>
    new Promise((resolve, reject) => {
      const request = httpRequest(`${url}${path}`, {
        headers: { connection: 'upgrade', upgrade, 'sec-websocket-key': 'x', 'sec-websocket-version': '13' },
      })
      request.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
      request.end()
    })
  assert.equal(await status('/livez', 'h2c'), 200)
  assert.equal(await status('//', 'websocket'), 404)
  assert.equal(await status('/nowhere', 'websocket'), 404)
})

test('handshakes whose token is still checked count as connections', async (t) => {
  const chat = await openChat(t, { settings: { MAX_CONNECTIONS: '2' } })
  const member = await chat.member()
  const headers = { authorization: `Bearer ${member.token}` }
  const attempts = await Promise.allSettled(upTo(10).map(() => TestClient.open(chat.nodes[0]!.url, headers)))
  const opened = attempts.filter((attempt) => attempt.status === 'fulfilled').map(({ value }) => value)
  assert.equal(opened.length, 2)
  await Promise.all(opened.map((client) => client.close()))
})

test('a broker that hangs keeps nobody from a room', async (t) => {
  const chat = await openChat(t, { nodes: 0 })
  const broker = connectMemory(new MemoryExchange())
  const openBus = broker.openBus.bind(broker)
  broker.openBus = (options) => ({
    ...openBus(options),
    publish: () => true,
    bind: () => new Promise(() => {}),
  })
  const log = createLog({ name: 'chat-server', level: 'silent' })
  const node = await startChatServer(ChatConfig.parse(chat.environment), { broker, log })
  t.after(async () => {
    await node.close()
    await broker.close()
  })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member, node)
  await client.request('subscribe', { roomId })
  await client.request('send', text(roomId, 'x'))
  await client.reached(roomId, 1)
})

test('while the database is away every operation says so, and goes on when it is back', async (t) => {
  const postgres = await ownPostgres(t)
  const chat = await openChat(t, { nodes: 0 })
  const node = await chat.addNode({ DATABASE_URL: postgres.url, APPEND_TIMEOUT_MS: '2000' })
  const client = await chat.client({ token: await chat.tokens.sign({ memberId: 1 }) }, node)
  await postgres.stop()
  const message = { ...text(1, 'x', randomUUID()) }
  for (const [op, input] of Object.entries({ history: {}, read: { seq: 1 }, subscribe: {}, send: message })) {
    const error = await client.rejection(op, { ...input, roomId: 1 })
    assert.deepEqual([op, error.code, error.temporary], [op, 'UNAVAILABLE', true])
  }
  await postgres.start()
  await until(async () => (await client.rejection('history', { roomId: 1 })).code === 'NOT_A_MEMBER', {
    what: 'the database to answer again',
  })
})
