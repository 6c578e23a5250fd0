import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../src/index.ts'

function recorded() {
  const written: string[] = []
  const log = createLog({
    name: 'test',
    level: 'trace',
    destination: { write: (line) => void written.push(line) },
  })
  return {
    log,
    text: () => written.join(''),
    last: (): Record<string, unknown> => JSON.parse(written.at(-1)!),
  }
}

test('a line is JSON with a constant message and fields', () => {
  const { log, last } = recorded()
  log.info({ orderId: 5, tags: ['a', { b: null }], at: new Date(0) }, 'order placed')
  const { name, msg, orderId, tags, at, level } = last()
  assert.deepEqual(
    { name, msg, orderId, tags, at, level },
    {
      name: 'test',
      msg: 'order placed',
      orderId: 5,
      tags: ['a', { b: null }],
      at: '1970-01-01T00:00:00.000Z',
      level: 30,
    },
  )
})

test('secrets and personal data are not written, at any depth and in any case', () => {
  const { log, text } = recorded()
  const leaves = {
    authorization: 'leak-1',
    Authorization: 'leak-2',
    cookie: 'leak-3',
    'set-cookie': ['leak-4'],
    password: 'leak-5',
    token: 'leak-6',
    accessToken: 'leak-7',
    refreshToken: 'leak-8',
    email: 'leak-9@example.com',
    phone: { number: 'leak-10' },
    secret: 'leak-11',
  }
  log.info(leaves, 'flat')
  log.info({ req: { headers: leaves } }, 'request headers')
  log.info({ a: { b: { c: { d: leaves } } } }, 'deep')
  log.info({ list: [leaves, [leaves]] }, 'in lists')
  log.child(leaves).info('child')
  log.child({ requestId: 'r' }).info({ body: leaves }, 'of a child')
  log.error(Object.assign(new Error('failed'), leaves, { headers: leaves }), 'on an error')
  log.error({ err: new Error('outer', { cause: Object.assign(new Error('inner'), leaves) }) }, 'on a cause')
  assert.ok(text().includes('[redacted]'))
  assert.ok(!/leak-\d/.test(text()), text())
})

test('of an error its type, message, stack, code and causes are written, but not the row a database quotes', () => {
  const { log, last, text } = recorded()
  const violation = Object.assign(
    new Error('duplicate key value violates unique constraint "members_email_key"'),
    {
      code: '23505',
      constraint_name: 'members_email_key',
      detail: 'Key (email)=(mina@example.com) already exists.',
      parameters: ['mina@example.com'],
    },
  )
  log.error({ err: new Error('sign-up failed', { cause: violation }) }, 'request failed')
  const err = last()['err'] as Record<string, Record<string, unknown>>
  assert.equal(err['message'], 'sign-up failed')
  assert.match(JSON.stringify(err['stack']), /log\.test/)
  assert.equal(err['cause']!['code'], '23505')
  assert.equal(err['cause']!['constraint'], 'members_email_key')
  assert.ok(!text().includes('mina@example.com'))
  log.error({ err: new AggregateError([new Error('one'), 'two'], 'all') }, 'several')
  assert.match(text(), /"one"/)
})

test('circular objects, endless lists and odd values do not stop a log', () => {
  const { log, text } = recorded()
  const self: Record<string, unknown> = { list: Array.from({ length: 100_000 }, (_, i) => i) }
  self['self'] = self
  const error = new Error('round')
  error.cause = error
  log.info(self, 'round')
  log.info({ err: error }, 'round error')
  log.info(
    { nothing: undefined, big: 5n, call: () => 1, symbol: Symbol('x'), map: new Map([['token', 'leak-1']]) },
    'odd',
  )
  assert.ok(text().length < 20_000)
  assert.ok(!text().includes('leak-1'))
})

test('the level decides what is written', () => {
  const written: string[] = []
  const log = createLog({
    name: 'test',
    level: 'warn',
    destination: { write: (line) => void written.push(line) },
  })
  log.info('quiet')
  log.warn('loud')
  assert.equal(written.length, 1)
})
