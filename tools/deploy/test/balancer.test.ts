import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort, testHaproxy } from '@munova/testing'
import { readText } from './support/compose-file.ts'

test('HAProxy starts with deploy/haproxy.cfg, also while no server is there', async (t) => {
  const [shop, chat, rsocket] = [await freePort(), await freePort(), await freePort()]
  const configuration = readText('deploy/haproxy.cfg')
    .replace('bind :3000', `bind 127.0.0.1:${shop}`)
    .replace('bind :4100', `bind 127.0.0.1:${chat}`)
    .replace('bind :7000', `bind 127.0.0.1:${rsocket}`)
    // More files than this machine may open.
    .replace(/^ {2}maxconn \d+$/m, '  maxconn 1000')
  await testHaproxy(t, configuration, shop)
  assert.equal((await fetch(`http://127.0.0.1:${shop}/livez`)).status, 200)
  assert.equal((await fetch(`http://127.0.0.1:${shop}/readyz`)).status, 404)
})
