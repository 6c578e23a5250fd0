import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Received, tallyOf } from '../src/local/tally.ts'

const from = (sender: number, ...numbers: number[]): Received => numbers.map((number) => ({ sender, number }))

test("a client should get each message that was acked once, and each sender's in order", () => {
  const acked = [[1, 2, 3], [1]]
  const whole = [...from(0, 1), ...from(1, 1), ...from(0, 2, 3)]
  assert.deepEqual(tallyOf(acked, [whole, whole]), { acked: 4, lost: 0, doubled: 0, reordered: 0 })
  assert.deepEqual(tallyOf(acked, [whole, from(0, 1, 3)]), { acked: 4, lost: 2, doubled: 0, reordered: 0 })
  assert.deepEqual(tallyOf(acked, [[...whole, ...from(1, 1)]]), {
    acked: 4,
    lost: 0,
    doubled: 1,
    reordered: 0,
  })
  assert.deepEqual(tallyOf([[1, 2, 3]], [from(0, 1, 3, 2)]), { acked: 3, lost: 0, doubled: 0, reordered: 1 })
  // One whose ack got lost may arrive.
  assert.deepEqual(tallyOf([[1]], [from(0, 1, 2)]), { acked: 1, lost: 0, doubled: 0, reordered: 0 })
})
