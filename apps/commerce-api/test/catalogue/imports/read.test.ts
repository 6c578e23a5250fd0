import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProductFile } from '../../../src/catalogue/imports/read.ts'
import { fileOf } from '../../support/product-files.ts'

const sizes = (productId: number) =>
  Array.from({ length: 500 }, (_, at) => ({
    productId,
    color: `색 ${at}`,
    sizeMm: 270,
    stockBefore: 1,
    stock: 2,
  }))

test('a line that repeats a size of its product names the first line of that size, however many there are', async () => {
  const repeated = { productId: 1, color: '색 7', sizeMm: 270, stockBefore: 1, stock: 3 }
  const file = fileOf([...sizes(1), ...sizes(2), repeated, { ...repeated, sizeMm: 275 }, repeated])
  const [first, second] = await readProductFile(file, { maxLines: 2_000 })
  assert.deepEqual([first!.skus.length, second!.skus.length, second!.faults], [501, 500, []])
  assert.deepEqual(
    first!.faults.map(({ line, why }) => [line, 'params' in why && why.params?.['line']]),
    [
      [1_002, 9],
      [1_004, 9],
    ],
  )
})

test('a file is read in turns, between which others have theirs', async () => {
  const lines = 4_000
  const file = fileOf(Array.from({ length: lines / 500 }, (_, at) => sizes(at + 1)).flat())
  let turns = 0
  let isRead = false
  const count = () => {
    turns++
    if (!isRead) setImmediate(count)
  }
  setImmediate(count)
  await readProductFile(file, { maxLines: lines })
  isRead = true
  // Of 100 lines each: once for their cells, once for what these say.
  assert.ok(turns >= (2 * lines) / 100, `${turns} turns`)
})
