import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { commerceClient } from '@munova/commerce-client'
import { afterTheTest } from '@munova/testing'
import { readFilterCounts } from '../src/lib/server/facets.ts'

test('counts that fail or do not come in time are none', async (t) => {
  const answers = [
    { status: 503, body: '{"code":"UNAVAILABLE"}' },
    { status: 200, body: '{' },
    undefined,
    { status: 200, body: '{"categories":[{"id":1,"products":2}],"brands":[],"sizes":[{"sizeMm":270,"products":3}],"colors":[{"family":"NAVY","products":4}],"onSale":0}' }, // prettier-ignore
  ]
  const server = createServer((_request, response) => {
    const answer = answers.shift()
    if (answer) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  afterTheTest(t, () => server.close().closeAllConnections())
  const shop = commerceClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
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
