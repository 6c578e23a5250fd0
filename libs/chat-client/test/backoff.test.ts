import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoff } from '../src/backoff.ts'
import { newMessageId } from '../src/message-id.ts'

const bounds = { baseMs: 1_000, capMs: 30_000 }

test('the ceiling doubles with each attempt up to the cap', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 60, 5_000].map((attempt) => backoff(attempt, bounds, () => 1))
  assert.deepEqual(ceilings, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000])
})

test('every delay, also the first, is uniform between 0 and the ceiling', () => {
  assert.equal(
    backoff(1, bounds, () => 0),
    0,
  )
  const delays = Array.from({ length: 2_000 }, () => backoff(1, bounds))
  assert.ok(delays.every((delay) => delay >= 0 && delay < 1_000))
  const quarters = [0, 1, 2, 3].map((q) => delays.filter((delay) => Math.floor(delay / 250) === q).length)
  assert.ok(Math.min(...quarters) > 300, `about as many in each quarter: ${quarters.join(' ')}`)
})

test('message ids are version 4 UUIDs and differ', () => {
  const ids = Array.from({ length: 1_000 }, newMessageId)
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(new Set(ids).size, ids.length)
})
