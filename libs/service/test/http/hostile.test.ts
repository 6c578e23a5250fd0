import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { serviceProblems } from '../../src/index.ts'
import { testServer } from '../support/test-server.ts'

async function open(t: TestContext, port: number): Promise<{ socket: Socket; closed: Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
  })
  socket.on('error', () => {})
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  await once(socket, 'connect')
  return { socket, closed }
}

const soon = { headersMs: 100, requestMs: 200, checkMs: 20, idleMs: 300, keepAliveMs: 100 }

/** The problem in the only response that a socket got. */
function problemIn(received: string): { status: string; problem: Record<string, unknown> } {
  const [head = '', body = ''] = received.split('\r\n\r\n')
  assert.match(head, /^content-type: application\/problem\+json$/im, head)
  const status = /^HTTP\/1\.1 (\d+) /.exec(head)?.[1] ?? head
  const problem: Record<string, unknown> = JSON.parse(body)
  assert.equal(problem['requestId'], /^x-request-id: (.+)$/im.exec(head)?.[1])
  assert.match(String(problem['requestId']), /^[\w-]{36}$/)
  assert.equal(problem['type'], `urn:munova:problem:${String(problem['code'])}`)
  assert.equal(problem['title'], serviceProblems[problem['code'] as keyof typeof serviceProblems].title)
  return { status, problem }
}

test('bytes that are no request get a problem and are disconnected; other clients are served meanwhile', async (t) => {
  const { listen } = testServer(t)
  const port = await listen()
  const hostile: [string, string, string][] = [
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400', 'VALIDATION_FAILED'],
    ['NOT HTTP\r\n\r\n', '400', 'VALIDATION_FAILED'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400', 'VALIDATION_FAILED'],
    [
      'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
      '400',
      'VALIDATION_FAILED',
    ],
    ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', '400', 'VALIDATION_FAILED'],
    ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', '400', 'VALIDATION_FAILED'],
    [`GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(40_000)}\r\n\r\n`, '431', 'HEADERS_TOO_LARGE'],
  ]
  for (const [bytes, expected, code] of hostile) {
    const { socket, closed } = await open(t, port)
    socket.write(bytes, 'latin1')
    const { status, problem } = problemIn(await closed)
    const what = JSON.stringify(bytes.slice(0, 40))
    assert.deepEqual([status, problem['code']], [expected, code], what)
    assert.equal((await fetch(`http://127.0.0.1:${port}/livez`)).status, 200)
  }
})

test('an unknown expectation is ignored', async (t) => {
  const { listen } = testServer(t)
  const { socket, closed } = await open(t, await listen())
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\nConnection: close\r\n\r\n')
  assert.match(await closed, /^HTTP\/1\.1 200 /)
})

test('no response is written into the middle of another one', async (t) => {
  const { app, listen } = testServer(t)
  app.get('/stream', (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/plain' })
    reply.raw.write('the first part')
  })
  const { socket, closed } = await open(t, await listen())
  socket.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'data')
  socket.write('NOT HTTP\r\n\r\n')
  const received = await closed
  assert.match(received, /the first part/)
  assert.equal(received.match(/HTTP\/1\.1/g)?.length, 1)
})

test('a client that sends its headers byte by byte is disconnected', async (t) => {
  const { listen } = testServer(t, { timeouts: soon })
  const { socket, closed } = await open(t, await listen())
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n')
  const drip = setInterval(() => socket.write('a: b\r\n'), 30)
  t.after(() => clearInterval(drip))
  const { status, problem } = problemIn(await closed)
  assert.deepEqual([status, problem['code']], ['408', 'REQUEST_TIMEOUT'])
})

test('a client that never ends its body is disconnected', async (t) => {
  const { app, listen } = testServer(t, { timeouts: soon })
  app.post('/', () => 'x')
  const { socket, closed } = await open(t, await listen())
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n')
  const drip = setInterval(() => socket.write(' '), 30)
  t.after(() => clearInterval(drip))
  await closed
})

test('a client that connects and sends nothing is disconnected', async (t) => {
  const { listen } = testServer(t, { timeouts: soon })
  const { closed } = await open(t, await listen())
  await closed
})

test('a client that does not read its response is disconnected', async (t) => {
  const { app, listen } = testServer(t, { timeouts: soon })
  app.get('/large', () => Buffer.alloc(50_000_000))
  const port = await listen()
  const accepted = once(app.server, 'connection')
  const { socket } = await open(t, port)
  const [other]: Socket[] = await accepted
  const cut = once(other!, 'close')
  socket.pause()
  socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n')
  await cut
})

test('a body that claims to be larger than the limit is rejected before it is received', async (t) => {
  const { app, listen } = testServer(t)
  app.post('/', () => 'x')
  const { socket, closed } = await open(t, await listen())
  socket.write(
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\nConnection: close\r\n\r\n',
  )
  await once(socket, 'data')
  socket.end()
  assert.match(await closed, /^HTTP\/1\.1 413 [^]*PAYLOAD_TOO_LARGE/)
})
