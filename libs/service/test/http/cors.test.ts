import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testServer } from '../support/test-server.ts'

test('a page can read that the server is stopping, and when to come back', async (t) => {
  const origin = 'https://shop.example'
  const { app, listen } = testServer(t, { cors: { origins: [origin] } })
  app.get('/shoes', () => ({}))
  // Runs while the server stops and still accepts connections.
  let answer: Response | undefined
  app.addHook('preClose', async () => {
    answer = await fetch(`http://127.0.0.1:${port}/shoes`, { headers: { origin } })
  })
  const port = await listen()
  await app.close()
  assert.equal(answer?.status, 503)
  assert.equal(answer.headers.get('access-control-allow-origin'), origin)
  assert.equal(answer.headers.get('retry-after'), '1')
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /retry-after/)
})

test('without the option no page of another origin may read a response', async (t) => {
  const { app } = testServer(t)
  app.get('/shoes', () => ({}))
  const { headers } = await app.inject({ url: '/shoes', headers: { origin: 'https://shop.example' } })
  assert.equal(headers['access-control-allow-origin'], undefined)
})
