import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latch } from '@munova/testing'
import { mapAtOnce } from '../../../src/catalogue/imports/map-at-once.ts'

test('so many run at the same time, and the results have the order of the items', async () => {
  let running = 0
  let most = 0
  const results = await mapAtOnce(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
    most = Math.max(most, ++running)
    await new Promise(setImmediate)
    running--
    return item * 2
  })
  assert.deepEqual([results, most], [[2, 4, 6, 8, 10, 12, 14], 3])
  assert.deepEqual(await mapAtOnce(3, [], async () => 1), [])
})

test('after a failure nothing further begins, and it is thrown once what runs has ended', async () => {
  const begun: number[] = []
  const [slow, failing] = [latch(), latch()]
  let hasEnded = false
  const all = mapAtOnce(2, [1, 2, 3, 4], async (item) => {
    begun.push(item)
    if (item === 1) {
      await slow.promise
      hasEnded = true
      return
    }
    failing.resolve()
    throw new Error('failed')
  })
  const rejected = assert.rejects(all, () => hasEnded)
  await failing.promise
  await new Promise(setImmediate)
  slow.resolve()
  await rejected
  assert.deepEqual(begun, [1, 2])
})
