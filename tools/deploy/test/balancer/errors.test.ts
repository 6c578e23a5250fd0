import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { serviceProblems } from '@munova/service'
import { testEdge } from '@munova/testing'
import { readText } from '../support/compose-file.ts'
import { echoNode } from '../support/echo-node.ts'

const ORIGIN = 'https://partner.example'

async function problemOf(response: Response): Promise<Record<string, unknown>> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  return (await response.json()) as Record<string, unknown>
}

/** Sends bytes as they are; resolves with all that comes back. */
function exchange(port: number, bytes: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => (received += text))
  socket.on('error', () => {}).once('close', () => resolve(received))
  return promise
}

test('where no node is there a program gets a problem, which pages of other origins may read, and a person a page', async (t) => {
  const edge = await testEdge(t)
  const url = `http://127.0.0.1:${edge.port(3000)}`
  for (const path of ['/v1/products', '/chat/v1/rooms', '/chat/ws']) {
    const response = await fetch(`${url}${path}`, { headers: { origin: ORIGIN, 'x-request-id': 'trace-1' } })
    assert.equal(response.status, 503, path)
    assert.equal(response.headers.get('retry-after'), '1')
    assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN)
    assert.equal(response.headers.get('access-control-expose-headers'), 'retry-after, x-request-id')
    assert.equal(response.headers.get('vary'), 'origin')
    assert.equal(response.headers.get('x-request-id'), 'trace-1')
    const { code, requestId, retryAfterMs } = await problemOf(response)
    assert.deepEqual([code, requestId, retryAfterMs], ['UNAVAILABLE', 'trace-1', 1_000])
  }
  const bare = await fetch(`${url}/v1/products`)
  assert.equal(bare.headers.get('access-control-allow-origin'), null)
  assert.match(String((await problemOf(bare))['requestId']), /^[0-9a-f-]{36}$/)

  const page = await fetch(`${url}/products`)
  assert.equal(page.status, 503)
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.match(await page.text(), /잠시 후 다시 시도해 주세요/)
})

test('a node that breaks off or does not answer, a body that is too large, and no request are problems as well', async (t) => {
  const api = await echoNode(t, 'commerce-api-a1', (request) => {
    if (request.url === '/v1/breaks') request.socket.destroy()
    return request.url !== '/v1/well'
  })
  const edge = await testEdge(t, {
    nodes: { 'commerce-api-a1': api },
    timeouts: { 'timeout server': '300ms', 'timeout http-request': '300ms' },
    environment: { MAX_BODY_BYTES: '10' },
  })
  const port = edge.port(3000)
  const post = (path: string, body = '{}') =>
    fetch(`http://127.0.0.1:${port}/v1/${path}`, { method: 'POST', body, headers: { origin: ORIGIN } })
  for (const [response, status, code] of [
    [await post('breaks'), 502, 'UNAVAILABLE'],
    [await post('silent'), 504, 'UNAVAILABLE'],
    [await post('well', 'a'.repeat(11)), 413, 'PAYLOAD_TOO_LARGE'],
  ] as const) {
    assert.equal(response.status, status)
    assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN)
    assert.equal((await problemOf(response))['code'], code)
  }
  const garbage = await exchange(port, 'this is no HTTP\r\n\r\n')
  // HAProxy's own, since there is no request yet.
  assert.match(garbage, /^HTTP\/1\.1 400 /)
  const half = await exchange(port, 'GET / HTTP/1.1\r\nhost: shop')
  assert.match(half, /^HTTP\/1\.1 408 /)
})

test('the answers of the servers, their errors too, are passed on as they are', async (t) => {
  const api = await echoNode(t, 'commerce-api-a1', (request, response) => {
    const isKnown = request.headers.origin === 'https://shop.example'
    response.writeHead(503, isKnown ? { 'access-control-allow-origin': 'https://shop.example' } : {})
    response.end('of the server')
    return true
  })
  const edge = await testEdge(t, { nodes: { 'commerce-api-a1': api } })
  for (const [origin, allowed] of [
    ['https://shop.example', 'https://shop.example'],
    [ORIGIN, null],
  ] as const) {
    const response = await fetch(`http://127.0.0.1:${edge.port(3000)}/v1/products`, { headers: { origin } })
    assert.equal(response.headers.get('access-control-allow-origin'), allowed)
    assert.equal(response.headers.get('access-control-expose-headers'), null)
    assert.equal(await response.text(), 'of the server')
  }
})

test('each error of the balancer has status, code and title of the table that the servers use', () => {
  const table: Record<string, { status: number; title: string }> = serviceProblems
  const lines = [
    ...readText('deploy/haproxy.cfg').matchAll(/^ {2}http-error status (\d+) .*lf-string '(.*?)'/gm),
  ]
  assert.deepEqual(lines.map(([, status]) => Number(status)), [400, 404, 408, 413, 429, 502, 503, 504]) // prettier-ignore
  for (const [, answered, json = ''] of lines) {
    const { type, title, status, code } = JSON.parse(json) as Record<string, string>
    assert.equal(type, `urn:munova:problem:${code}`)
    assert.equal(String(status), answered)
    assert.equal(title, table[code!]?.title)
    // 502 and 504 have no code of their own: for a client it is the same.
    if (![502, 504].includes(Number(status))) assert.equal(Number(status), table[code!]?.status)
  }
})
