import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFilterCounts } from '../src/lib/server/facets.ts'
import { shopAnswering } from './support/answering.ts'

test('counts that fail or do not come in time are none', async (t) => {
  const shop = await shopAnswering(t, [
    { status: 503, body: '{"code":"UNAVAILABLE"}' },
    { status: 200, body: '{' },
    undefined,
    { status: 200, body: '{"categories":[{"id":1,"products":2}],"brands":[],"sizes":[{"sizeMm":270,"products":3}],"colors":[{"family":"NAVY","products":4}],"onSale":0}' }, // prettier-ignore
  ])
  for (const what of ['a problem', 'no JSON', 'no answer']) {
    assert.equal(await readFilterCounts(shop, { size: [270] }), undefined, what)
  }
  assert.deepEqual(await readFilterCounts(shop, {}), {
    categories: { 1: 2 },
    brands: {},
    sizes: { 270: 3 },
    colors: { NAVY: 4 },
    onSale: 0,
  })
})
