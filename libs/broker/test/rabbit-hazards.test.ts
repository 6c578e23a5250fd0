import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { BrokerUnavailable, connectRabbit, type Broker, type BrokerOptions } from '@munova/broker'
import { ownRabbit, testVhost, until } from '@munova/testing'
import { tcpProxy } from './support/tcp-proxy.ts'
import { openChannel, takeAll } from './support/amqp-channel.ts'
import {
  connected,
  event,
  Recorder,
  openNode,
  publishUntilConfirmed,
  queueOptions,
} from './support/fixtures.ts'

/** AMQP 0-9-1 method frames on channel 0, as RabbitMQ sends them around a resource alarm: connection.blocked("low"). */
const connectionBlocked = Buffer.from('01000000000008000a003c036c6f77ce', 'hex')
const connectionUnblocked = Buffer.from('01000000000004000a003dce', 'hex')

function failing(): Promise<void> {
  return Promise.reject(new Error('no'))
}

function open(t: TestContext, url: string, options: Partial<BrokerOptions> = {}): Broker {
  const broker = connectRabbit(url, { reconnectMs: 100, ...options })
  t.after(() => broker.close())
  return broker
}

test('a channel error on the bus costs the bus a moment and events nothing', async (t) => {
  const url = await testVhost(t)
  const broker = await connected(open(t, url))
  const recorder = new Recorder()
  await broker.consume(queueOptions, recorder.handler()).ready
  const node = openNode(broker)
  await node.bus.bind(1)
  await node.up()
  const channel = await openChannel(t, url)
  await channel.deleteExchange('test.rooms')
  node.bus.publish([1], Buffer.from('lost: its exchange is missing'))
  for (let n = 0; n < 20; n++) await broker.publish(event(`${n}`))
  await recorder.waitFor(20)
  await node.up(2)
  await until(() => node.bus.publish([1], Buffer.from('again')), { what: 'bus publish' })
  await until(() => node.received.includes('again'), { what: 'bus message' })
  assert.equal(broker.stats().reconnects, 0)
  assert.deepEqual(
    recorder.ids,
    Array.from({ length: 20 }, (_, n) => `${n}`),
  )
})

test('a channel error on the events channel rejects what is in flight, and is recovered from', async (t) => {
  const url = await testVhost(t)
  const broker = await connected(open(t, url))
  const node = openNode(broker)
  await node.bus.bind(1)
  await node.up()
  const channel = await openChannel(t, url)
  await channel.deleteExchange('munova.events')
  await assert.rejects(broker.publish(event('1')), BrokerUnavailable)
  assert.equal(node.bus.publish([1], Buffer.from('meanwhile')), true)
  await until(() => node.received.length === 1, { what: 'bus message' })
  await publishUntilConfirmed(broker, event('1'))
  assert.equal(broker.stats().reconnects, 0)
  assert.deepEqual(node.states, ['up'])
})

test('a deleted queue is declared and consumed again', async (t) => {
  const url = await testVhost(t)
  const broker = await connected(open(t, url))
  const recorder = new Recorder()
  await broker.consume(queueOptions, recorder.handler()).ready
  const channel = await openChannel(t, url)
  await channel.deleteQueue(queueOptions.queue)
  let n = 0
  await until(
    async () => {
      await publishUntilConfirmed(broker, event(`${n++}`))
      return recorder.ids.length > 0
    },
    { what: 'a message in the new queue' },
  )
})

test('a deleted dead-letter queue is declared again before anything is parked', async (t) => {
  const url = await testVhost(t)
  const broker = await connected(open(t, url))
  await broker.consume({ ...queueOptions, maxAttempts: 1 }, failing).ready
  const channel = await openChannel(t, url)
  await channel.deleteQueue(`${queueOptions.queue}.dead`)
  await broker.publish(event('1'))
  await until(() => broker.stats().parked === 1, { what: 'parked message' })
  const messages = await takeAll(channel, `${queueOptions.queue}.dead`)
  assert.deepEqual(
    messages.map(({ properties }) => properties.messageId as unknown),
    ['1'],
  )
})

test('the dead-letter queue is bounded', async (t) => {
  const url = await testVhost(t)
  const broker = await connected(open(t, url, { deadMaxMessages: 3 }))
  await broker.consume({ ...queueOptions, maxAttempts: 1 }, failing).ready
  for (let n = 0; n < 6; n++) await broker.publish(event(`${n}`))
  await until(() => broker.stats().parked === 6, { what: 'parked messages' })
  const messages = await takeAll(await openChannel(t, url), `${queueOptions.queue}.dead`)
  assert.deepEqual(
    messages.map(({ properties }) => properties.messageId as unknown),
    ['3', '4', '5'],
  )
})

test('a process killed in the middle of its work leaves its messages to the next one', async (t) => {
  const url = await testVhost(t)
  const child = fork(new URL('./support/stuck-consumer.ts', import.meta.url), [url])
  t.after(() => child.kill('SIGKILL'))
  const said: unknown[] = []
  child.on('message', (word) => said.push(word))
  await until(() => said.includes('ready'), { what: 'consumer process', timeoutMs: 30_000 })
  const broker = await connected(open(t, url))
  const recorder = new Recorder()
  await broker.consume(queueOptions, recorder.handler()).ready
  for (let n = 0; n < 10; n++) await broker.publish(event(`${n}`, `key${n % 2}`))
  await until(() => said.includes('handling'), { what: 'handler at work' })
  assert.deepEqual(recorder.ids, [])
  child.kill('SIGKILL')
  await once(child, 'exit')
  await recorder.waitFor(10)
  assert.deepEqual(recorder.byKey.get('key0'), ['0', '2', '4', '6', '8'])
  assert.deepEqual(recorder.byKey.get('key1'), ['1', '3', '5', '7', '9'])
})

test('connections the broker closes under traffic come back and lose nothing confirmed', async (t) => {
  const { url, managementUrl } = await ownRabbit(t)
  const broker = await connected(open(t, url))
  const recorder = new Recorder()
  await broker.consume({ ...queueOptions, prefetch: 10 }, recorder.handler()).ready
  const node = openNode(broker)
  await node.bus.bind(1)
  await node.up()
  const phase = { closing: true }
  const ids: string[] = []
  async function publish(): Promise<void> {
    for (let n = 0; phase.closing || n < 50; n++) {
      await publishUntilConfirmed(broker, event(`${n}`))
      ids.push(`${n}`)
    }
  }
  const publishing = publish()
  for (let round = 1; round <= 2; round++) {
    const names = await until(() => connectionNames(managementUrl, 2), {
      what: 'connections in the management interface',
      timeoutMs: 60_000,
    })
    for (const name of names)
      await management(managementUrl, `connections/${encodeURIComponent(name)}`, 'DELETE')
    await until(() => broker.stats().reconnects >= 2 * round, { what: 'reconnect', timeoutMs: 60_000 })
    await node.up(round + 1)
  }
  phase.closing = false
  await publishing
  await recorder.waitFor(ids.length, 60_000)
  assert.deepEqual(recorder.firstOf('k'), ids)
  assert.equal(recorder.maxPerKey, 1)
})

test('a broker short of memory: publishes are rejected at once until it recovers, and close does not hang', async (t) => {
  const proxy = await tcpProxy(t, await testVhost(t))
  const broker = await connected(open(t, proxy.url))
  const node = openNode(broker)
  await node.up()
  await broker.publish(event('before'))
  proxy.injectFrame(connectionBlocked)
  await until(
    () => broker.publish(event('x')).catch((error: Error) => /accepts no messages/.test(error.message)),
    {
      what: 'blocked connection',
    },
  )
  assert.equal(node.bus.publish([1], Buffer.from('x')), false)
  proxy.injectFrame(connectionUnblocked)
  await publishUntilConfirmed(broker, event('between'))
  await until(() => node.bus.publish([1], Buffer.from('x')), { what: 'bus publish' })

  proxy.injectFrame(connectionBlocked)
  await until(() => !node.bus.publish([1], Buffer.from('x')), { what: 'blocked connection' })
  // Such a broker reads nothing more: it will not answer a close either.
  proxy.freeze()
  await broker.close()
})

test('a broker that falls silent is noticed, and close ends without its answer', async (t) => {
  const proxy = await tcpProxy(t, await testVhost(t))
  const options = { publishTimeoutMs: 100, heartbeatSeconds: 1, closeTimeoutMs: 200, maxInFlight: 2 }
  const broker = await connected(open(t, proxy.url, options))
  const recorder = new Recorder()
  await broker.consume(queueOptions, recorder.handler()).ready
  const node = openNode(broker)
  await node.up()
  proxy.freeze()
  const reasons = await Promise.all(
    ['1', '2', '3'].map((id) => broker.publish(event(id)).catch((error: unknown) => String(error))),
  )
  assert.match(reasons[0] ?? '', /no confirm in time/)
  assert.match(reasons[2] ?? '', /too many in flight/)
  await until(() => !broker.connected, { what: 'heartbeat timeout', timeoutMs: 30_000 })
  proxy.thaw()
  await node.up(2)
  await publishUntilConfirmed(broker, event('4'))
  await until(() => recorder.ids.includes('4'), { what: 'message after the silence', timeoutMs: 30_000 })
  proxy.freeze()
  await broker.close()
})

test('a broker that was never there is waited for, and close ends the waiting', async (t) => {
  const broker = open(t, 'amqp://127.0.0.1:1', { reconnectMs: 20 })
  const node = openNode(broker)
  const consumer = broker.consume(queueOptions, () => Promise.resolve())
  await node.bus.bind(1)
  await assert.rejects(broker.publish(event('1')), BrokerUnavailable)
  assert.equal(node.bus.publish([1], Buffer.from('x')), false)
  await consumer.close()
  await broker.close()
  assert.deepEqual(node.states, [])
})

async function management(base: string, path: string, method = 'GET'): Promise<Response> {
  const { username, password, origin } = new URL(base)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return await fetch(`${origin}/api/${path}`, { method, headers: { authorization } })
}

/** The management interface learns of connections some seconds late. */
async function connectionNames(base: string, count: number): Promise<string[] | undefined> {
  const response = await management(base, 'connections')
  const connections = (await response.json()) as { name: string }[]
  return connections.length >= count ? connections.map(({ name }) => name) : undefined
}
