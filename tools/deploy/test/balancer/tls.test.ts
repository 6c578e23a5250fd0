import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { connect as connectHttp2, constants } from 'node:http2'
import { request } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { afterTheTest, type Edge, testEdge } from '@munova/testing'
import { type Echo, echoNode } from '../support/echo-node.ts'
import { selfSigned } from '../support/self-signed.ts'

const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const HSTS = 'max-age=31536000'

/** The edge with a certificate; its chat node echoes what comes after a handshake, and over TCP. */
async function openTlsEdge(t: TestContext): Promise<{ edge: Edge; ca: string; proxied: () => Buffer }> {
  const { certificate, key } = selfSigned()
  const file = join(tmpdir(), `munova-tls-${randomBytes(8).toString('hex')}.pem`)
  await writeFile(file, `${certificate}${key}`, { mode: 0o600 })
  afterTheTest(t, () => rm(file))
  const chat = await echoNode(t, 'chat-server-a1')
  chat.server.on('upgrade', (handshake, socket) => {
    const accept = createHash('sha1')
      .update(`${handshake.headers['sec-websocket-key']}${ACCEPT_SUFFIX}`)
      .digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    )
    socket.on('error', () => {}).pipe(socket)
  })
  let received = Buffer.alloc(0)
  const tcp = createServer((socket) => {
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        received = Buffer.concat([received, bytes])
        socket.write(bytes)
      })
  }).listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  t.after(() => tcp.close())
  const { port: rsocketPort } = tcp.address() as AddressInfo
  const edge = await testEdge(t, {
    nodes: {
      'chat-server-a1': { port: chat.port, rsocketPort },
      'commerce-api-a1': await echoNode(t, 'commerce-api-a1'),
    },
    environment: { TLS_CERTIFICATES: file },
  })
  return { edge, ca: certificate, proxied: () => received }
}

async function tlsTo(port: number, ca: string): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, ca, ALPNProtocols: ['http/1.1'] })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return socket
}

async function bytesOf(socket: NodeJS.ReadableStream, enough: (text: string) => boolean): Promise<string> {
  let text = ''
  while (!enough(text)) text += String((await once(socket, 'data'))[0])
  return text
}

test('HTTPS: the servers learn it, browsers are told to stay with it, and plain HTTP leads to it', async (t) => {
  const { edge, ca } = await openTlsEdge(t)
  const { promise, resolve } = Promise.withResolvers<{ echo: Echo; hsts: unknown }>()
  request({ host: '127.0.0.1', port: edge.port(3443), path: '/v1/products', ca }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (part: string) => (text += part))
    response.on('end', () =>
      resolve({ echo: JSON.parse(text) as Echo, hsts: response.headers['strict-transport-security'] }),
    )
  }).end()
  const { echo, hsts } = await promise
  assert.equal(echo.headers['x-forwarded-proto'], 'https')
  assert.equal(hsts, HSTS)

  const plain = `http://127.0.0.1:${edge.port(3000)}/products?q=run`
  const led = await fetch(plain, { redirect: 'manual' })
  assert.deepEqual([led.status, led.headers.get('location')], [308, plain.replace('http:', 'https:')])
  assert.equal(led.headers.get('strict-transport-security'), null)
  assert.equal((await fetch(`http://127.0.0.1:${edge.port(3000)}/livez`)).status, 200)
})

test('WSS: over HTTP/1.1, and over HTTP/2 as browsers do it', async (t) => {
  const { edge, ca } = await openTlsEdge(t)
  const socket = await tlsTo(edge.port(4443), ca)
  socket.write(
    'GET /ws HTTP/1.1\r\nhost: chat\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
      `sec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  )
  assert.match(await bytesOf(socket, (text) => text.endsWith('\r\n\r\n')), /^HTTP\/1\.1 101 /)
  socket.write('echo')
  assert.equal(await bytesOf(socket, (text) => text.length >= 4), 'echo')
  socket.destroy()

  const session = connectHttp2(`https://127.0.0.1:${edge.port(3443)}`, { ca })
  session.on('error', () => {})
  t.after(() => session.destroy())
  const [settings] = (await once(session, 'remoteSettings')) as [{ enableConnectProtocol: boolean }]
  assert.equal(settings.enableConnectProtocol, true)
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'CONNECT',
    [constants.HTTP2_HEADER_SCHEME]: 'https',
    [constants.HTTP2_HEADER_AUTHORITY]: 'shop',
    ':protocol': 'websocket',
    [constants.HTTP2_HEADER_PATH]: '/chat/ws',
    'sec-websocket-version': '13',
  })
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  assert.equal(headers[constants.HTTP2_HEADER_STATUS], 200)
  stream.write('echo')
  assert.equal(await bytesOf(stream, (text) => text.length >= 4), 'echo')
  stream.close()
})

test('RSocket over TLS: the node gets the PROXY protocol, and then the bytes of the client', async (t) => {
  const { edge, ca, proxied } = await openTlsEdge(t)
  const socket = await tlsTo(edge.port(7443), ca)
  socket.write('setup')
  await bytesOf(socket, (text) => text.endsWith('setup'))
  const header = proxied()
  assert.equal(header.subarray(0, 12).toString('latin1'), '\r\n\r\n\0\r\nQUIT\n')
  // Version 2, PROXY; TCP over IPv4; the address of the client.
  assert.deepEqual([header[12], header[13]], [0x21, 0x11])
  assert.deepEqual([...header.subarray(16, 20)], [127, 0, 0, 1])
  assert.equal(header.subarray(28).toString(), 'setup')
  socket.destroy()
})
