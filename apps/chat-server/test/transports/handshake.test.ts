import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { IncomingMessage, request as httpRequest, type RequestOptions, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { text as bodyOf } from 'node:stream/consumers'
import { test } from 'node:test'
import { queryObjects } from 'node:v8'
import { chatErrors } from '@munova/chat-contract'
import { metric, until } from '@munova/testing'
import { type Json, openChat } from '../support/chat.ts'
import { TestClient } from '../support/client.ts'

const paths = ['/ws', '/stomp', '/rsocket'] as const
const gaugeOf = {
  '/ws': 'chat_websocket_connections',
  '/stomp': 'chat_stomp_connections',
  '/rsocket': 'chat_rsocket_websocket_connections',
}

const handshakeHeaders = () => ({
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': randomBytes(16).toString('base64'),
})

/** What a handshake is answered that is rejected. */
async function rejected(url: string, path: string, headers: Record<string, string> = {}) {
  const request = httpRequest(new URL(path, url), { headers: { ...handshakeHeaders(), ...headers } })
  request.end()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject)
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error(`${path} was upgraded`))
    })
  })
  const problem: Json = JSON.parse(await bodyOf(response))
  return { status: response.statusCode, headers: response.headers, problem }
}

async function answerOf(url: URL, options: RequestOptions) {
  const request = httpRequest(url, options).end()
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  )
  return { status: response.statusCode, headers: response.headers, body: await bodyOf(response) }
}

/** A connection without a client library, and whether its handshake was accepted. */
function handshake(url: string, path: string, headers: Record<string, string> = {}): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const lines = Object.entries({ host: 'x', ...handshakeHeaders(), ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const socket = connect(Number(port), hostname)
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.once('data', (bytes) => {
      if (bytes.toString('latin1').startsWith('HTTP/1.1 101 ')) resolve(socket)
      else reject(new Error(bytes.toString('latin1')))
    })
  })
}

/** Whether no object of a type is in memory; `queryObjects` collects garbage before it counts. */
function isCollected(type: typeof IncomingMessage | typeof ServerResponse): boolean {
  return queryObjects(type) === 0
}

test('a rejected handshake is answered with a problem as any other request, on every path, and is counted', async (t) => {
  const chat = await openChat(t, { settings: { MAX_CONNECTIONS: '1' } })
  const { url } = chat.nodes[0]!
  const expired = await chat.tokens.sign({ memberId: 1, expiresIn: -60 })
  const cases = {
    UNAUTHENTICATED: { authorization: 'Bearer nonsense' },
    TOKEN_EXPIRED: { authorization: `Bearer ${expired}` },
    VALIDATION_FAILED: { 'sec-websocket-protocol': 'chat, superchat' },
  }
  const check = async (path: string, code: keyof typeof chatErrors, headers: Record<string, string> = {}) => {
    const answer = await rejected(url, path, { ...headers, 'x-request-id': `id-of-${code}` })
    const { status, title } = chatErrors[code]
    assert.equal(answer.status, status, path)
    assert.equal(answer.headers['content-type'], 'application/problem+json')
    assert.equal(answer.headers['x-request-id'], `id-of-${code}`)
    assert.deepEqual(
      [answer.problem.code, answer.problem.title, answer.problem.status, answer.problem.requestId],
      [code, title, status, `id-of-${code}`],
    )
    return answer
  }
  for (const path of paths) {
    for (const [code, headers] of Object.entries(cases))
      await check(path, code as keyof typeof cases, headers)
  }
  await check('/nowhere', 'ROUTE_NOT_FOUND')
  const client = await TestClient.open(url)
  for (const path of paths) {
    const full = await check(path, 'OVERLOADED')
    assert.equal(full.headers['retry-after'], '5')
  }
  await client.close()
  const count = (code: string) => metric(url, `chat_handshakes_rejected_total{code="${code}"}`)
  for (const code of [...Object.keys(cases), 'OVERLOADED'])
    assert.equal(await count(code), paths.length, code)
  assert.equal(await count('ROUTE_NOT_FOUND'), 1)
})

test('a rejected handshake gets a problem and ends its TCP connection, whatever was wrong with it', async (t) => {
  const chat = await openChat(t)
  const { hostname, port } = new URL(chat.nodes[0]!.url)
  const key = `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`
  const version = 'Sec-WebSocket-Version: 13'
  const rest = { key, version, host: 'Host: x', upgrade: 'Upgrade: websocket' }
  const cases: [what: string, path: string, head: string, replaced?: Record<string, string>][] = [
    ['a path that is not well-formed', 'path', 'GET /%zz HTTP/1.1\r\nConnection: close, Upgrade'],
    ['another method', '', 'POST /ws HTTP/1.1\r\nConnection: close, Upgrade'],
    ['a bad token', '', 'GET /ws HTTP/1.1\r\nAuthorization: Bearer x\r\nConnection: Upgrade'],
    ['no host', 'headers.host', 'GET /ws HTTP/1.1\r\nConnection: Upgrade', { host: 'A: b' }],
    ...paths.flatMap((path): typeof cases => {
      const head = `GET ${path} HTTP/1.1\r\nConnection: Upgrade`
      const keyPath = 'headers.sec-websocket-key'
      const protocolPath = 'headers.sec-websocket-protocol'
      return [
        ['no key', keyPath, head, { key: 'A: b' }],
        ['a key that is none', keyPath, head, { key: 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=' }],
        ['no version', 'headers.sec-websocket-version', head, { version: 'A: b' }],
        ['a version of the future', 'headers.sec-websocket-version', head, { version: `${version}1` }],
        ['no protocol', protocolPath, `${head}\r\nSec-WebSocket-Protocol:`],
        ['a protocol twice', protocolPath, `${head}\r\nSec-WebSocket-Protocol: a, a`],
        ['a protocol in quotes', protocolPath, `${head}\r\nSec-WebSocket-Protocol: "a"`],
        ['a body', keyPath, `${head}\r\nContent-Length: 1`, { key: 'A: b' }],
      ]
    }),
  ]
  for (const [what, path, head, replaced] of cases) {
    const socket = connect(Number(port), hostname)
    t.after(() => socket.destroy())
    socket.write(`${head}\r\n${Object.values({ ...rest, ...replaced }).join('\r\n')}\r\n\r\n`)
    const [headers = '', body = ''] = (await bodyOf(Readable.from(socket))).split('\r\n\r\n')
    assert.match(headers, /^HTTP\/1.1 4\d\d [^]*content-type: application\/problem\+json/, what)
    const found: Json = JSON.parse(body)
    assert.ok(Object.hasOwn(chatErrors, found.code), what)
    if (path) assert.deepEqual([found.code, found.errors[0].path], ['VALIDATION_FAILED', path], what)
    assert.equal(/sec-websocket-version: 13, 8/.test(headers), path.endsWith('version'), what)
  }
})

test('a path of a transport that is not asked for a WebSocket says so, with 426 and the name of the protocol', async (t) => {
  const chat = await openChat(t)
  const expected = { GET: 426, HEAD: 426, POST: 404 }
  for (const path of paths) {
    for (const [method, status] of Object.entries(expected)) {
      // Not `fetch`, which may not send or read `connection`.
      for (const headers of [{}, { connection: 'upgrade', upgrade: 'h2c' }]) {
        const response = await answerOf(new URL(path, chat.nodes[0]!.url), { method, headers })
        const what = `${method} ${path}`
        assert.equal(response.status, status, what)
        assert.equal(response.headers['content-type'], 'application/problem+json')
        const names = status === 426 ? { upgrade: 'websocket', connection: 'upgrade' } : {}
        assert.deepEqual(
          { upgrade: response.headers.upgrade, connection: response.headers.connection },
          { upgrade: undefined, connection: 'keep-alive', ...names },
          what,
        )
        if (method === 'GET') assert.equal(JSON.parse(response.body).code, 'UPGRADE_REQUIRED')
      }
    }
  }
})

test('handshakes are in the metric of requests with status 101, and in the API reference', async (t) => {
  const chat = await openChat(t)
  const { url } = chat.nodes[0]!
  for (const path of paths) (await handshake(url, path)).destroy()
  for (const path of paths) {
    const labels = `method="GET",route="${path}",status="101"`
    assert.equal(await metric(url, `http_request_duration_seconds_count{${labels}}`), 1)
  }
  const reference: Json = await (await fetch(new URL('/openapi.json', url))).json()
  for (const path of paths) {
    const { responses, security } = reference.paths[path].get
    assert.deepEqual(Object.keys(responses), ['101', '400', '401', '426', '503', 'default'])
    assert.deepEqual(security, [{ bearer: [] }, {}])
  }
})

test('an open connection keeps nothing of its handshake in memory', async (t) => {
  const chat = await openChat(t, { settings: { AUTH_TIMEOUT_MS: '60000' } })
  const { url } = chat.nodes[0]!
  const member = await chat.member()
  const tokens = [{}, { authorization: `Bearer ${member.token}` }]
  const sockets = await Promise.all(
    paths.flatMap((path) => tokens.map((token) => handshake(url, path, token))),
  )
  t.after(() => sockets.forEach((socket) => socket.destroy()))
  await until(() => [IncomingMessage, ServerResponse].every(isCollected), {
    what: 'the handshakes to be collected',
  })
  for (const path of paths) assert.equal(await metric(url, gaugeOf[path]), tokens.length)
})
