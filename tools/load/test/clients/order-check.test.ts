import assert from 'node:assert/strict'
import test from 'node:test'
import { OrderCheck } from '../../src/clients/messages/order-check.ts'

function checked(seqs: number[], position = 0) {
  const check = new OrderCheck(position)
  for (const seq of seqs) check.observe(seq)
  return (last: number) => ({
    received: check.received,
    lost: check.lost(last),
    doubled: check.doubled,
    outOfOrder: check.outOfOrder,
    unstored: check.unstored(last),
  })
}
const clean = { lost: 0, doubled: 0, outOfOrder: 0, unstored: 0 }

test('every seq once and in order is correct, from any start', () => {
  assert.deepEqual(checked([1, 2, 3])(3), { received: 3, ...clean })
  assert.deepEqual(checked([8, 9], 7)(9), { received: 2, ...clean })
  assert.deepEqual(checked([])(0), { received: 0, ...clean })
})

test('a missing seq is lost, in the middle, at the start and at the end', () => {
  assert.deepEqual(checked([1, 3])(3), { received: 2, ...clean, lost: 1 })
  assert.deepEqual(checked([2, 3])(3), { received: 2, ...clean, lost: 1 })
  assert.deepEqual(checked([1, 2])(4), { received: 2, ...clean, lost: 2 })
  assert.deepEqual(checked([])(2), { received: 0, ...clean, lost: 2 })
})

test('a repeated seq is doubled, also after it had arrived late', () => {
  assert.deepEqual(checked([1, 2, 2, 3])(3), { received: 4, ...clean, doubled: 1 })
  assert.deepEqual(checked([1, 3, 2, 2])(3), { received: 4, ...clean, outOfOrder: 1, doubled: 1 })
  assert.deepEqual(checked([5, 6], 5)(6), { received: 2, ...clean, doubled: 1 })
})

test('a seq after a newer one is out of order, and not lost', () => {
  assert.deepEqual(checked([1, 3, 2, 4])(4), { received: 4, ...clean, outOfOrder: 1 })
  assert.deepEqual(checked([3, 2, 1])(3), { received: 3, ...clean, outOfOrder: 2 })
})

test('a seq beyond the end of the log is reported', () => {
  assert.deepEqual(checked([1, 2, 3])(2), { received: 3, ...clean, unstored: 1 })
})

test('a very long gap is lost at once', () => {
  assert.deepEqual(checked([1, 1_000_001])(1_000_001), { received: 2, ...clean, lost: 999_999 })
})
