import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runProgram } from '@munova/testing'
import { requirePaymentWindow, StorefrontConfig } from '../src/server/config.ts'

const accepts = (environment: Record<string, string>) =>
  requirePaymentWindow(StorefrontConfig.parse(environment))
const TOSS_CLIENT_KEY = 'test_ck_none'
const live = { TOSS_CLIENT_KEY: 'live_ck_some' }

test('in production buyers pay in the window of Toss Payments, in development also at its stand-in', () => {
  assert.throws(() => accepts({}), /^ConfigError: TOSS_CLIENT_KEY: required/)
  assert.throws(() => accepts({ PAYMENT_WINDOW_URL: 'https://pay.example' }), /TOSS_CLIENT_KEY/)
  accepts({ TOSS_CLIENT_KEY })
  accepts({ NODE_ENV: 'development' })
})

test('the script of a window for real money comes over TLS', () => {
  accepts(live)
  accepts({ TOSS_CLIENT_KEY, TOSS_SDK_URL: 'http://127.0.0.1:1/sdk' })
  assert.throws(
    () => accepts({ ...live, TOSS_SDK_URL: 'http://127.0.0.1:1/sdk' }),
    /TOSS_SDK_URL: must be https/,
  )
})

test('a key that is none for the browser is refused: pages would show it', () => {
  for (const key of ['test_sk_secret', 'live_sk_secret', 'test_gck_widget', 'some'])
    assert.throws(() => StorefrontConfig.parse({ TOSS_CLIENT_KEY: key }), /must be a client key/)
})

test('without the key the process ends at once, with one line', async () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const { code, stderr } = await runProgram(main, { PORT: '0', NODE_ENV: 'production' })
  assert.equal(code, 1)
  assert.match(stderr, /^.*TOSS_CLIENT_KEY: required.*\n$/)
})
