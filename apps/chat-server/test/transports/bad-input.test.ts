import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { connect as openSocket } from 'node:net'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { WebSocket } from 'ws'
import { type Chat, openChat, text } from '../support/chat.ts'
import { TestClient } from '../support/client.ts'

/** Somebody else chats meanwhile; afterwards they still can. */
async function bystander(chat: Chat) {
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  return async () => {
    const { seq } = await client.request('send', text(roomId, 'still here'))
    assert.ok(seq > 0)
  }
}

test('what is not JSON text closes the sender as MALFORMED, and nobody else notices', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const others = await bystander(chat)
  const garbage = [Buffer.from([0xde, 0xad, 0xbe, 0xef]), Buffer.from('{"id":1}'), '{"id":', 'hello', '']
  for (const bytes of garbage) {
    const client = await chat.client(member)
    client.socket.send(bytes)
    assert.equal(await client.closed(), closeCodes.MALFORMED.code)
  }
  await others()
})

test('a frame above the limit is closed with 1009, invalid UTF-8 with 1007', async (t) => {
  const chat = await openChat(t, { settings: { MAX_FRAME_BYTES: '1000' } })
  const member = await chat.member()
  const others = await bystander(chat)
  const client = await chat.client(member)
  client.socket.send('x'.repeat(1001))
  assert.equal(await client.closed(), 1009)
  const other = await chat.client(member)
  other.socket.send(Buffer.from([0xff, 0xfe, 0xff]), { binary: false })
  assert.equal(await other.closed(), 1007)
  await others()
})

test('bytes that are no WebSocket frame end their connection only', async (t) => {
  const chat = await openChat(t)
  const others = await bystander(chat)
  const { hostname, port } = new URL(chat.nodes[0]!.url)
  const attacks = [
    'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff',
    // Answered with a problem, after which the connection would be kept for further requests.
    'GET http://[::1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    '\0'.repeat(100),
  ]
  for (const bytes of attacks) {
    await new Promise<void>((resolve) => {
      const socket = openSocket(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'latin1')))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.resume()
    })
  }
  await others()
})

test('requests that are not as documented are rejected by name, and the connection stays open', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  const paths = async (op: string, input: object) => {
    const error = await client.rejection(op, input)
    assert.equal(error.code, 'VALIDATION_FAILED')
    return error.errors.map((wrong: { path: string }) => wrong.path)
  }
  const id = randomUUID()
  assert.equal((await client.rejection('dance')).code, 'UNKNOWN_OP')
  assert.equal((await client.rejection('constructor')).code, 'UNKNOWN_OP')
  assert.deepEqual(await paths('send', { roomId, type: 'TEXT', content: { text: 'x' } }), ['clientMessageId'])
  assert.deepEqual(await paths('send', text(roomId, '   ', id)), ['content.text'])
  assert.deepEqual(await paths('send', text(roomId, 'a\0b', id)), ['content.text'])
  assert.deepEqual(await paths('send', text(roomId, 'half \ud83d', id)), ['content.text'])
  assert.deepEqual(await paths('send', text(roomId, 'x'.repeat(4001), id)), ['content.text'])
  assert.deepEqual(await paths('send', { roomId, clientMessageId: id, type: 'VIDEO', content: {} }), ['type'])
  const script = { roomId, clientMessageId: id, type: 'IMAGE', content: { url: 'javascript:alert(1)' } }
  assert.deepEqual(await paths('send', script), ['content.url'])
  assert.deepEqual(await paths('subscribe', { roomId: '1' }), ['roomId'])
  assert.deepEqual(await paths('subscribe', { roomId, after: -1 }), ['after'])
  assert.equal((await client.rejection('subscribe', { roomId, after: 7 })).code, 'POSITION_LOST')
  assert.deepEqual(await paths('history', { roomId, limit: 100_000 }), ['limit'])
  assert.deepEqual(await paths('read', { roomId }), ['seq'])
  assert.equal((await client.rejection('connect', { token: 'x' })).code, 'VALIDATION_FAILED')
  assert.equal((await client.rejection('send', { ...text(roomId, 'x'), replyTo: 3 })).code, 'REPLY_NOT_FOUND')
  for (const frame of ['[]', '7', 'null', '{"op":"send"}', '{"id":-1,"op":"send"}', '{"id":1}']) {
    client.socket.send(frame)
  }
  assert.equal((await client.request('send', text(roomId, 'fine'))).seq, 1)
  assert.equal(client.strays.length, 6)
  for (const stray of client.strays)
    assert.deepEqual([stray.id, stray.error.code], [null, 'VALIDATION_FAILED'])
})

test('forged and expired tokens, and none at all: the documented code each', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const others = await bystander(chat)
  const { url } = chat.nodes[0]!
  const expired = await chat.tokens.sign({ memberId: member.id, expiresIn: -60 })
  const [head, , signature] = member.token.split('.')
  const claims = Buffer.from(JSON.stringify({ sub: '1', role: 'ADMIN', exp: 9e9 })).toString('base64url')
  const forged = `${head}.${claims}.${signature}`
  const cases = [
    { token: expired, code: 'TOKEN_EXPIRED', close: closeCodes.TOKEN_EXPIRED.code },
    { token: forged, code: 'UNAUTHENTICATED', close: closeCodes.UNAUTHENTICATED.code },
    { token: 'nonsense', code: 'UNAUTHENTICATED', close: closeCodes.UNAUTHENTICATED.code },
  ]
  for (const { token, code, close } of cases) {
    const client = await TestClient.open(url)
    assert.equal((await client.rejection('connect', { token })).code, code)
    assert.equal(await client.closed(), close)
    await assert.rejects(TestClient.open(url, { authorization: `Bearer ${token}` }), /answered 401/)
  }
  const early = await TestClient.open(url)
  assert.equal((await early.rejection('send', text(1, 'x'))).code, 'UNAUTHENTICATED')
  // Of its own: on the others nobody has to hurry.
  const impatient = await chat.addNode({ AUTH_TIMEOUT_MS: '300' })
  const silent = await TestClient.open(impatient.url)
  assert.equal(await silent.closed(), closeCodes.AUTH_TIMEOUT.code)
  const header = await TestClient.open(url, { authorization: `Bearer ${member.token}` })
  assert.deepEqual((await header.request('history', { roomId: await chat.group(member.id) })).items, [])
  await header.close()
  await others()
})

test('a path without a transport is 404 before the handshake', async (t) => {
  const chat = await openChat(t)
  const socket = new WebSocket(`${chat.nodes[0]!.url.replace('http', 'ws')}/nowhere`)
  const status = await new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
  })
  assert.equal(status, 404)
})

test('HTTP: each wrong path is named in problem+json', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const response = await fetch(new URL('/v1/groups', chat.nodes[0]!.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${member.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: '', maxMembers: 0, tags: [1, 1], extra: true }),
  })
  assert.equal(response.status, 400)
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
  const problem = (await response.json()) as { code: string; requestId: string; errors: { path: string }[] }
  assert.equal(problem.code, 'VALIDATION_FAILED')
  assert.ok(problem.requestId)
  const named = new Set(problem.errors.map(({ path }) => path))
  for (const path of ['body.title', 'body.maxMembers', 'body.tags']) assert.ok(named.has(path), path)
  const anonymous = await fetch(new URL('/v1/rooms', chat.nodes[0]!.url))
  assert.equal(anonymous.status, 401)
})
