import { test, type TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { connectRabbit } from '@munova/broker'
import { ownRabbit, testVhost } from '@munova/testing'
import { brokerSuite, type Server } from './contract/suite.ts'
import { connected, event, Recorder, queueOptions } from './support/fixtures.ts'
import { openChannel, takeAll } from './support/amqp-channel.ts'

function serverAt(t: TestContext, url: string): Server {
  return {
    connect(options) {
      const broker = connectRabbit(url, { reconnectMs: 100, ...options })
      t.after(() => broker.close())
      return broker
    },
    async parked(queue) {
      const messages = await takeAll(await openChannel(t, url), `${queue}.dead`)
      return messages.map(({ properties: { messageId, headers, type } }) => ({
        id: messageId as string | undefined,
        key: headers?.['key'] as string | undefined,
        type: type as string,
        error: headers?.['x-error'] as string,
        attempts: headers?.['x-attempts'] as number,
      }))
    },
  }
}

brokerSuite('RabbitBroker', {
  server: async (t) => serverAt(t, await testVhost(t)),
  restartable: async (t) => {
    const node = await ownRabbit(t)
    return {
      ...serverAt(t, node.url),
      stop: () => node.stop(),
      crash: () => node.kill(),
      start: () => node.start(),
    }
  },
})

test('a delivery that is no event is parked as it is and the queue goes on', async (t) => {
  const url = await testVhost(t)
  const server = serverAt(t, url)
  const broker = await connected(server.connect())
  const recorder = new Recorder()
  await broker.consume(queueOptions, recorder.handler()).ready
  const channel = await openChannel(t, url)
  const send = (options: object): boolean =>
    channel.publish('munova.events', 'order.paid', Buffer.from('?'), options)
  send({})
  send({ messageId: 'no key' })
  send({ headers: { key: 'no id' } })
  send({ messageId: 'odd key', headers: { key: { a: 1 } } })
  send({ messageId: 'no type', headers: { key: 'k' } })
  await broker.publish(event('good'))
  await recorder.waitFor(2)
  const parked = await server.parked(queueOptions.queue)
  assert.deepEqual(
    parked.map(({ error }) => error).toSorted((a, b) => a.localeCompare(b)),
    ['no key header', 'no key header', 'no message id', 'no message id'],
  )
  assert.ok(parked.every(({ attempts }) => attempts === 0))
  assert.deepEqual(new Set(recorder.ids), new Set(['no type', 'good']))
})

test('many events: what one process publishes and consumes in a burst', async (t) => {
  const broker = await connected(serverAt(t, await testVhost(t)).connect())
  const recorder = new Recorder()
  await broker.consume({ ...queueOptions, prefetch: 200 }, recorder.handler()).ready
  const messages = Array.from({ length: 1_000 }, (_, n) => event(`${n}`, `key${n % 50}`))
  const begun = performance.now()
  await Promise.all(messages.map((message) => broker.publish(message)))
  const confirmed = performance.now()
  await recorder.waitFor(1_000)
  t.diagnostic(`1,000 confirmed in ${Math.round(confirmed - begun)} ms`)
  t.diagnostic(`handled ${Math.round(performance.now() - confirmed)} ms later`)
})
