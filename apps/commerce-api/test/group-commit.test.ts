import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, Problem } from '@munova/service'
import { latch } from '@munova/testing'
import { GroupCommit } from '../src/group-commit.ts'

function open(limits: { batch: number; queue: number }) {
  const batches: number[][] = []
  let gate = latch()
  let failure: Error | undefined
  const metrics = createMetrics('commerce')
  const queue = new GroupCommit<number, string>({
    name: 'test',
    metrics,
    limits,
    keyOf: String,
    run: async (items) => {
      batches.push(items)
      await gate.promise
      if (failure) throw failure
      return items.map((item) => `first ${item}`)
    },
    again: (answer) => answer.replace('first', 'again'),
  })
  const go = () => {
    gate.resolve()
    gate = latch()
  }
  const fail = (error: Error | undefined) => (failure = error)
  return { queue, batches, go, fail, metrics }
}

const refusedWith = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
const turns = () => new Promise((resolve) => setImmediate(resolve))

test('what waits together is decided together, in order, and each gets its own answer', async () => {
  const { queue, batches, go } = open({ batch: 2, queue: 10 })
  const answers = Promise.all([1, 2, 3].map((item) => queue.add(item)))
  await turns()
  assert.deepEqual(batches, [[1, 2]])
  const late = queue.add(4)
  go()
  await turns()
  assert.deepEqual(batches, [[1, 2], [3, 4]]) // prettier-ignore
  go()
  assert.deepEqual(await answers, ['first 1', 'first 2', 'first 3'])
  assert.equal(await late, 'first 4')
})

test('the same item shares the statement of the first, and knows it', async () => {
  const { queue, batches, go } = open({ batch: 10, queue: 10 })
  const both = Promise.all([queue.add(1), queue.add(1)])
  await turns()
  go()
  assert.deepEqual(await both, ['first 1', 'again 1'])
  assert.deepEqual(batches, [[1]])
})

test('above its bound the newest is refused, and counted', async () => {
  const { queue, go, metrics } = open({ batch: 1, queue: 2 })
  const accepted = Promise.all([queue.add(1), queue.add(2)])
  await assert.rejects(
    queue.add(3),
    (error) => refusedWith('OVERLOADED')(error) && (error as Problem).retryAfterMs! > 0,
  )
  await turns()
  go()
  await turns()
  go()
  assert.deepEqual(await accepted, ['first 1', 'first 2'])
  assert.match(await metrics.registry.metrics(), /commerce_test_refused_total 1\n/)
})

test('a statement that fails fails its own batch only', async () => {
  const { queue, go, fail } = open({ batch: 1, queue: 10 })
  const first = assert.rejects(queue.add(1), /broken/)
  const second = queue.add(2)
  fail(new Error('broken'))
  await turns()
  go()
  await first
  fail(undefined)
  await turns()
  go()
  assert.equal(await second, 'first 2')
})

test('closing decides what was accepted and nothing more', async () => {
  const { queue, go } = open({ batch: 10, queue: 10 })
  const accepted = queue.add(1)
  await turns()
  const closed = queue.close()
  await assert.rejects(queue.add(2), refusedWith('UNAVAILABLE'))
  go()
  await closed
  assert.equal(await accepted, 'first 1')
})
