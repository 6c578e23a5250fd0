import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatLine, namedLine } from '../../src/terminal/log-line.ts'

const line = (level: number, more: object = {}) =>
  JSON.stringify({
    level,
    time: 1,
    pid: 2,
    hostname: 'h',
    name: 'chat',
    msg: 'append failed',
    err: { message: 'no', stack: 's' },
    ...more,
  })

test('warnings and errors are shown, other lines only with --verbose', () => {
  assert.equal(formatLine('chat-server', line(30), false), undefined)
  assert.equal(formatLine('chat-server', line(30), true), '  info    chat-server: append failed err="no"')
  assert.equal(formatLine('chat-server', line(40), false), '  warning chat-server: append failed err="no"')
})

test('fields of objects are shown as text, not as JSON', () => {
  assert.equal(
    formatLine('shop', line(50, { req: { method: 'GET', url: '/', tags: ['a', 1] }, none: null }), false),
    '  error   shop: append failed err="no" req.method="GET" req.url="/" req.tags.0="a" req.tags.1=1 none=null',
  )
})

test('other output, such as that of a crash, is shown unchanged; JSON without a level as text', () => {
  assert.equal(formatLine('shop', 'Error: gone', false), '  output  shop: Error: gone')
  assert.equal(formatLine('shop', '{ code: 1 }', false), '  output  shop: { code: 1 }')
  assert.equal(formatLine('shop', '{"msg":"listening","port":1}', false), '  output  shop: listening port=1')
  assert.equal(formatLine('shop', '', true), undefined)
})

test('user and password of a URL are not shown', () => {
  const failed = line(50, { err: { message: 'connect amqp://munova:not-for-logs@127.0.0.1:5672/ failed' } })
  assert.equal(
    formatLine('shop', failed, false),
    '  error   shop: append failed err="connect amqp://127.0.0.1:5672/ failed"',
  )
  assert.equal(namedLine('info', 'start', 'at http://a:b@c/d'), '  info    start: at http://c/d')
})

test('a long line is truncated', () => {
  const long = JSON.stringify({ level: 40, msg: 'x'.repeat(10_000) })
  assert.ok(formatLine('shop', long, false)!.length < 500)
})
