import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { until } from '@munova/testing'
import { passLiveOn } from '../src/server/live.ts'

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

/** A server of pages before a chat-server that accepts handshakes and says what it got. */
async function open(t: TestContext, trusts = false) {
  const accepted: { head: string; socket: Socket }[] = []
  const chat = createServer((socket) => {
    socket.once('data', (head) => accepted.push({ head: String(head), socket }))
    socket.on('error', () => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(chat, 'listening')
  const pages = createHttpServer((_request, response) => response.end('page')).listen(0, '127.0.0.1')
  await once(pages, 'listening')
  const live = passLiveOn(pages, { to: `http://127.0.0.1:${portOf(chat)}`, trusts: () => trusts })
  t.after(() => {
    live.close()
    pages.closeAllConnections()
    pages.close()
    chat.close()
    for (const { socket } of accepted) socket.destroy()
  })
  const browser = async (path: string, headers: string[] = []) => {
    const socket = connect(portOf(pages), '127.0.0.1')
    await once(socket, 'connect')
    socket.on('error', () => undefined)
    const lines = [
      `GET ${path} HTTP/1.1`,
      'Host: shop',
      'Connection: Upgrade',
      'Upgrade: websocket',
      ...headers,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    return socket
  }
  const next = async (count: number) => {
    await until(() => accepted.length >= count, { what: 'the handshake at chat-server' })
    return accepted[count - 1]!
  }
  return { browser, next, url: `http://127.0.0.1:${portOf(pages)}` }
}

test('a handshake reaches chat-server without cookies, with the address of the browser, and bytes go both ways', async (t) => {
  const { browser, next } = await open(t)
  const socket = await browser('/chat/ws?x=1', [
    'Cookie: session=secret',
    'X-Forwarded-For: 1.2.3.4',
    'Origin: http://shop',
    'Sec-WebSocket-Key: abc',
  ])
  const { head, socket: chat } = await next(1)
  assert.match(head, /^GET \/ws\?x=1 HTTP\/1\.1\r\n/)
  assert.match(head, /x-forwarded-for: 127\.0\.0\.1\r\n/)
  assert.match(head, /Origin: http:\/\/shop\r\n/)
  assert.match(head, /Sec-WebSocket-Key: abc\r\n/)
  assert.doesNotMatch(head, /secret|1\.2\.3\.4/)
  chat.write('from chat')
  assert.equal(String((await once(socket, 'data'))[0]), 'from chat')
  socket.write('from browser')
  assert.equal(String((await once(chat, 'data'))[0]), 'from browser')
  chat.destroy()
  await once(socket, 'close')
})

test('behind a proxy that is trusted the address is what it says', async (t) => {
  const { browser, next } = await open(t, true)
  await browser('/chat/ws', ['X-Forwarded-For: 1.2.3.4'])
  assert.match((await next(1)).head, /x-forwarded-for: 1\.2\.3\.4\r\n/)
})

test('an upgrade of anything else is refused, and browsers that reset harm nobody', async (t) => {
  const { browser, url } = await open(t)
  for (const path of ['/', '/products', '/chat/v1/rooms', '/chat/../ws', '/v1/orders']) {
    const socket = await browser(path)
    assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 404 /)
  }
  for (const path of ['/', '/chat/ws']) (await browser(path)).resetAndDestroy()
  assert.equal(await (await fetch(url)).text(), 'page')
})

test('who does not read holds back chat-server, not the memory of this process', async (t) => {
  const { browser, next } = await open(t)
  const socket = await browser('/chat/ws')
  socket.pause()
  const { socket: chat } = await next(1)
  const sent = 64 * 1024 * 1024
  chat.write(Buffer.alloc(sent))
  // Kernels take some megabytes; then nothing moves any more.
  let left = -1
  let unchanged = 0
  await until(
    () => {
      unchanged = chat.writableLength === left ? unchanged + 1 : 0
      left = chat.writableLength
      return unchanged >= 20
    },
    { what: 'nothing to move any more' },
  )
  assert.ok(left > sent / 2, `${sent - left} bytes are on their way`)
  const closed = new Promise((resolve) => chat.once('close', resolve))
  socket.destroy()
  await closed
})
