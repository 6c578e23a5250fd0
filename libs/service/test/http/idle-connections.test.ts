import assert from 'node:assert/strict'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { latch } from '@munova/testing'
import { testServer } from '../support/test-server.ts'

test('a connection whose last response ends while the server closes is not waited for', async (t) => {
  const { app, listen } = testServer(t, { timeouts: { keepAliveMs: 3_600_000 } })
  const [asked, go] = [latch(), latch()]
  app.get('/late', async () => {
    asked.resolve()
    await go.promise
    return {}
  })
  const port = await listen()
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const request = get({ port, path: '/late', agent })
  const responded = once(request, 'response') as Promise<[IncomingMessage]>
  await asked.promise
  const closed = app.close()
  go.resolve()
  const [response] = await responded
  response.resume()
  assert.equal(response.statusCode, 200)
  // Without a time limit of its own: the connection could be kept for an hour.
  await closed
})

test('connections that have sent nothing, or half a request, do not hold up the end of the server', async (t) => {
  const { app, listen } = testServer(t, {
    timeouts: { idleMs: 3_600_000, checkMs: 3_600_000 },
  })
  const port = await listen()
  const silent = connect(port, '127.0.0.1')
  const half = connect(port, '127.0.0.1')
  t.after(() => [silent, half].forEach((socket) => socket.destroy()))
  const accepted = latch()
  app.server.on('connection', (socket) => socket.once('data', () => accepted.resolve()))
  half.write('GET / HTTP/1.1\r\nHost: ')
  await Promise.all([once(silent, 'connect'), once(half, 'connect')])
  await accepted.promise
  await app.close()
})
