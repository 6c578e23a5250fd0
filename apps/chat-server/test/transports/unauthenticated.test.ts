import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { closeCodes } from '@munova/chat-contract'
import { metric, until } from '@munova/testing'
import { ErrorCodes } from 'rsocket-core'
import { WebSocket } from 'ws'
import type { ChatServer } from '../../src/index.ts'
import { countedAddress } from '@munova/service'
import { readProxyHeader } from '../../src/transports/rsocket/proxy-header.ts'
import { openChat } from '../support/chat.ts'
import { TestClient, upTo } from '../support/client.ts'
import { ask, RSocketPeer, setupFrame } from '../support/rsocket-peer.ts'

const paths = ['/ws', '/stomp', '/rsocket'] as const
const limit = (perAddress: number) => ({ MAX_UNAUTHENTICATED_PER_ADDRESS: String(perAddress) })
const from = (address: string) => ({ 'x-forwarded-for': address })

interface Answer {
  socket: WebSocket
  /** Of a rejected handshake. */
  status?: number | undefined
  body?: { code: string; retryAfterMs: number }
}

/** A WebSocket whose client says nothing; or how its handshake was rejected. */
async function open(
  t: TestContext,
  node: Pick<ChatServer, 'url'>,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const socket = new WebSocket(`${node.url.replace('http', 'ws')}${path}`, { headers })
  t.after(() => socket.terminate())
  socket.on('error', () => {})
  return new Promise((resolve) => {
    socket.once('open', () => resolve({ socket }))
    socket.once('unexpected-response', (_request, response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ socket, status: response.statusCode, body: JSON.parse(text) }))
    })
  })
}

function assertRejected({ status, body }: Answer): void {
  assert.deepEqual([status, body?.code], [503, 'OVERLOADED'])
  assert.ok(body!.retryAfterMs >= 500 && body!.retryAfterMs <= 5_000)
}

const unauthenticated = (node: ChatServer, count: number) =>
  until(async () => (await metric(node.url, 'chat_unauthenticated_connections')) === count, {
    what: `${count} connections that have not signed in`,
  })

/** A TCP connection that begins with these bytes, as one of a proxy. */
async function tcp(t: TestContext, node: ChatServer, ...chunks: Buffer[]): Promise<RSocketPeer> {
  const peer = await RSocketPeer.tcp(t, node)
  for (const chunk of chunks) peer.write(chunk)
  return peer
}

const v1 = (address: string) => Buffer.from(`PROXY TCP4 ${address} 10.0.0.1 50000 7000\r\n`)
function v2(address: string): Buffer {
  const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
  const fields = Buffer.from([
    0x21,
    0x11,
    0,
    15,
    ...address.split('.').map(Number),
    10,
    0,
    0,
    1,
    195,
    80,
    27,
    88,
  ])
  // And a field that the server does not know.
  return Buffer.concat([signature, fields, Buffer.from([4, 0, 0])])
}

test('connections of an address that have not signed in are bounded on all transports together, and signing in makes room', async (t) => {
  const chat = await openChat(t, { settings: limit(4) })
  const [node] = chat.nodes as [ChatServer]
  const member = await chat.member()
  const clients = [await TestClient.open(node.url)]
  t.after(() => clients[0]!.close())
  await open(t, node, '/stomp')
  await open(t, node, '/rsocket')
  const silent = await RSocketPeer.tcp(t, node)
  await unauthenticated(node, 4)

  for (const path of paths) assertRejected(await open(t, node, path))
  const rejected = await RSocketPeer.tcp(t, node)
  const { code, text } = await rejected.error()
  assert.equal(code, ErrorCodes.REJECTED_SETUP)
  assert.deepEqual([text.code, text.closeCode], ['OVERLOADED', closeCodes.GOING_AWAY.code])
  assert.ok(text.retryAfterMs > 0)
  assert.equal(await metric(node.url, 'chat_unauthenticated_rejected_total'), 4)

  await clients[0]!.request('connect', { token: member.token })
  assert.equal((await open(t, node, '/ws')).status, undefined)
  silent.send(setupFrame(member.token))
  await unauthenticated(node, 3)
  const { socket } = await open(t, node, '/ws')
  await unauthenticated(node, 4)
  socket.terminate()
  await unauthenticated(node, 3)
})

test('who signs in with the handshake is not counted, and who is rejected no longer', async (t) => {
  const chat = await openChat(t, { settings: limit(1) })
  const [node] = chat.nodes as [ChatServer]
  const authorization = `Bearer ${(await chat.member()).token}`
  for (const path of paths) assert.equal((await open(t, node, path, { authorization })).status, undefined)
  for (const _ of upTo(3))
    assert.equal((await open(t, node, '/ws', { authorization: 'Bearer nonsense' })).status, 401)
  assert.equal((await open(t, node, '/ws')).status, undefined)
})

test('a crowd behind one address that does what it is told signs in completely', async (t) => {
  const chat = await openChat(t, { settings: limit(5) })
  const [node] = chat.nodes as [ChatServer]
  const member = await chat.member()
  const { promise: isFull, resolve: full } = Promise.withResolvers<void>()
  const signIn = async (): Promise<void> => {
    const { socket, body } = await open(t, node, '/ws')
    if (body) {
      full()
      await pause(body.retryAfterMs)
      return signIn()
    }
    await isFull
    socket.send(JSON.stringify({ id: 1, op: 'connect', token: member.token }))
    await once(socket, 'message')
  }
  await Promise.all(upTo(60).map(signIn))
  assert.ok((await metric(node.url, 'chat_unauthenticated_rejected_total')) > 0)
})

test('behind a trusted proxy the addresses of clients count, and nobody else can claim one', async (t) => {
  const chat = await openChat(t, { settings: { ...limit(1), TRUST_PROXY: '10.0.0.0/8,127.0.0.1' } })
  const [node] = chat.nodes as [ChatServer]
  assert.equal((await open(t, node, '/ws', from('198.51.100.1'))).status, undefined)
  assertRejected(await open(t, node, '/stomp', from('203.0.113.9, 198.51.100.1')))
  assert.equal((await open(t, node, '/stomp', from('198.51.100.2'))).status, undefined)
  const open4 = await open(t, node, '/ws', from('2001:db8:1:2::1'))
  assert.equal(open4.status, undefined)
  assertRejected(await open(t, node, '/ws', from('2001:db8:1:2:ffff::9')))

  const direct = await chat.addNode({ TRUST_PROXY: '' })
  assert.equal((await open(t, direct, '/ws', from('198.51.100.1'))).status, undefined)
  assertRejected(await open(t, direct, '/ws', from('198.51.100.2')))
})

test('RSocket over TCP learns the address of a client by the PROXY protocol, from trusted proxies only', async (t) => {
  const chat = await openChat(t, { settings: { ...limit(1), TRUST_PROXY: '127.0.0.1' } })
  const [node] = chat.nodes as [ChatServer]
  const { token } = await chat.member()
  await tcp(t, node, v1('198.51.100.1'))
  await unauthenticated(node, 1)
  assert.equal((await (await tcp(t, node, v2('198.51.100.1'))).error()).text.code, 'OVERLOADED')
  // Over HTTP it is the same client.
  assertRejected(await open(t, node, '/ws', from('198.51.100.1')))

  for (const header of [
    v1('198.51.100.2'),
    v2('198.51.100.3'),
    Buffer.from('PROXY UNKNOWN\r\n'),
    Buffer.alloc(0),
  ]) {
    const peer = await tcp(t, node, ...[...header].map((byte) => Buffer.from([byte])))
    peer.send(setupFrame(token))
    peer.send(ask(1))
    await peer.answer(1)
  }
  for (const header of ['PROXY TCP4 nonsense 1 2 3\r\n', `PROXY ${'x'.repeat(200)}`])
    await (await tcp(t, node, Buffer.from(header))).gone()

  const direct = await chat.addNode({ TRUST_PROXY: '' })
  const { code } = await (await tcp(t, direct, v1('198.51.100.1'))).error()
  assert.equal(code, ErrorCodes.INVALID_SETUP)
})

test('a proxy that does not say whose connection it is has AUTH_TIMEOUT_MS, and does not delay the drain', async (t) => {
  const settings = { TRUST_PROXY: '127.0.0.1', AUTH_TIMEOUT_MS: '2000' }
  const chat = await openChat(t, { settings })
  await (await tcp(t, chat.nodes[0]!, Buffer.from('PRO'))).gone()
  const patient = await chat.addNode({ AUTH_TIMEOUT_MS: '100000' })
  const socket: Socket = connect(patient.rsocketPort, '127.0.0.1')
  const gone = once(socket, 'close')
  await once(socket, 'connect')
  await patient.close()
  await gone
})

test('an address is counted as itself, of IPv6 the /64; and a header is read however it is cut', () => {
  assert.deepEqual(
    ['192.0.2.1', '::ffff:192.0.2.1', '2001:db8::1', '2001:0DB8:0:0:9::1', '::1', 'fe80::1:2:3:4', ''].map(
      countedAddress,
    ),
    ['192.0.2.1', '192.0.2.1', '2001:db8:0:0', '2001:db8:0:0', '0:0:0:0', 'fe80:0:0:0', ''],
  )
  for (const header of [v1('192.0.2.7'), v2('192.0.2.7')]) {
    for (const end of header.keys()) assert.equal(readProxyHeader(header.subarray(0, end)), 'incomplete')
    const start = readProxyHeader(Buffer.concat([header, Buffer.from('rest')]))
    assert.ok(typeof start === 'object')
    assert.deepEqual([start.address, start.rest.toString()], ['192.0.2.7', 'rest'])
  }
})
