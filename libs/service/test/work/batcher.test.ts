import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Batcher, createMetrics, Problem, type BatcherOptions } from '../../src/index.ts'

type Options = BatcherOptions<number, string>

/** A batcher whose batches end when the test calls `go`. */
function open(t: TestContext, limits: Options['limits'], more: Partial<Options> = {}) {
  const batches: number[][] = []
  let gate = Promise.withResolvers<void>()
  const metrics = createMetrics('app')
  t.after(() => metrics.close())
  const batcher = new Batcher<number, string>({
    name: 'test',
    metrics,
    limits,
    keyOf: String,
    run: async (items) => {
      batches.push(items)
      await gate.promise
      return items.map((item) => `result ${item}`)
    },
    onDuplicate: (result) => result.replace('result', 'duplicate'),
    ...more,
  })
  const go = () => {
    gate.resolve()
    gate = Promise.withResolvers()
  }
  return { batcher, batches, go, metrics }
}

const isProblem = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('items that wait together share a batch, in order, and each gets its own result', async (t) => {
  const { batcher, batches, go } = open(t, { batch: 2, queue: 10 })
  const results = Promise.all([1, 2, 3].map((item) => batcher.add(item)))
  await turn()
  assert.deepEqual(batches, [[1, 2]])
  const late = batcher.add(4)
  go()
  await turn()
  assert.deepEqual(batches, [[1, 2], [3, 4]]) // prettier-ignore
  go()
  assert.deepEqual(await results, ['result 1', 'result 2', 'result 3'])
  assert.equal(await late, 'result 4')
})

test('an idle lane starts on the next microtask, without a timer', async (t) => {
  const { batcher, batches, go } = open(t, { batch: 10, queue: 10 })
  const results = Promise.all([batcher.add(1), batcher.add(2)])
  assert.deepEqual(batches, [])
  await Promise.resolve()
  assert.deepEqual(batches, [[1, 2]])
  go()
  await results
})

test('an item with the key of one that waits or runs gets the result of the earlier one', async (t) => {
  const { batcher, batches, go } = open(t, { batch: 10, queue: 10 })
  const first = batcher.add(1)
  const waiting = batcher.add(1)
  await turn()
  const running = batcher.add(1)
  go()
  assert.deepEqual(await Promise.all([first, waiting, running]), ['result 1', 'duplicate 1', 'duplicate 1'])
  assert.deepEqual(batches, [[1]])
})

test('what a later item with the same key gets may depend on both items', async (t) => {
  const { batcher, batches, go } = open(
    t,
    { batch: 10, queue: 10 },
    {
      keyOf: (item) => String(item % 10),
      onDuplicate: (result, later, earlier) => (later === earlier ? result : batcher.add(later)),
    },
  )
  const results = [1, 11, 1].map((item) => batcher.add(item))
  await turn()
  go()
  await turn()
  assert.deepEqual(batches, [[1], [11]])
  go()
  assert.deepEqual(await Promise.all(results), ['result 1', 'result 11', 'result 1'])
})

test('above its bound the newest item is rejected and counted; the gauge shows what waits', async (t) => {
  const { batcher, go, metrics } = open(t, { batch: 1, queue: 2 })
  const accepted = Promise.all([batcher.add(1), batcher.add(2)])
  await assert.rejects(
    batcher.add(3),
    (error) => isProblem('OVERLOADED')(error) && (error as Problem).retryAfterMs! > 0,
  )
  const page = await metrics.registry.metrics()
  assert.match(page, /app_test_rejected_total 1\n/)
  assert.match(page, /app_test_waiting 2\n/)
  go()
  await turn()
  go()
  assert.deepEqual(await accepted, ['result 1', 'result 2'])
  assert.match(await metrics.registry.metrics(), /app_test_waiting 0\n/)
  assert.match(await metrics.registry.metrics(), /app_test_batch_count 2\n/)
})

test('metrics and errors can have names of the app', async (t) => {
  const { batcher, metrics } = open(
    t,
    { batch: 1, queue: 0 },
    {
      metricNames: {
        batch: 'append_batch_messages',
        waiting: 'append_queue_messages',
        rejected: 'append_rejected_total',
      },
      errors: { overloaded: () => new Error('full'), closed: () => new Error('shut') },
    },
  )
  await assert.rejects(batcher.add(1), /full/)
  await batcher.close()
  await assert.rejects(batcher.add(1), /shut/)
  const page = await metrics.registry.metrics()
  assert.match(page, /app_append_rejected_total 1\n/)
  assert.match(page, /app_append_queue_messages 0\n/)
  assert.match(page, /app_append_batch_messages_count 0\n/)
})

test('lanes run at the same time, and a lane keeps its order', async (t) => {
  const { batcher, batches, go } = open(t, { batch: 1, queue: 10 }, { lanes: 2, laneOf: (item) => item % 10 })
  const results = Promise.all([1, 11, 2].map((item) => batcher.add(item)))
  await turn()
  assert.deepEqual(batches, [[1], [2]])
  go()
  await turn()
  assert.deepEqual(batches, [[1], [2], [11]])
  go()
  assert.deepEqual(await results, ['result 1', 'result 11', 'result 2'])
})

test('a batch that fails rejects its own items only, with the error that the app makes of it', async (t) => {
  let failure: Error | undefined = new Error('broken')
  const run = async (items: number[]) => {
    if (failure) throw failure
    return items.map(String)
  }
  const plain = open(t, { batch: 1, queue: 10 }, { run })
  await assert.rejects(plain.batcher.add(1), /broken/)
  const mapped = open(
    t,
    { batch: 5, queue: 10 },
    { run, mapError: (error, items) => new Error(`${items} items`, { cause: error }) },
  )
  await Promise.all([1, 2].map((item) => assert.rejects(mapped.batcher.add(item), /2 items/)))
  failure = undefined
  assert.equal(await plain.batcher.add(1), '1')
  assert.equal(await mapped.batcher.add(2), '2')
})

test('a batch with a bad item is run item by item when the app says so, and only the bad one fails', async (t) => {
  const batches: number[][] = []
  const { batcher } = open(
    t,
    { batch: 5, queue: 10 },
    {
      run: async (items) => {
        batches.push(items)
        if (items.includes(2)) throw new RangeError('bad item')
        return items.map(String)
      },
      isolate: (error) => error instanceof RangeError,
    },
  )
  const [one, two, three] = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)))
  assert.deepEqual(batches, [[1, 2, 3], [1], [2], [3]])
  assert.deepEqual([one?.status, two?.status, three?.status], ['fulfilled', 'rejected', 'fulfilled'])
})

test('`afterwards` runs once the results are delivered, also for items that timed out', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const gate = Promise.withResolvers<void>()
  const stored: number[] = []
  const { batcher } = open(
    t,
    { batch: 1, queue: 10, timeoutMs: 1 },
    {
      run: async (items) => {
        await gate.promise
        return { results: items.map(String), afterwards: () => stored.push(...items) }
      },
      errors: { timedOut: () => new Error('too late') },
    },
  )
  const running = assert.rejects(batcher.add(1), /too late/)
  const waiting = assert.rejects(batcher.add(2), /too late/)
  await turn()
  await new Promise((resolve) => setTimeout(resolve, 5))
  t.mock.timers.tick(250)
  await Promise.all([running, waiting])
  gate.resolve()
  await turn()
  // The second had not begun: it was never stored.
  assert.deepEqual(stored, [1])
  await batcher.close()
})

test('closing waits for what was accepted and accepts nothing more', async (t) => {
  const { batcher, go } = open(t, { batch: 10, queue: 10 })
  const accepted = batcher.add(1)
  await turn()
  const closed = batcher.close()
  await assert.rejects(batcher.add(2), isProblem('UNAVAILABLE'))
  go()
  await closed
  assert.equal(await accepted, 'result 1')
})
