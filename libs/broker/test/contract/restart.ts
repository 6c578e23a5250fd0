import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BrokerUnavailable } from '@munova/broker'
import { latch, until } from '@munova/testing'
import type { Harness, RestartableServer } from './suite.ts'
import {
  connected,
  event,
  Recorder,
  openNode,
  publishUntilConfirmed,
  queueOptions,
} from '../support/fixtures.ts'

/** Much more than a broker needs to start on a busy machine. */
const restartTimeoutMs = 60_000

/** One server for all of them: a real one takes seconds to start. */
export function restartTests(harness: Harness): void {
  test('the broker stops and starts again', { timeout: 240_000 }, async (t) => {
    const server = await harness.restartable(t)
    await t.test('under traffic nothing confirmed is lost and all is bound again', () => traffic(server))
    await t.test('while it is stopped nothing is buffered', () => stopped(server))
    await t.test('after a crash a repeated message waits for the old handler of its key', () =>
      oldHandler(server),
    )
  })
}

async function traffic(server: RestartableServer): Promise<void> {
  const sender = await connected(server.connect())
  const receiver = await connected(server.connect())
  const recorder = new Recorder()
  await receiver.consume({ ...queueOptions, queue: 'traffic', prefetch: 10 }, recorder.handler()).ready
  const node = openNode(receiver)
  const other = openNode(sender)
  await node.bus.bind(3)
  await Promise.all([node.up(), other.up()])

  let sent = 0
  const phase = { publishing: true }
  const halfway = latch()
  async function publish(key: string): Promise<void> {
    for (let n = 0; phase.publishing || n < 100; n++) {
      await publishUntilConfirmed(sender, event(`${key}-${n}`, key))
      if (++sent === 60) halfway.resolve()
    }
  }
  const publishing = Promise.all(['a', 'b', 'c'].map(publish))
  await halfway.promise
  await server.stop()
  await until(() => node.states.at(-1) === 'down', { what: 'bus down' })
  // Bindings that change while it is stopped take effect when it is back.
  await node.bus.bind(4)
  await node.bus.unbind(3)
  await server.start()
  await Promise.all([node.up(2), other.up(2)])
  phase.publishing = false
  await publishing
  await recorder.waitFor(sent, restartTimeoutMs)
  for (const key of ['a', 'b', 'c']) {
    const ids = recorder.firstOf(key)
    assert.deepEqual(
      ids,
      ids.map((_, n) => `${key}-${n}`),
    )
  }
  assert.equal(recorder.maxPerKey, 1)
  assert.deepEqual(node.states, ['up', 'down', 'up'])
  other.bus.publish([3], Buffer.from('unbound'))
  other.bus.publish([4], Buffer.from('bound'))
  await until(() => node.received.length > 0, { what: 'bus message' })
  assert.deepEqual(node.received, ['bound'])
  assert.ok(receiver.stats().reconnects >= 1)
  await Promise.all([sender.close(), receiver.close()])
}

async function stopped(server: RestartableServer): Promise<void> {
  const broker = await connected(server.connect())
  const recorder = new Recorder()
  await broker.consume({ ...queueOptions, queue: 'stopped' }, recorder.handler()).ready
  const node = openNode(broker)
  await node.bus.bind(1)
  await node.up()
  await server.stop()
  await until(() => !broker.connected && node.states.at(-1) === 'down', { what: 'noticed loss' })
  const body = Buffer.alloc(100 * 1024)
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
  for (let n = 0; n < 5_000; n++) {
    await assert.rejects(broker.publish({ ...event(`${n}`), body: Buffer.from(body) }), BrokerUnavailable)
    assert.equal(node.bus.publish([1], Buffer.from(body)), false)
  }
  const after = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
  // 10,000 bodies are 1 GB; what is left over is garbage not collected yet.
  assert.ok(after - before < 300 * 1024 * 1024, `grew by ${after - before} bytes`)
  await server.start()
  await node.up(2)
  await publishUntilConfirmed(broker, event('after'))
  await recorder.waitFor(1, restartTimeoutMs)
  assert.deepEqual(new Set(recorder.ids), new Set(['after']))
  await until(() => node.bus.publish([1], Buffer.from('after')), { what: 'bus publish' })
  await until(() => node.received.length > 0, { what: 'bus message' })
  assert.equal(node.received[0], 'after')
  await broker.close()
}

async function oldHandler(server: RestartableServer): Promise<void> {
  const broker = await connected(server.connect())
  const recorder = new Recorder()
  const begun = latch()
  const gate = latch()
  // Not a new queue: RabbitMQ 3.10 can lose a quorum queue itself when it crashes within seconds of its declaration.
  const options = { ...queueOptions, queue: 'traffic', prefetch: 10 }
  const work = recorder.handler(async ({ id }) => {
    if (id !== 'slow-0') return
    begun.resolve()
    await gate.promise
  })
  await broker.consume(options, work).ready
  for (let n = 0; n < 3; n++) await broker.publish(event(`slow-${n}`, 'slow'))
  await broker.publish(event('quick-0', 'quick'))
  await begun.promise
  await until(() => recorder.byKey.has('quick'), { what: 'other key' })
  await server.crash()
  await until(() => !broker.connected, { what: 'noticed loss' })
  await server.start()
  await publishUntilConfirmed(broker, event('quick-1', 'quick'))
  await until(() => recorder.byKey.get('quick')?.includes('quick-1'), {
    what: 'other key',
    timeoutMs: restartTimeoutMs,
  })
  assert.equal(recorder.byKey.has('slow'), false)
  gate.resolve()
  await until(() => recorder.firstOf('slow').length === 3, { what: 'slow key', timeoutMs: restartTimeoutMs })
  assert.deepEqual(recorder.firstOf('slow'), ['slow-0', 'slow-1', 'slow-2'])
  assert.equal(recorder.maxPerKey, 1)
  await broker.close()
}
