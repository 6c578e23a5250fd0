import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { ConfigError, readConfig } from '../../src/index.ts'

const Settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: z.url({ protocol: /^postgres$/ }),
  LOG_LEVEL: z.enum(['info', 'debug']).default('info'),
  SECURE: z.stringbool().default(true),
  SIGNING_SECRET: z.string().min(32),
  UPSTREAM: z.string().max(10).optional(),
})
const enough = { DATABASE_URL: 'postgres://u:pw@localhost/x', SIGNING_SECRET: 's'.repeat(32) }

function complaint(env: Record<string, string>): string {
  try {
    readConfig(Settings, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    assert.equal(error.cause, undefined)
    return error.message
  }
  throw new Error('no complaint')
}

test('strings are converted as the schema says, other variables are ignored', () => {
  const config = readConfig(Settings, {
    ...enough,
    PORT: '8080',
    SECURE: 'false',
    PATH: '/bin',
    HOME: undefined,
  })
  assert.deepEqual(config, {
    ...enough,
    PORT: 8080,
    SECURE: false,
    HOST: '0.0.0.0',
    LOG_LEVEL: 'info',
  })
})

test('a variable that is set to nothing counts as not set', () => {
  assert.equal(readConfig(Settings, { ...enough, PORT: '', HOST: '  ' }).PORT, 4000)
  assert.match(complaint({ ...enough, DATABASE_URL: '' }), /DATABASE_URL: is required/)
})

test('every problem is reported at once, with the name and what is expected', () => {
  const message = complaint({ PORT: '70000', LOG_LEVEL: 'loud', SECURE: 'maybe' })
  assert.match(message, /^The configuration is not usable:\n/)
  assert.match(message, /PORT: .*65535.*, got "70000"/)
  assert.match(message, /LOG_LEVEL: .*"info"\|"debug".*, got "loud"/)
  assert.match(message, /SECURE: .*"true".*, got "maybe"/)
  assert.match(message, /DATABASE_URL: is required/)
  assert.match(message, /SIGNING_SECRET: is required \(string\)/)
  assert.equal(message.split('\n').length, 6)
})

test('a number that is not one is named', () => {
  assert.match(complaint({ ...enough, PORT: 'abc' }), /PORT: .*number.*, got "abc"/)
})

test('no secret and no password in a URL is ever printed', () => {
  const message = complaint({
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    SIGNING_SECRET: 'too-short-secret',
    UPSTREAM: 'http://me:hunter3@host/',
  })
  assert.match(message, /DATABASE_URL: /)
  assert.match(message, /SIGNING_SECRET: .*32/)
  assert.match(message, /UPSTREAM: /)
  for (const secret of ['hunter2', 'hunter3', 'too-short']) assert.ok(!message.includes(secret))
})

test('not even when a schema of the app quotes the value', () => {
  const Quoting = z.object({
    API_KEY: z.string().refine(() => false, { error: (issue) => `${String(issue.input)} is no key` }),
    MODE: z.string(),
  })
  assert.throws(
    () => readConfig(Quoting, { API_KEY: 'abc-123-key', MODE: 'x' }),
    (error: Error) => /API_KEY: \[hidden\] is no key/.test(error.message),
  )
})

test('a long value is shown in part', () => {
  const message = complaint({ ...enough, LOG_LEVEL: 'x'.repeat(5_000) })
  assert.ok(message.length < 300)
})
