import assert from 'node:assert/strict'
import { connect as openSocket } from 'node:net'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { openChat } from '../support/chat.ts'
import { TestClient } from '../support/client.ts'

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
