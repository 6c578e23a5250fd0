import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test, type TestContext } from 'node:test'
import { testEdge, type Edge } from '@munova/testing'
import { type Echo, echoNode } from '../support/echo-node.ts'

/** One node of each app. */
async function openShop(t: TestContext): Promise<Edge> {
  const names = ['storefront-a1', 'commerce-api-a1', 'chat-server-a1']
  const nodes = await Promise.all(names.map(async (name) => [name, await echoNode(t, name)] as const))
  return testEdge(t, { nodes: Object.fromEntries(nodes) })
}

/** As it is written: `fetch` would tidy the path. */
async function get(
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; echo: Echo | undefined; code: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<[number, string]>()
  request({ port, host: '127.0.0.1', path, headers }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (part: string) => (text += part))
    response.on('end', () => resolve([response.statusCode!, text]))
  })
    .on('error', reject)
    .end()
  const [status, text] = await promise
  const body = text.startsWith('{') ? (JSON.parse(text) as Partial<Echo> & { code?: string }) : {}
  return { status, echo: status === 200 ? (body as Echo) : undefined, code: body.code }
}

test('each app has its paths, at the address of the shop, of the chat, and inside', async (t) => {
  const edge = await openShop(t)
  const cases = [
    [3000, '/', 'storefront-a1', '/'],
    [3000, '/products?q=run', 'storefront-a1', '/products?q=run'],
    [3000, '/v1/products', 'commerce-api-a1', '/v1/products'],
    [3000, '/chat/v1/rooms?limit=5', 'chat-server-a1', '/v1/rooms?limit=5'],
    [3000, '/chat/ws', 'chat-server-a1', '/ws'],
    [3000, '/chats', 'storefront-a1', '/chats'],
    [4100, '/v1/rooms', 'chat-server-a1', '/v1/rooms'],
    [4100, '/stomp', 'chat-server-a1', '/stomp'],
    [8000, '/v1/products', 'commerce-api-a1', '/v1/products'],
    [8000, '/.well-known/jwks.json', 'commerce-api-a1', '/.well-known/jwks.json'],
    [8100, '/v1/rooms', 'chat-server-a1', '/v1/rooms'],
  ] as const
  for (const [port, path, node, url] of cases) {
    const { echo } = await get(edge.port(port), path)
    assert.deepEqual([echo?.node, echo?.url], [node, url], `${port} ${path}`)
  }
})

test('what is for operators is not there for the public, however its path is written', async (t) => {
  const edge = await openShop(t)
  const publicly = (
    '/metrics /readyz /docs /docs/ /docs/index.html /openapi.json /%6Detrics /%6d%65trics?x=1 /d%6Fcs/ ' +
    '/chat/ /chat/metrics /chat/%6Detrics /chat/docs /chat/readyz /chat/openapi.json /%63hat/metrics'
  ).split(' ')
  const hidden = {
    3000: publicly,
    4100: ['/', '/metrics', '/%6Detrics', '/docs', '/docs/', '/openapi.json', '/readyz'],
    8000: ['/metrics', '/docs', '/'],
    8100: ['/metrics', '/docs', '/ws'],
  }
  for (const [port, paths] of Object.entries(hidden))
    for (const path of paths) {
      const { status, code } = await get(edge.port(Number(port)), path)
      assert.deepEqual([status, code], [404, 'ROUTE_NOT_FOUND'], `${port} ${path}`)
    }
  assert.equal((await get(edge.port(3000), '/livez')).status, 200)
})

test('what a client says of itself is overwritten, what an app says of its client is kept', async (t) => {
  const edge = await openShop(t)
  const claims = {
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
    'x-real-ip': '203.0.113.7',
    forwarded: 'for=203.0.113.7',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    'x-request-id': 'a"b',
  }
  for (const [port, path] of [
    [3000, '/v1/products'],
    [4100, '/v1/rooms'],
  ] as const) {
    const { headers } = (await get(edge.port(port), path, claims)).echo!
    assert.equal(headers['x-forwarded-for'], '127.0.0.1')
    assert.equal(headers['x-forwarded-proto'], 'http')
    for (const name of ['x-forwarded-host', 'x-real-ip', 'forwarded', 'traceparent'])
      assert.equal(headers[name], undefined)
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/)
  }
  const kept = (await get(edge.port(3000), '/', { 'x-request-id': 'trace-1' })).echo!
  assert.equal(kept.headers['x-request-id'], 'trace-1')
  const inside = (await get(edge.port(8000), '/v1/products', claims)).echo!
  assert.equal(inside.headers['x-forwarded-for'], '203.0.113.7, 127.0.0.1')
  assert.equal(inside.headers['traceparent'], claims.traceparent)
})

test('a browser with a session stays with its process of the storefront, also after the session has a new token', async (t) => {
  const names = ['storefront-a1', 'storefront-b1']
  const nodes = await Promise.all(
    names.map(async (name) => {
      const node = await echoNode(t, name, ({ url }, response) => {
        if (url === '/rotate') response.setHeader('set-cookie', 'session=second; Path=/; HttpOnly')
        return false
      })
      return [name, node] as const
    }),
  )
  // As during a release.
  const edge = await testEdge(t, { nodes: Object.fromEntries(nodes), enabled: ['storefront-b1'] })
  const of = async (path: string, cookie?: string) =>
    (await get(edge.port(3000), path, cookie === undefined ? {} : { cookie })).echo!.node
  const strangers = new Set<string>()
  for (let count = 0; count < 8; count++) strangers.add(await of('/'))
  assert.deepEqual([...strangers].toSorted(), names)
  const first = await of('/', 'session=first')
  for (let count = 0; count < 8; count++) assert.equal(await of('/', 'session=first'), first)
  assert.equal(await of('/rotate', 'session=first'), first)
  for (let count = 0; count < 8; count++) assert.equal(await of('/', 'session=second'), first)
})
