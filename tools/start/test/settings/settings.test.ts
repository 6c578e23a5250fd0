import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../src/settings/settings.ts'

function rejected(args: string[], env: NodeJS.ProcessEnv): string {
  try {
    readSettings(args, env)
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'StartFailure')
    return error.message
  }
  throw new Error('it was not rejected')
}

test('without options: one chat server, the documented ports, an embedded PostgreSQL', () => {
  const settings = readSettings([], {})
  assert.ok(settings !== 'help')
  assert.deepEqual(
    [settings.commercePort, settings.chatPorts, settings.database, settings.amqpUrl, settings.isMemory],
    [4_000, [4_100], { kind: 'embedded' }, undefined, false],
  )
})

test('each chat server has the port after the one before it', () => {
  const settings = readSettings(['--chat-nodes', '3'], { CHAT_PORT: '5000' })
  assert.ok(settings !== 'help')
  assert.deepEqual(settings.chatPorts, [5_000, 5_001, 5_002])
  assert.deepEqual(settings.rsocketPorts, [7_000, 7_001, 7_002])
})

function portWith(env: NodeJS.ProcessEnv): number | undefined {
  const settings = readSettings([], env)
  assert.ok(settings !== 'help')
  return settings.fakeTossPort
}

test('payments go to the fake gateway, unless Toss Payments is configured', () => {
  assert.equal(portWith({}), 4_200)
  assert.equal(portWith({ COMMERCE_PORT: '0' }), 0)
  assert.equal(portWith({ FAKE_TOSS_PORT: '5200' }), 5_200)
  assert.equal(portWith({ TOSS_SECRET_KEY: 'test_sk_1', TOSS_CLIENT_KEY: 'test_ck_1' }), undefined)
  assert.equal(portWith({ TOSS_URL: 'https://payments.example' }), undefined)
})

test('invalid values are rejected with the name of the setting', () => {
  assert.match(rejected(['--chat-nodes', '0'], {}), /^--chat-nodes is a whole number from 1 to 8/)
  assert.match(rejected([], { COMMERCE_PORT: 'http' }), /^COMMERCE_PORT is a whole number from 0 to 65535/)
  assert.match(rejected(['--chat-nodes', '2'], { CHAT_PORT: '65535' }), /^CHAT_PORT/)
  assert.match(rejected([], { CHAT_DATABASE_URL: 'postgres://a/b' }), /set both or none/)
  assert.match(rejected([], { TOSS_SECRET_KEY: 'test_sk_1' }), /^TOSS_SECRET_KEY and .* set both or none/)
  assert.match(rejected([], { TOSS_CLIENT_KEY: 'test_ck_1' }), /set both or none/)
  assert.match(rejected([], { DATABASE_URL: 'secret' }), /^DATABASE_URL is not a URL$/)
  assert.match(rejected(['--nodes', '2'], {}), /'--nodes'[^]*npm start --/)
  assert.match(rejected([], { NODE_ENV: 'production' }), /for development/)
})
