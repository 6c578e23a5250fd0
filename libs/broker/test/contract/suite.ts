import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { BrokerUnavailable, type Broker, type BrokerOptions } from '@munova/broker'
import { latch } from '@munova/testing'
import { busTests } from './bus.ts'
import { failureTests } from './failures.ts'
import { connected, event, Recorder, openNode, queueOptions } from '../support/fixtures.ts'
import { restartTests } from './restart.ts'

export interface Parked {
  readonly id: string | undefined
  readonly key: string | undefined
  readonly type: string
  readonly error: string
  readonly attempts: number
}

/** A broker server of its own for one test. */
export interface Server {
  /** Closed after the test. */
  connect(options?: Partial<BrokerOptions>): Broker
  /** Takes what is in `<queue>.dead`. */
  parked(queue: string): Promise<Parked[]>
}

export interface RestartableServer extends Server {
  /** In good order. */
  stop(): Promise<void>
  /** As a power cut would. */
  crash(): Promise<void>
  start(): Promise<void>
}

export interface Harness {
  server(t: TestContext): Promise<Server>
  restartable(t: TestContext): Promise<RestartableServer>
}

/** What every implementation of Broker promises. */
export function brokerSuite(name: string, harness: Harness): void {
  suite(name, () => {
    eventTests(harness)
    failureTests(harness)
    busTests(harness)
    closeTests(harness)
    restartTests(harness)
  })
}

function eventTests(harness: Harness): void {
  test('a confirmed event reaches each queue bound to its type, whole, and no other', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect())
    const paid: unknown[] = []
    const placed = new Recorder()
    const both = new Recorder()
    const consumers = [
      broker.consume({ ...queueOptions, queue: 'paid' }, async (message) => void paid.push({ ...message })),
      broker.consume({ ...queueOptions, queue: 'placed', types: ['order.placed'] }, placed.handler()),
      broker.consume(
        { ...queueOptions, queue: 'both', types: ['order.paid', 'order.placed'] },
        both.handler(),
      ),
    ]
    await Promise.all(consumers.map((consumer) => consumer.ready))
    const body = Buffer.from('운동화 \u0000')
    await broker.publish({ id: '1', type: 'order.paid', key: '키', body })
    await broker.publish(event('2', 'k', 'order.placed'))
    await both.waitFor(2)
    await placed.waitFor(1)
    assert.deepEqual(placed.ids, ['2'])
    assert.deepEqual(both.ids, ['1', '2'])
    assert.equal(paid.length, 1)
    assert.deepEqual(paid[0], { id: '1', type: 'order.paid', key: '키', body })
    assert.equal(broker.stats().published, 2)
  })

  test('an event without a bound queue is confirmed', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect())
    await broker.publish(event('1'))
    assert.equal(broker.stats().published, 1)
  })

  test('an event without id, type or key, or with too large a body, is a bug of the caller', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect({ maxMessageBytes: 8 }))
    await assert.rejects(broker.publish({ ...event('1'), id: '' }), TypeError)
    await assert.rejects(broker.publish({ ...event('1'), key: '' }), TypeError)
    await assert.rejects(broker.publish({ ...event('1'), type: '타'.repeat(100) }), RangeError)
    await assert.rejects(broker.publish({ ...event('1'), body: Buffer.alloc(9) }), RangeError)
    await broker.publish({ ...event('1'), body: Buffer.alloc(8) })
  })

  test('a key is handled in order, one at a time, while a stuck key delays no other', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect())
    const recorder = new Recorder()
    const stuck = latch()
    const consumer = broker.consume(
      { ...queueOptions, prefetch: 400 },
      recorder.handler(async ({ key }) => {
        if (key === 'key0') await stuck.promise
        else await new Promise(setImmediate)
      }),
    )
    await consumer.ready
    const messages = Array.from({ length: 300 }, (_, n) => event(`${n}`, `key${n % 10}`))
    await Promise.all(messages.map((message) => broker.publish(message)))
    await recorder.waitFor(270)
    assert.equal(recorder.byKey.has('key0'), false)
    stuck.resolve()
    await recorder.waitFor(300)
    for (let k = 0; k < 10; k++) {
      const expected = Array.from({ length: 30 }, (_, n) => `${n * 10 + k}`)
      assert.deepEqual(recorder.byKey.get(`key${k}`), expected)
    }
    assert.equal(recorder.maxPerKey, 1)
  })

  test('prefetch bounds the running handlers', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect())
    const gate = latch()
    const recorder = new Recorder()
    let started = 0
    const consumer = broker.consume(
      { ...queueOptions, prefetch: 3 },
      recorder.handler(async () => {
        started++
        await gate.promise
      }),
    )
    await consumer.ready
    await Promise.all(Array.from({ length: 20 }, (_, n) => broker.publish(event(`${n}`, `key${n}`))))
    // A round trip later than the last delivery could be.
    await broker.publish(event('other', 'k', 'order.placed'))
    assert.equal(started, 3)
    gate.resolve()
    await recorder.waitFor(20)
  })

  test('consumers of one queue handle each message once and in order while one after the other leaves', async (t) => {
    const server = await harness.server(t)
    const recorder = new Recorder()
    const brokers = await Promise.all([1, 2, 3].map(() => connected(server.connect())))
    const consumers = brokers.map((broker) =>
      broker.consume(
        { ...queueOptions, prefetch: 5 },
        recorder.handler(() => new Promise(setImmediate)),
      ),
    )
    await Promise.all(consumers.map((consumer) => consumer.ready))
    const publisher = await connected(server.connect())
    for (let n = 0; n < 90; n++) {
      await publisher.publish(event(`${n}`, `key${n % 3}`))
      if (n === 30) await consumers[0]?.close()
      if (n === 60) await consumers[1]?.close()
    }
    await recorder.waitFor(90)
    assert.equal(recorder.ids.length, 90)
    for (const key of ['key0', 'key1', 'key2']) {
      const ids = recorder.byKey.get(key)?.map(Number)
      assert.deepEqual(
        ids,
        ids?.toSorted((a, b) => a - b),
      )
    }
    assert.equal(recorder.maxPerKey, 1)
  })
}

function closeTests(harness: Harness): void {
  test('close waits for running handlers, settles every publish and accepts nothing more', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect())
    const node = openNode(broker)
    await node.up()
    const recorder = new Recorder()
    const begun = latch()
    const gate = latch()
    const work = recorder.handler(async () => {
      begun.resolve()
      await gate.promise
    })
    await broker.consume(queueOptions, work).ready
    await broker.publish(event('1'))
    await broker.publish(event('2'))
    await begun.promise
    const pending = Promise.allSettled([broker.publish(event('3')), broker.publish(event('4'))])
    const closed = broker.close()
    await assert.rejects(broker.publish(event('5')), BrokerUnavailable)
    gate.resolve()
    await Promise.all([closed, broker.close(), pending])
    assert.deepEqual(recorder.ids, ['1'])
    assert.equal(broker.connected, false)
    assert.equal(node.bus.publish([1], Buffer.from('x')), false)
    assert.deepEqual(node.states, ['up', 'down'])

    const rest = new Recorder()
    const next = await connected(server.connect())
    next.consume(queueOptions, rest.handler())
    await rest.waitFor(1)
    assert.equal(rest.ids[0], '2')
    assert.equal(rest.ids.includes('1'), false)
  })
}
