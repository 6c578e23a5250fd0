import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createMetrics } from '../../src/index.ts'
import { testServer } from '../support/test-server.ts'

test('/livez responds whatever else fails', async (t) => {
  const { app } = testServer(t, { readiness: () => ({ database: 'is away' }) })
  assert.deepEqual((await app.inject('/livez')).json().status, 'live')
})

test('/readyz is 503 with the reason while a check fails, and 200 afterwards', async (t) => {
  const checks: Record<string, true | string> = { database: true, broker: 'not connected yet' }
  const { app } = testServer(t, { readiness: () => checks })
  const not = await app.inject('/readyz')
  assert.deepEqual([not.statusCode, not.json()], [503, { status: 'not ready', checks: { ...checks } }])
  checks['broker'] = true
  const ready = await app.inject('/readyz')
  assert.deepEqual([ready.statusCode, ready.json()], [200, { status: 'ready', checks }])
})

test('a server that leaves is not ready but serves, and closes kept-alive connections', async (t) => {
  const { app, listen } = testServer(t)
  app.get('/work', () => 'done')
  const port = await listen()
  app.leave()
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`)
  assert.deepEqual([ready.status, await ready.json()], [404, { status: 'leaving', checks: {} }])
  const work = await fetch(`http://127.0.0.1:${port}/work`)
  assert.deepEqual([work.status, await work.text(), work.headers.get('connection')], [200, 'done', 'close'])
  assert.equal((await app.inject('/livez')).statusCode, 200)
})

test('closing finishes the running request, rejects the next with a problem, and leaves no idle connection', async (t) => {
  const { app, listen } = testServer(t)
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  app.get('/slow', async () => {
    started.resolve()
    await finish.promise
    return 'done'
  })
  const port = await listen()
  const idle = await fetch(`http://127.0.0.1:${port}/livez`)
  await idle.text()

  const socket = connect(port, '127.0.0.1')
  const received: string[] = []
  socket.setEncoding('utf8').on('data', (chunk: string) => received.push(chunk))
  const ended = new Promise((resolve) => socket.once('close', resolve))
  socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
  await started.promise
  const closed = app.close()
  await new Promise(setImmediate)
  socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
  finish.resolve()
  await closed
  socket.end()
  await ended
  const text = received.join('')
  assert.match(text, /^HTTP\/1\.1 200 OK[^]*done/)
  assert.ok(!/HTTP\/1\.1 503/.test(text) || /"code":"UNAVAILABLE"/.test(text), text)
  await assert.rejects(fetch(`http://127.0.0.1:${port}/livez`))
})

test('/metrics counts requests by method, route and status, beside the process itself', async (t) => {
  const { app } = testServer(t)
  app.get('/things/:id', () => 'x')
  await app.inject('/things/1')
  await app.inject('/things/2')
  for (let i = 0; i < 50; i += 1) await app.inject(`/unknown/${i}`)
  const answer = await app.inject('/metrics')
  assert.match(String(answer.headers['content-type']), /^text\/plain/)
  assert.match(
    answer.body,
    /http_request_duration_seconds_count\{method="GET",route="\/things\/:id",status="200"\} 2/,
  )
  assert.match(
    answer.body,
    /http_request_duration_seconds_count\{method="GET",route="\(none\)",status="404"\} 50/,
  )
  assert.match(answer.body, /^process_cpu_seconds_total/m)
  assert.match(answer.body, /^nodejs_eventloop_lag_p99_seconds/m)
  assert.ok(!answer.body.includes('/unknown/'))
})

test('metrics of two servers in one process are separate', async () => {
  const [one, two] = [createMetrics('chat'), createMetrics('chat')]
  one.counter('messages_total', 'Messages', ['room']).inc({ room: 'a' }, 3)
  two.counter('messages_total', 'Messages')
  let depth = 4
  one.gauge('depth', 'Depth', { value: () => depth })
  one.histogram('batch', 'Batch', { buckets: [1, 2] }).observe(2)
  depth = 5
  const text = await one.registry.metrics()
  assert.match(text, /^chat_messages_total\{room="a"\} 3$/m)
  assert.match(text, /^chat_depth 5$/m)
  assert.match(text, /^chat_batch_bucket\{le="2"\} 1$/m)
  assert.match(await two.registry.metrics(), /^chat_messages_total 0$/m)
  one.close()
  two.close()
  assert.equal((await one.registry.metrics()).trim(), '')
})
