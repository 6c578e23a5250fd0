import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testVhost } from '@munova/testing'
import { StartFailure } from '@munova/tool-start'
import { openBroker } from '../../src/servers/broker.ts'

const options = { home: '/nowhere', isMemory: false }
const silent = { log: () => {}, say: () => {} }

test('a RabbitMQ that was given is used as it is', async (t) => {
  const amqpUrl = await testVhost(t)
  const broker = await openBroker({ ...options, amqpUrl }, silent)
  assert.equal(broker.url, amqpUrl)
})

test('one that is not there is an error that names its address and no password', async () => {
  await assert.rejects(
    openBroker({ ...options, amqpUrl: 'amqp://guest:not-for-logs@127.0.0.1:1/' }, silent),
    (error: unknown) => {
      assert.ok(error instanceof StartFailure)
      assert.equal(error.message, 'RabbitMQ at 127.0.0.1:1 (AMQP_URL) cannot be reached')
      return true
    },
  )
})

test('--memory wins over an address', async () => {
  const broker = await openBroker({ ...options, isMemory: true, amqpUrl: 'amqp://127.0.0.1:1/' }, silent)
  assert.equal(broker.url, undefined)
})
