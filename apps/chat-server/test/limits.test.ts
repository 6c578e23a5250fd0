import assert from 'node:assert/strict'
import { connect as openSocket } from 'node:net'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { openChat, text } from './chat.ts'
import { TestClient, upTo } from './client.ts'
import { holdRoom } from './hold-room.ts'
import { metric } from './metric.ts'

test('a connection that does not read is closed as SLOW_READER, others do not wait, and it can catch up', async (t) => {
  const chat = await openChat(t, {
    settings: { QUEUE_HIGH_BYTES: '65536', QUEUE_BEHIND_MS: '1500' },
  })
  const [writer, sleeper] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(writer.id, sleeper.id)
  const writing = await chat.client(writer)
  const sleeping = await chat.client(sleeper)
  await Promise.all([writing, sleeping].map((client) => client.request('subscribe', { roomId })))
  sleeping.socket.pause()
  // More than the kernel's buffers on both sides take.
  const big = 'x'.repeat(4_000)
  const total = 4_000
  for (let n = 0; n < total; n += 100) {
    await Promise.all(upTo(100).map(() => writing.request('send', text(roomId, big))))
  }
  await writing.reached(roomId, total)
  await until(
    () => metric(chat.nodes[0]!.url, 'chat_websocket_connections').then((open) => open === 1 || undefined),
    {
      what: 'the sleeper to be closed',
    },
  )
  sleeping.socket.resume()
  await sleeping.closed()
  const seen = sleeping.seqs(roomId)
  assert.ok(seen.length < total, 'it did not get everything')
  assert.deepEqual(seen, upTo(seen.length))
  const back = await chat.client(sleeper)
  await back.request('subscribe', { roomId, after: seen.length })
  await back.reached(roomId, total)
  assert.deepEqual([...seen, ...back.seqs(roomId)], upTo(total))
})

test('a slow reader falls behind, is not sent anything it cannot take, and catches up without a gap', async (t) => {
  const chat = await openChat(t, {
    settings: { QUEUE_HIGH_BYTES: '65536', RING_ENTRIES: '16' },
  })
  const [writer, reader] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(writer.id, reader.id)
  const [writing, reading] = [await chat.client(writer), await chat.client(reader)]
  await reading.request('subscribe', { roomId })
  const big = 'x'.repeat(4_000)
  const total = 2_500
  reading.socket.pause()
  for (let n = 0; n < total; n += 100) {
    await Promise.all(upTo(100).map(() => writing.request('send', text(roomId, big))))
  }
  reading.socket.resume()
  await reading.reached(roomId, total)
  assert.deepEqual(reading.seqs(roomId), upTo(total))
})

test('sends beyond the rate are refused with the time to wait, over all connections of the member', async (t) => {
  const chat = await openChat(t, { settings: { SENDS_PER_SECOND: '5', SENDS_BURST: '10' } })
  const [member, other] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(member.id, other.id)
  const clients = [await chat.client(member), await chat.client(member)]
  for (const n of upTo(10)) await clients[n % 2]!.request('send', text(roomId, `${n}`))
  const error = await clients[0]!.refusal('send', text(roomId, 'too much'))
  assert.equal(error.code, 'RATE_LIMITED')
  assert.equal(error.temporary, true)
  assert.ok(error.retryAfterMs > 0 && error.retryAfterMs <= 200)
  assert.equal((await (await chat.client(other)).request('send', text(roomId, 'mine'))).seq, 11)
})

test('more connections than a member may have: the oldest is replaced', async (t) => {
  const chat = await openChat(t, { settings: { CONNECTIONS_PER_MEMBER: '2' } })
  const member = await chat.member()
  const [first, second, third] = [
    await chat.client(member),
    await chat.client(member),
    await chat.client(member),
  ]
  assert.equal((await first.closed()).code, closeCodes.REPLACED.code)
  const roomId = await chat.group(member.id)
  await second.request('send', text(roomId, 'x'))
  await third.request('send', text(roomId, 'x'))
})

test('more connections than the server takes are answered 503 before the handshake', async (t) => {
  const chat = await openChat(t, { settings: { MAX_CONNECTIONS: '2' } })
  const { url } = chat.nodes[0]!
  const clients = [await TestClient.open(url), await TestClient.open(url)]
  await assert.rejects(TestClient.open(url), /answered 503/)
  await clients[0]!.close()
  await until(
    () =>
      TestClient.open(url)
        .then((client) => client.close().then(() => true))
        .catch(() => undefined),
    {
      what: 'a free place',
    },
  )
  await clients[1]!.close()
})

test('subscriptions per connection are bounded; a second one to the same room is refused', async (t) => {
  const chat = await openChat(t, { settings: { SUBSCRIPTIONS_PER_CONNECTION: '2' } })
  const member = await chat.member()
  const rooms = [await chat.group(member.id), await chat.group(member.id), await chat.group(member.id)]
  const client = await chat.client(member)
  const answers = await Promise.allSettled([
    client.request('subscribe', { roomId: rooms[0] }),
    client.request('subscribe', { roomId: rooms[0] }),
    client.request('subscribe', { roomId: rooms[1] }),
    client.request('subscribe', { roomId: rooms[2] }),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
  )
  await client.request('unsubscribe', { roomId: rooms[0] })
  await client.request('subscribe', { roomId: rooms[2] })
})

test('unsubscribe and subscribe in one breath take effect in order, and no event comes twice', async (t) => {
  const chat = await openChat(t, {})
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const [writer, reader] = [await chat.client(member), await chat.client(member)]
  await reader.request('subscribe', { roomId })
  for (const n of upTo(50)) {
    const sent = writer.request('send', text(roomId, `${n}`))
    const last = reader.seqs(roomId).at(-1) ?? 0
    const left = reader.request('unsubscribe', { roomId })
    const back = reader.request('subscribe', { roomId, after: last })
    await Promise.all([sent, left])
    const { position } = await back
    assert.equal(position, last)
    await reader.reached(roomId, n)
  }
  // What was under way before the unsubscribe may be repeated by the `after` of the next subscribe, nothing else.
  assert.deepEqual([...new Set(reader.seqs(roomId))], upTo(50))
})

test('rooms per member are bounded', async (t) => {
  const chat = await openChat(t, { settings: { ROOMS_PER_MEMBER: '2' } })
  const [owner, member] = [await chat.member(), await chat.member()]
  const groups = [await chat.group(owner.id), await chat.group(owner.id), await chat.group(owner.id)]
  const codes = []
  for (const id of groups) {
    const { status, body } = await chat.call(member, { path: `/v1/groups/${id}/join`, method: 'POST' })
    codes.push(status === 200 ? 'in' : body.code)
  }
  assert.deepEqual(codes, ['in', 'in', 'TOO_MANY_ROOMS'])
  const create = await chat.call(member, { path: '/v1/groups', body: { title: 'one more', maxMembers: 2 } })
  assert.equal(create.body.code, 'TOO_MANY_ROOMS')
})

test('a live connection is closed when its token expires, unless it was refreshed', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const short = () => chat.tokens.sign({ memberId: member.id, expiresIn: 2 })
  const [expiring, refreshed] = [
    await chat.client({ token: await short() }),
    await chat.client({ token: await short() }),
  ]
  await refreshed.request('refresh', { token: member.token })
  const stranger = await chat.member()
  assert.equal((await refreshed.refusal('refresh', { token: stranger.token })).code, 'UNAUTHENTICATED')
  assert.equal((await expiring.closed()).code, closeCodes.TOKEN_EXPIRED.code)
  await refreshed.request('history', { roomId: await chat.group(member.id) })
})

test('a peer that answers no ping is closed as IDLE, one that does is not', async (t) => {
  const chat = await openChat(t, { settings: { PING_INTERVAL_MS: '1000' } })
  const member = await chat.member()
  const alive = await chat.client(member)
  const { hostname, port } = new URL(chat.nodes[0]!.url)
  const dead = openSocket(Number(port), hostname, () =>
    dead.write(
      `GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${member.token}\r\n\r\n`,
    ),
  )
  const received: Buffer[] = []
  dead.on('data', (bytes) => received.push(bytes))
  await new Promise((resolve) => dead.on('close', resolve))
  const close = Buffer.from([0x88, 0, closeCodes.IDLE.code >> 8, closeCodes.IDLE.code & 255])
  const bytes = Buffer.concat(received)
  assert.ok(bytes.includes(close.subarray(2)), 'the close frame says IDLE')
  await alive.request('history', { roomId: await chat.group(member.id) })
})

test('a full append queue refuses the newest as OVERLOADED; what was accepted is stored', async (t) => {
  const chat = await openChat(t, {
    settings: {
      APPEND_QUEUE: '50',
      APPEND_LANES: '1',
      APPEND_BATCH: '10',
      OPERATIONS_IN_FLIGHT: '1000',
    },
  })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  const release = await holdRoom(chat.sql, roomId)
  const outcomes = upTo(80).map((n) =>
    client.request('send', text(roomId, `${n}`)).then(
      () => 'stored',
      ({ error }) => error.code as string,
    ),
  )
  await until(() => client.socket.bufferedAmount === 0 || undefined, { what: 'the sends to leave' })
  await until(
    () => metric(chat.nodes[0]!.url, 'chat_append_refused_total').then((n) => n === 30 || undefined),
    {
      what: '30 refusals',
    },
  )
  await release()
  const counts = Object.groupBy(await Promise.all(outcomes), (outcome) => outcome)
  assert.equal(counts['stored']?.length, 50)
  assert.equal(counts['OVERLOADED']?.length, 30)
  const [row] = await chat.sql<{ count: number }[]>`select count(*) as count from messages`
  assert.equal(row!.count, 50)
})

test('a send that is not stored in time is answered UNAVAILABLE, and repeating it stores it once', async (t) => {
  const chat = await openChat(t, { settings: { APPEND_TIMEOUT_MS: '400', STATEMENT_TIMEOUT_MS: '3000' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  await client.request('subscribe', { roomId })
  const message = text(roomId, 'late', randomUUID())
  await chat.sql.begin(async (sql) => {
    await sql`select from rooms where id = ${roomId} for update`
    const error = await client.refusal('send', message)
    assert.equal(error.code, 'UNAVAILABLE')
    assert.equal(error.temporary, true)
  })
  assert.equal((await client.request('send', message)).seq, 1)
  await client.reached(roomId, 1)
  const { seq } = await client.request('send', text(roomId, 'next'))
  await client.reached(roomId, seq)
  assert.deepEqual(client.seqs(roomId), [1, 2])
})
