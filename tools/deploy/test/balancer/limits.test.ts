import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { test } from 'node:test'
import { testEdge, until } from '@munova/testing'
import { type Echo, echoNode } from '../support/echo-node.ts'

/** The status of GET / of the shop, from an address of this machine; undefined when the connection is refused. */
async function statusFrom(localAddress: string, port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const options = { host: '127.0.0.1', port, localAddress, path: '/v1/x', agent: false as const }
  request(options, (response) => {
    response.resume().once('end', () => resolve(response.statusCode))
  })
    .on('error', () => resolve(undefined))
    .end()
  return promise
}

const times = async <Result>(count: number, act: () => Promise<Result>): Promise<Result[]> => {
  const results: Result[] = []
  for (let done = 0; done < count; done++) results.push(await act())
  return results
}

test('an address may make so many requests in 10 s, and then gets RATE_LIMITED; others, and the apps inside, do not', async (t) => {
  const api = await echoNode(t, 'commerce-api-a1')
  const edge = await testEdge(t, {
    nodes: { 'commerce-api-a1': api },
    environment: { ADDRESS_REQUESTS_PER_10S: '10' },
  })
  const port = edge.port(3000)
  // The test itself asks from 127.0.0.1 until it listens.
  const statuses = await times(15, () => statusFrom('127.0.0.2', port))
  assert.deepEqual(statuses, [...Array<number>(10).fill(200), ...Array<number>(5).fill(429)])
  assert.equal(await statusFrom('127.0.0.3', port), 200)
  await times(10, () => statusFrom('127.0.0.1', port))
  const limited = await fetch(`http://127.0.0.1:${port}/v1/x`, { headers: { origin: 'https://a.example' } })
  assert.equal(limited.headers.get('retry-after'), '5')
  assert.equal(limited.headers.get('access-control-allow-origin'), 'https://a.example')
  assert.equal(((await limited.json()) as { code: string }).code, 'RATE_LIMITED')
  const metrics = await (await fetch(`http://127.0.0.1:${edge.port(8404)}/metrics`)).text()
  assert.match(metrics, /^haproxy_frontend_requests_denied_total\{proxy="shop"\} [1-9]/m)
  const inside = await times(15, () => statusFrom('127.0.0.1', edge.port(8000)))
  assert.deepEqual(new Set(inside), new Set([200]))
})

test('an address may open so many connections in 10 s, over all ports together; others may go on', async (t) => {
  const api = await echoNode(t, 'commerce-api-a1')
  const edge = await testEdge(t, {
    nodes: { 'commerce-api-a1': api },
    environment: { ADDRESS_CONNECTIONS_PER_10S: '10' },
  })
  const from = (port: number) => () => statusFrom('127.0.0.2', edge.port(port))
  const statuses = await times(12, from(3000))
  assert.deepEqual(statuses.slice(0, 10), Array<number>(10).fill(200))
  assert.deepEqual(statuses.slice(10), [undefined, undefined])
  assert.equal(await from(4100)(), undefined)
  const metrics = await (await fetch(`http://127.0.0.1:${edge.port(8404)}/metrics`)).text()
  assert.match(metrics, /^haproxy_frontend_denied_connections_total\{proxy="shop"\} 2$/m)
  assert.equal(await statusFrom('127.0.0.3', edge.port(3000)), 200)
})

test('behind a load balancer the address is that of the PROXY protocol, and of IPv6 the /64 counts', async (t) => {
  const api = await echoNode(t, 'commerce-api-a1')
  const edge = await testEdge(t, {
    nodes: { 'commerce-api-a1': api },
    environment: { FRONT_ADDRESSES: '192.0.2.1 127.0.0.0/8', ADDRESS_CONNECTIONS_PER_10S: '4' },
  })
  const ask = async (address: string) => {
    const socket = connect(edge.port(3000), '127.0.0.1')
    const family = address.includes(':') ? 'TCP6' : 'TCP4'
    const own = family === 'TCP6' ? '2001:db8::1' : '198.51.100.1'
    socket.write(`PROXY ${family} ${address} ${own} 50000 3000\r\n`)
    socket.write('GET /v1/x HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n')
    const text = await textOf(socket)
    if (text === '') return undefined
    return (JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as Echo).headers[
      'x-forwarded-for'
    ]
  }
  for (const address of ['2001:db8:0:1::1', '2001:db8:0:1::2', '2001:db8:0:1:ffff::3', '2001:db8:0:1::4'])
    assert.equal(await ask(address), address)
  assert.equal(await ask('2001:db8:0:1::5'), undefined)
  assert.equal(await ask('2001:db8:0:2::1'), '2001:db8:0:2::1')
  assert.equal(await ask('203.0.113.9'), '203.0.113.9')
})

test('who sends nothing is not kept: over HTTP, and over RSocket/TCP', async (t) => {
  const heard: string[] = []
  const node = createServer((socket: Socket) => {
    socket.on('error', () => {}).on('data', (bytes) => void heard.push(bytes.toString('latin1')))
  })
  node.listen(0, '127.0.0.1')
  await once(node, 'listening')
  t.after(() => node.close())
  const { port: rsocketPort } = node.address() as AddressInfo
  const chat = await echoNode(t, 'chat-server-a1')
  const edge = await testEdge(t, {
    nodes: { 'chat-server-a1': { port: chat.port, rsocketPort } },
    timeouts: { 'timeout http-request': '200ms', 'tcp-request inspect-delay': '200ms' },
  })
  for (const port of [3000, 4100, 7000]) {
    const silent = connect(edge.port(port), '127.0.0.1')
    await textOf(silent)
  }
  const speaking = connect(edge.port(7000), '127.0.0.1')
  speaking.write('hello')
  await until(() => heard.join('').endsWith('hello') || undefined, { what: 'the node to get it' })
  speaking.destroy()
})

/** What comes until the connection ends. */
async function textOf(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => (text += part))
  socket.on('error', () => {})
  await once(socket, 'close')
  return text
}
