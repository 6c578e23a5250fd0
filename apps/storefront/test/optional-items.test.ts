import assert from 'node:assert/strict'
import { test } from 'node:test'
import { optionalItems } from '../src/lib/server/optional-items.ts'
import { shopAnswering } from './support/answering.ts'

test('a list that fails or does not come in time is empty', async (t) => {
  const shop = await shopAnswering(t, [
    { status: 503, body: '{"code":"UNAVAILABLE"}' },
    { status: 200, body: '{' },
    undefined,
    { status: 200, body: '{"items":[{"id":7}]}' },
  ])
  const read = () =>
    optionalItems((signal) => shop.GET('/v1/products/{id}/similar', { params: { path: { id: 1 } }, signal }))
  for (const what of ['a problem', 'no JSON', 'no answer']) assert.deepEqual(await read(), [], what)
  assert.deepEqual(await read(), [{ id: 7 }])
})
