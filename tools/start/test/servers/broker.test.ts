import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testVhost } from '@munova/testing'
import { StartFailure } from '@munova/tool-start'
import { openBroker } from '../../src/servers/broker.ts'

const options = { home: '/nowhere', isMemory: false }
const silent = { log: () => {}, report: () => {} }

test('a configured RabbitMQ is used', async (t) => {
  const amqpUrl = await testVhost(t)
  const broker = await openBroker({ ...options, amqpUrl }, silent)
  assert.equal(broker.url, amqpUrl)
})

test('an unreachable one is an error that names its address and no password', async () => {
  await assert.rejects(
    openBroker({ ...options, amqpUrl: 'amqp://guest:not-for-logs@127.0.0.1:1/' }, silent),
    (error: unknown) => {
      assert.ok(error instanceof StartFailure)
      assert.equal(error.message, 'RabbitMQ at 127.0.0.1:1 (AMQP_URL) cannot be reached')
      return true
    },
  )
})

test('--memory takes precedence over AMQP_URL', async () => {
  const broker = await openBroker({ ...options, isMemory: true, amqpUrl: 'amqp://127.0.0.1:1/' }, silent)
  assert.equal(broker.url, undefined)
})
