import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import type { Harness } from './suite.ts'
import { openNode } from '../support/fixtures.ts'

/** Messages between nodes. */
export function busTests(harness: Harness): void {
  test('bus: each node that bound a bucket receives it in order, and nothing else', async (t) => {
    const server = await harness.server(t)
    const [one, two, three] = [1, 2, 3].map(() => openNode(server.connect()))
    assert.ok(one && two && three)
    await Promise.all([one.bus.bind(7), two.bus.bind(7), two.bus.bind(8)])
    await Promise.all([one.up(), two.up(), three.up()])
    for (let n = 0; n < 200; n++) {
      const bucket = 7 + (n % 3)
      assert.equal(three.bus.publish([bucket], Buffer.from(`${bucket}: ${n}`)), true)
    }
    await two.bus.bind(99)
    three.bus.publish([99], Buffer.from('end'))
    one.bus.publish([7], Buffer.from('own'))
    const texts = (received: typeof one.received, bucket: number): string[] =>
      received.filter((text) => text.startsWith(`${bucket}: `))
    const sent = Array.from({ length: 200 }, (_, n) => n)
    const expected = sent.filter((n) => n % 3 === 0).map((n) => `7: ${n}`)
    await arrived(() => one.received.length === 68 && two.received.length >= 68 + 67 + 1)
    assert.deepEqual(texts(one.received, 7), expected)
    assert.deepEqual(texts(two.received, 7), expected)
    assert.deepEqual(
      texts(two.received, 8),
      sent.filter((n) => n % 3 === 1).map((n) => `8: ${n}`),
    )
    assert.deepEqual(three.received, [])
  })

  test('bus: an unbound bucket is no longer received; unbinding twice is harmless', async (t) => {
    const server = await harness.server(t)
    const node = openNode(server.connect())
    await node.up()
    await node.bus.bind(1)
    await node.bus.bind(1)
    await node.bus.bind(2)
    await node.bus.unbind(1)
    await node.bus.unbind(1)
    await node.bus.unbind(200)
    node.bus.publish([1], Buffer.from('gone'))
    node.bus.publish([2], Buffer.from('there'))
    await arrived(() => node.received.length > 0)
    assert.deepEqual(node.received, ['there'])
  })

  test('bus: what goes to several buckets reaches each node that bound any of them once', async (t) => {
    const server = await harness.server(t)
    const [one, two, three] = [1, 2, 3].map(() => openNode(server.connect()))
    assert.ok(one && two && three)
    await Promise.all([one.up(), two.up(), three.up()])
    await Promise.all([one.bus.bind(1), one.bus.bind(3), two.bus.bind(2), three.bus.bind(9)])
    const many = Array.from({ length: 256 }, (_, bucket) => bucket).filter((bucket) => bucket !== 9)
    three.bus.publish([1, 2, 3], Buffer.from('three'))
    three.bus.publish(many, Buffer.from('nearly all'))
    three.bus.publish([9], Buffer.from('end'))
    await arrived(() => [one, two].every(({ received }) => received.length >= 2) && three.received.length > 0)
    assert.deepEqual(
      [one.received, two.received],
      [1, 2].map(() => ['three', 'nearly all']),
    )
    assert.deepEqual(three.received, ['end'])
  })

  test('bus: beyond busMaxBytes in flight it drops and returns false, then accepts messages again', async (t) => {
    const server = await harness.server(t)
    const broker = server.connect({ busMaxBytes: 1000 })
    const node = openNode(broker)
    await node.bus.bind(1)
    await node.up()
    const taken = Array.from({ length: 20 }, () => node.bus.publish([1], Buffer.alloc(100)))
    assert.equal(taken.filter(Boolean).length, 10)
    assert.equal(node.bus.publish([1], Buffer.alloc(2000)), false)
    await arrived(() => node.received.length === 10)
    await arrived(() => node.bus.publish([1], Buffer.alloc(900)))
    assert.ok(broker.stats().busDropped >= 11)
    assert.equal(broker.stats().busSent, 11)
  })
}

async function arrived(check: () => boolean): Promise<void> {
  await until(check, { what: 'bus messages' })
}
