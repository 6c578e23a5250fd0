import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BrokerUnavailable } from '@munova/broker'
import { latch } from '@munova/testing'
import type { Harness } from './suite.ts'
import { connected, event, queueOptions, Recorder } from '../support/fixtures.ts'

/** What happens to a message whose handler fails, and to a publish that is too much. */
export function failureTests(harness: Harness): void {
  test('a message whose consumer ends before it is settled goes to the next one', async (t) => {
    const server = await harness.server(t)
    const dying = await connected(server.connect({ closeTimeoutMs: 20 }))
    const begun = latch()
    const never = latch()
    t.after(() => never.resolve())
    const first = dying.consume(queueOptions, async () => {
      begun.resolve()
      await never.promise
    })
    await first.ready
    const next = await connected(server.connect())
    const recorder = new Recorder()
    await next.consume(queueOptions, recorder.handler()).ready
    for (let n = 0; n < 5; n++) await next.publish(event(`${n}`))
    await begun.promise
    await dying.close()
    await recorder.waitFor(5)
    assert.deepEqual(recorder.ids, ['0', '1', '2', '3', '4'])
    assert.ok(next.stats().redelivered >= 1)
  })

  test('a handler that fails is tried again; then its message is parked and its key goes on', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect())
    const recorder = new Recorder()
    const tries = new Map<string, number>()
    const consumer = broker.consume(
      queueOptions,
      recorder.handler(async ({ id }) => {
        const count = (tries.get(id) ?? 0) + 1
        tries.set(id, count)
        if (id === 'hopeless' || (id === 'flaky' && count < 3)) throw new Error(`no: ${'x'.repeat(2000)}`)
      }),
    )
    await consumer.ready
    for (const id of ['a', 'hopeless', 'flaky', 'z']) await broker.publish(event(id))
    await recorder.waitFor(3)
    assert.deepEqual(recorder.ids, ['a', 'flaky', 'z'])
    assert.deepEqual([tries.get('hopeless'), tries.get('flaky')], [3, 3])
    assert.equal(broker.stats().parked, 1)
    const [parked, ...others] = await server.parked(queueOptions.queue)
    assert.equal(others.length, 0)
    assert.deepEqual(
      { ...parked, error: '' },
      { id: 'hopeless', key: 'k', type: 'order.paid', error: '', attempts: 3 },
    )
    assert.match(parked?.error ?? '', /^no: x+$/)
    assert.ok((parked?.error.length ?? 0) <= 500)
  })

  test('a transient failure is no attempt: the message is handled until it succeeds, and its key waits', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect({ maxRetryDelayMs: 10 }))
    const recorder = new Recorder()
    const back = latch()
    let isAway = true
    let failures = 0
    const consumer = broker.consume(
      { ...queueOptions, maxAttempts: 2, isTransient: (error) => String(error).includes('away') },
      recorder.handler(async ({ id }) => {
        if (id === 'poison') throw new Error('cannot be parsed')
        if (!isAway) return
        // Far more often than a message may be attempted.
        if (++failures === 20) back.resolve()
        throw failures % 2 ? new Error('the database is away') : new BrokerUnavailable('not connected')
      }),
    )
    await consumer.ready
    for (const id of ['a', 'poison', 'b']) await broker.publish(event(id))
    await broker.publish(event('c', 'other key'))
    await back.promise
    assert.deepEqual(recorder.ids, [])
    isAway = false
    await recorder.waitFor(3)
    assert.deepEqual(recorder.byKey.get('k'), ['a', 'b'])
    assert.ok(broker.stats().transientFailures >= 20)
    assert.equal(broker.stats().parked, 1)
    assert.deepEqual(
      (await server.parked(queueOptions.queue)).map(({ id, attempts }) => [id, attempts]),
      [['poison', 2]],
    )
  })

  test('close() does not wait for a transient failure to end, and the message is delivered again', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect())
    const failed = latch()
    const away = broker.consume({ ...queueOptions, isTransient: () => true }, () => {
      failed.resolve()
      return Promise.reject(new Error('away'))
    })
    await away.ready
    await broker.publish(event('a'))
    await failed.promise
    await away.close()
    const recorder = new Recorder()
    await broker.consume(queueOptions, recorder.handler()).ready
    await recorder.waitFor(1)
    assert.equal(broker.stats().parked, 0)
  })

  test('beyond maxInFlight a publish is rejected at once and the others are not affected', async (t) => {
    const server = await harness.server(t)
    const broker = await connected(server.connect({ maxInFlight: 10 }))
    const results = await Promise.allSettled(
      Array.from({ length: 15 }, (_, n) => broker.publish(event(`${n}`))),
    )
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 10)
    for (const result of results.slice(10)) {
      assert.ok(result.status === 'rejected' && result.reason instanceof BrokerUnavailable)
    }
    assert.equal(broker.stats().rejected, 5)
    await broker.publish(event('later'))
  })
}
