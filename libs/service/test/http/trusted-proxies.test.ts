import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig, trustedProxies, TrustProxy } from '../../src/index.ts'
import { z } from 'zod'

test('a list trusts addresses and subnets at any distance, and nothing else', () => {
  const isTrusted = trustedProxies('10.0.0.0/8, 2001:db8::/32,192.0.2.1')
  assert.deepEqual(
    ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::5', '192.0.2.1', '192.0.2.2', '', 'x'].map((address) =>
      isTrusted(address, 3),
    ),
    [true, true, true, true, false, false, false],
  )
  assert.equal(trustedProxies('')('127.0.0.1', 0), false)
})

test('a number trusts so many proxies, whatever their addresses', () => {
  const isTrusted = trustedProxies('2')
  assert.deepEqual(
    [0, 1, 2].map((distance) => isTrusted('203.0.113.9', distance)),
    [true, true, false],
  )
})

test('anything else is refused with one line', () => {
  const settings = z.object({ TRUST_PROXY: TrustProxy })
  for (const text of [
    'true',
    '0',
    '17',
    '-1',
    '1.5',
    '10.0.0.0/33',
    '10.0.0.1/8/8',
    'proxy.example',
    '10.0.0.1,',
  ]) {
    assert.throws(
      () => readConfig(settings, { TRUST_PROXY: text }),
      (error) => error instanceof ConfigError && error.problems.length === 1,
      text,
    )
  }
  for (const text of ['', '1', '16', '10.0.0.0/8', '::1, 10.0.0.1'])
    assert.doesNotThrow(() => readConfig(settings, { TRUST_PROXY: text }), text)
})
