import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { decodeCursor, encodeCursor, Problem, toPage } from '../../src/index.ts'

const Position = z.tuple([z.string(), z.int()])
const isInvalid = (error: unknown) => error instanceof Problem && error.code === 'CURSOR_INVALID'

test('a cursor is the base64url of the JSON of its position, and is read back', () => {
  const cursor = encodeCursor(['2026-11-23', 7])
  assert.equal(cursor, 'WyIyMDI2LTExLTIzIiw3XQ')
  assert.deepEqual(decodeCursor(Position, cursor), ['2026-11-23', 7])
})

test('without a cursor there is no position', () => {
  assert.equal(decodeCursor(Position, undefined), undefined)
})

test('anything else is CURSOR_INVALID', () => {
  for (const cursor of ['', '%', 'bm90IGpzb24', encodeCursor([1, 2]), encodeCursor(null)]) {
    assert.throws(() => decodeCursor(Position, cursor), isInvalid)
  }
})

test('the row beyond a page is left out and makes a cursor of the last row of the page', () => {
  const convert = { item: (row: number) => `item ${row}`, position: (row: number) => row }
  assert.deepEqual(toPage([1, 2, 3], 2, convert), {
    items: ['item 1', 'item 2'],
    nextCursor: encodeCursor(2),
  })
  assert.deepEqual(toPage([1, 2], 2, convert), { items: ['item 1', 'item 2'], nextCursor: null })
  assert.deepEqual(toPage([], 2, convert), { items: [], nextCursor: null })
})
