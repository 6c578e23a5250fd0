import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BrokerUnavailable, connectMemory, MemoryExchange } from '@munova/broker'
import { brokerSuite, type RestartableServer } from './contract/suite.ts'
import { event, Recorder, queueOptions } from './support/fixtures.ts'
import type { TestContext } from 'node:test'

function memoryServer(t: TestContext): Promise<RestartableServer> {
  const exchange = new MemoryExchange()
  return Promise.resolve({
    connect(options) {
      const broker = connectMemory(exchange, options)
      t.after(() => broker.close())
      return broker
    },
    parked: (queue) =>
      Promise.resolve(
        exchange.parked(queue).map(({ message: { id, key, type }, error, attempts }) => ({
          id,
          key,
          type,
          error,
          attempts,
        })),
      ),
    stop: async () => exchange.stop(),
    crash: async () => exchange.stop(),
    start: async () => exchange.start(),
  })
}

brokerSuite('MemoryBroker', { server: memoryServer, restartable: memoryServer })

test('a queue without a consumer rejects events above its bound and keeps the others', async (t) => {
  const exchange = new MemoryExchange({ queueMaxMessages: 5 })
  const broker = connectMemory(exchange)
  t.after(() => broker.close())
  const first = broker.consume(queueOptions, () => Promise.resolve())
  await first.ready
  await first.close()
  for (let n = 0; n < 5; n++) await broker.publish(event(`${n}`))
  await assert.rejects(broker.publish(event('5')), BrokerUnavailable)
  const recorder = new Recorder()
  broker.consume(queueOptions, recorder.handler())
  await recorder.waitFor(5)
  await broker.publish(event('6'))
  await recorder.waitFor(6)
})

test('parked messages are bounded, the oldest go first', async (t) => {
  const exchange = new MemoryExchange({ deadMaxMessages: 3 })
  const broker = connectMemory(exchange)
  t.after(() => broker.close())
  const recorder = new Recorder()
  const work = recorder.handler(({ id }) =>
    id === 'end' ? Promise.resolve() : Promise.reject(new Error('no')),
  )
  await broker.consume({ ...queueOptions, maxAttempts: 1 }, work).ready
  for (const id of ['1', '2', '3', '4', '5', 'end']) await broker.publish(event(id))
  await recorder.waitFor(1)
  assert.deepEqual(
    exchange.parked(queueOptions.queue).map(({ message }) => message.id),
    ['3', '4', '5'],
  )
})
