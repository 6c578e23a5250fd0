import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testVhost } from '@munova/testing'

const management = new URL(process.env['TEST_AMQP_MANAGEMENT_URL'] ?? 'http://guest:guest@127.0.0.1:15672')
const authorization = `Basic ${Buffer.from(`${management.username}:${management.password}`).toString('base64')}`

async function statusOf(vhost: string): Promise<number> {
  const response = await fetch(`http://${management.host}/api/vhosts${vhost}`, { headers: { authorization } })
  await response.arrayBuffer()
  return response.status
}

test('a virtual host exists while its test runs, and not afterwards', async (t) => {
  let vhost = ''
  await t.test('inner', async (inner) => {
    vhost = new URL(await testVhost(inner)).pathname
    assert.equal(await statusOf(vhost), 200)
  })
  assert.equal(await statusOf(vhost), 404)
})
